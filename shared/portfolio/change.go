package portfolio

import (
	"cmp"
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// Change is an account that changed its band, and why.
type Change struct {
	Account     heed.AccountRef `json:"account"`
	From        *heed.Band      `json:"from"` // null when it was not judged then
	To          heed.Band       `json:"to"`
	Probability float64         `json:"probability"`
	Delta       *float64        `json:"delta"` // of the probability; null when it was not judged then
	Reason      string          `json:"reason"`
}

// Writing is how accounts are written of: in which language, and where the console is
// reached that links lead to.
type Writing struct {
	Language  heed.Language
	PublicURL string
}

// Changes compares customers with how they stood then, the furthest moved first.
// Those that are new since are named unless their risk is low.
func Changes(customers []heed.Account, then map[string]heed.Standing, w Writing) []Change {
	changed := []Change{}
	for _, a := range customers {
		before, known := then[a.ID]
		if a.Card.Band == heed.NoBand || known && a.Card.Band == before.Band || !known && a.Card.Band == heed.Low {
			continue
		}
		c := Change{Account: a.Ref(w.PublicURL), To: a.Card.Band, Probability: a.Card.Probability, Reason: a.Card.Reason.In(w.Language)}
		if known {
			c.Delta = new(a.Card.Probability - before.Probability)
		}
		if before.Band != heed.NoBand {
			c.From = new(before.Band)
		}
		changed = append(changed, c)
	}
	slices.SortFunc(changed, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.moved(), a.moved()), cmp.Compare(a.Account.ID, b.Account.ID))
	})
	return changed
}

// worse reports whether the account is in a worse band than before.
func (c Change) worse() bool { return c.From == nil || c.To.Worse(*c.From) }

// moved is how far the probability went, either way; from nothing when it was not judged.
func (c Change) moved() float64 {
	if c.Delta == nil {
		return c.Probability
	}
	return math.Abs(*c.Delta)
}
