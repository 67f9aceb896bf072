package aggregate

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
)

// resolve finds the account of a subject. Where settings allow it, a tool's id that
// nobody knows yet goes to the one account whose domains name its contacts' addresses.
func (r *run) resolve(ctx context.Context, subject string, signals []heed.Signal) (account string, bound bool, err error) {
	account, bound, err = r.rec.Resolve(ctx, subject)
	if err != nil || bound || !r.set.Identity.MatchDomains {
		return account, bound, err
	}
	matched, err := r.match(ctx, signals)
	if err != nil || matched == "" {
		return account, bound, err
	}
	return matched, bound, nil
}

// match is the account that every domain among the signals leads to; empty when
// they lead to several, or to none.
func (r *run) match(ctx context.Context, signals []heed.Signal) (string, error) {
	matched, asked := "", map[string]bool{"": true}
	for _, s := range signals {
		domain := s.Domain()
		if asked[domain] {
			continue
		}
		asked[domain] = true
		holder, err := r.rec.DomainHolder(ctx, domain)
		switch {
		case err != nil || matched != "" && holder != "" && holder != matched:
			return "", err
		case holder != "":
			matched = holder
		}
	}
	return matched, nil
}
