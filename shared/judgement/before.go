package judgement

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// Before is what accounts were judged with earlier.
type Before struct {
	Settings heed.Settings
	Model    risk.Model
}

// Before gives what numbers name, beside the settings in use; false when it is not
// kept, so that nobody can be judged with it any more.
func (m *Models) Before(ctx context.Context, n Numbers, set heed.Settings, book records.Book) (b Before, kept bool, err error) {
	f := former{set, true}
	if n.Settings != set.Fingerprint() {
		f, err = m.former.Get(ctx, formerName(set, n))
	}
	if err != nil || !f.kept {
		return b, false, err
	}
	id := n.Model
	if id == risk.Prior(f.settings.LossRate).Name {
		id = ""
	}
	model, err := m.Of(ctx, f.settings, book, id)
	if errors.Is(err, ErrUnreadable) {
		return b, false, nil
	}
	return Before{Settings: f.settings, Model: n.rebased(model)}, err == nil, err
}

// former are settings that were in use, if they are kept.
type former struct {
	settings heed.Settings
	kept     bool
}

// formerName names settings by their fingerprint and by those in use, for that they
// are gone holds only until they come into use again.
func formerName(inUse heed.Settings, n Numbers) string {
	return strconv.FormatInt(inUse.Version, 10) + "/" + n.Settings
}

func formerSettings(rec *records.Records) *memo.Memo[former] {
	return memo.New(time.Hour, func(ctx context.Context, name string) (former, error) {
		_, fingerprint, _ := strings.Cut(name, "/")
		for set, err := range rec.SettingsBack(ctx) {
			if err != nil || set.Fingerprint() == fingerprint {
				return former{set, readable(set)}, err
			}
		}
		return former{}, nil
	})
}

// readable reports whether it is known what the settings' expressions say.
func readable(set heed.Settings) bool {
	return !slices.ContainsFunc(set.Factors, func(f heed.CustomFactor) bool { return f.Formula == nil })
}
