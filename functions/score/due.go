package score

import (
	"maps"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// due is a renewal to be told of, and what will have been said with it.
type due struct {
	kind string
	lead int
	said map[string]int
}

const overdueSaid = -1

// dueOf decides whether a decision drew near enough to tell: once per term and
// lead; when several leads have passed at once, the nearest only. An assumed
// date is never due, nor is a contract under notice, nor a monthly one.
func (r *round) dueOf(v verdict) *due {
	t, card := v.risk.Target, v.head.Value.Card
	if v.head.Value.Provisional || t.Kind != heed.TargetRenewal || t.DecisionDate == "" || card.Status != heed.Active {
		return nil
	}
	term := t.Contract + "/" + string(t.DecisionDate)
	said, before := card.Said[term]
	if t.Days < 0 {
		if said == overdueSaid {
			return nil
		}
		return &due{kind: heed.RenewalOverdue, said: note(card.Said, term, overdueSaid)}
	}
	lead, ok := nearestLead(r.set.RenewalLeads, t.Days)
	if !ok || before && said <= lead {
		return nil
	}
	return &due{kind: heed.RenewalDue, lead: lead, said: note(card.Said, term, lead)}
}

// nearestLead is the smallest lead that the decision lies within.
func nearestLead(leads []int, days int) (int, bool) {
	within := slices.DeleteFunc(slices.Clone(leads), func(lead int) bool { return days > lead })
	if len(within) == 0 {
		return 0, false
	}
	return slices.Min(within), true
}

// maxSaid bounds what is remembered; terms of the past are forgotten first.
const maxSaid = 8

func note(said map[string]int, term string, lead int) map[string]int {
	after := maps.Clone(said)
	if after == nil {
		after = map[string]int{}
	}
	after[term] = lead
	for len(after) > maxSaid {
		delete(after, oldestTerm(after, term))
	}
	return after
}

func oldestTerm(said map[string]int, but string) string {
	terms := slices.DeleteFunc(slices.Collect(maps.Keys(said)), func(t string) bool { return t == but })
	return slices.MinFunc(terms, func(a, b string) int { return strings.Compare(dateOf(a), dateOf(b)) })
}

func dateOf(term string) string { return term[strings.LastIndex(term, "/")+1:] }
