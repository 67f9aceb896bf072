package score

import (
	"context"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// renumbered reports whether the account was judged with other numbers before, so
// that its band may move by them alone, which is no news. When only another model
// came into use, the one before is asked as well: what crosses a band by both, the
// same way, is the customer's doing, and is told.
func (r *round) renumbered(ctx context.Context, s risk.Snapshot, before heed.Card, now time.Time) bool {
	if before.Model == "" || settingsOf(before.Model) == r.name.settings {
		return false
	}
	name, same := strings.CutSuffix(settingsOf(before.Model), "-"+r.set.Fingerprint())
	if !same {
		return true
	}
	if name == risk.Prior(r.set.LossRate).Name {
		name = ""
	}
	old, err := r.models.Of(ctx, r.set, r.book, name)
	if err != nil {
		return true // it cannot be asked any more
	}
	was, is := risk.Judge(s, old, r.set, now).Band, risk.Judge(s, r.model, r.set, now).Band
	return was == before.Band || was.Worse(before.Band) != is.Worse(before.Band)
}
