package heed

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// Alias is what remains under the id of an account that became part of another:
// where the id leads, which tools' ids lead to it, and what keeps late copies out.
func (a Account) Alias(into string) Account {
	return Account{
		ID: a.ID, CreatedAt: a.CreatedAt, Incarnation: a.Incarnation, Sequence: a.Sequence, NotBefore: a.NotBefore,
		MergedInto: into, Profile: Profile{ExternalIDs: a.Profile.ExternalIDs},
	}
}

// Absorb is the account once another became part of it: per member of the
// profile the newest statement of both holds, tools' ids and domains of both
// lead to it, and renewals that were announced of either are not announced again.
func (a Account) Absorb(from Account) (Account, error) {
	facts := a.Facts.Join(from.Facts).edit("parent", func(parent string) string {
		if parent == a.ID || parent == from.ID {
			return "" // no account is its own parent
		}
		return parent
	})
	a.Provisional = false
	if from.CreatedAt.Before(a.CreatedAt) {
		a.CreatedAt = from.CreatedAt
	}
	a.History += from.History
	a.RiskCase = cmp.Or(a.RiskCase, from.RiskCase)
	a.Forgotten = forgottenByBoth(a.Forgotten, from.Forgotten)
	a.Card.Said = saidOfBoth(a.Card.Said, from.Card.Said)
	domains := union(a.Profile.Domains, from.Profile.Domains)
	ids := externalsOfBoth(a.Profile.ExternalIDs, from.Profile.ExternalIDs)
	return a.withFacts(facts.Newest().amended("domains", domains).amended("external_ids", ids))
}

// Claiming is the account with a tool's id added to those that lead to it.
func (a Account) Claiming(connection, external string) (Account, error) {
	ids := externalsOfBoth(a.Profile.ExternalIDs, map[string][]string{connection: {external}})
	return a.withFacts(a.Facts.amended("external_ids", ids))
}

// Reparented is the account with another parent where it had one; false when it had not.
func (a Account) Reparented(before, after string) (Account, bool, error) {
	if a.Profile.Parent != before {
		return a, false, nil
	}
	a, err := a.withFacts(a.Facts.edit("parent", func(parent string) string {
		if parent == before {
			return after
		}
		return parent
	}))
	return a, true, err
}

// forgottenByBoth has each contact once, as of when they were to be forgotten last.
func forgottenByBoth(a, b []Forgotten) []Forgotten {
	both := slices.Clone(a)
	for _, f := range b {
		i := slices.IndexFunc(both, func(known Forgotten) bool { return known.Contact == f.Contact })
		switch {
		case i < 0:
			both = append(both, f)
		case f.At.After(both[i].At):
			both[i] = f
		}
	}
	return both
}

// saidOfBoth keeps of each term the lead that lies nearest to the decision.
func saidOfBoth(a, b map[string]int) map[string]int {
	both := maps.Clone(a)
	for term, lead := range b {
		if known, said := both[term]; said && known <= lead {
			continue
		}
		if both == nil {
			both = map[string]int{}
		}
		both[term] = lead
	}
	return both
}

func externalsOfBoth(a, b map[string][]string) map[string][]string {
	both := maps.Clone(a)
	for connection, ids := range b {
		if both == nil {
			both = map[string][]string{}
		}
		both[connection] = union(both[connection], ids)
	}
	return both
}

func union(a, b []string) []string {
	both := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(both, v) {
			both = append(both, v)
		}
	}
	return both
}

// amended has the fact that says a member say v, for what was added to what it
// said without being newer. When no fact says it, the oldest possible one does.
func (f Facts) amended(name string, v any) Facts {
	raw, _ := json.Marshal(v) // plain data
	if string(raw) == "null" {
		return f
	}
	for i := range slices.Backward(f) {
		if _, said := f[i].says(name); said {
			return f.saying(i, name, raw)
		}
	}
	data, _ := json.Marshal(map[string]json.RawMessage{name: raw})
	return f.With(Fact{Stamp: Stamp{Source: "heed", ID: name}, Type: AccountUpdated, Data: data})
}

// edit changes a text wherever a fact says it; an empty one is not said any more.
func (f Facts) edit(name string, change func(string) string) Facts {
	for i := range f {
		raw, _ := f[i].says(name)
		before, ok := plainString(raw)
		if !ok {
			continue
		}
		switch after := change(before); after {
		case before:
		case "":
			f = f.saying(i, name, nil)
		default:
			quoted, _ := json.Marshal(after)
			f = f.saying(i, name, quoted)
		}
	}
	return f
}

// saying has one fact say a member in other words, or not at all.
func (f Facts) saying(i int, name string, raw json.RawMessage) Facts {
	members := membersOf(f[i].Data)
	if delete(members, name); raw != nil {
		members[name] = raw
	}
	f = slices.Clone(f)
	f[i].Data, _ = json.Marshal(members)
	return f
}
