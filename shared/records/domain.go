package records

import (
	"context"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// maxHolders is how many accounts are looked at that may name a domain; where there
// are more, none of them is meant.
const maxHolders = 10

func domainKey(domain, account string) store.Key {
	return store.Key{Partition: "DOMAIN#" + strings.ToLower(domain), Sort: account}
}

// NameDomain notes that an account may name a domain as its own. It is a hint: the
// account's profile tells.
func NameDomain(domain, account string) store.Op {
	return store.Put(store.Item{Key: domainKey(domain, account), Data: encode(aliasDoc{account})})
}

// UnnameDomain takes that back.
func UnnameDomain(domain, account string) store.Op { return store.Delete(domainKey(domain, account)) }

// Renamed are the operations that note another profile's domains: what to note
// before the profile is written, and what may be taken back after. What a profile
// names no more is a hint that it refutes.
func Renamed(account string, before, after heed.Profile) (named, unnamed []store.Op) {
	return renamed(after, before, account, NameDomain), renamed(before, after, account, UnnameDomain)
}

// renamed are operations on the domains that one profile names and another does not, each once.
func renamed(names, lacks heed.Profile, account string, op func(domain, account string) store.Op) (ops []store.Op) {
	seen := map[string]bool{}
	for _, domain := range names.Domains {
		if domain = strings.ToLower(domain); !lacks.Has(domain) && !seen[domain] {
			seen[domain] = true
			ops = append(ops, op(domain, account))
		}
	}
	return ops
}

// DomainHolder is the one account that names a domain as its own; empty when none
// does, or several do.
func (r *Records) DomainHolder(ctx context.Context, domain string) (string, error) {
	docs, err := collect[aliasDoc](ctx, r.db, store.Query{Partition: domainKey(domain, "").Partition, Limit: maxHolders + 1})
	if err != nil || len(docs) > maxHolders {
		return "", err
	}
	holder := ""
	for _, doc := range docs {
		row, err := r.Follow(ctx, doc.Alias)
		if err != nil {
			return "", err
		}
		a := row.Value
		if !a.Exists() || !a.Profile.Has(domain) || a.ID == holder {
			continue
		}
		if holder != "" {
			return "", nil
		}
		holder = a.ID
	}
	return holder, nil
}
