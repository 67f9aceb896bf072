package risk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// Whatever is said of a contract: no term comes to two ends, at most one is open, and
// nothing is known before its day.
func TestTermsFollowOneAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := Outcomes(map[string]heed.Facts{"k": drawLife(t)}, now)
		ended, open := map[string]bool{}, 0
		for _, o := range all {
			if o.Result == Open {
				open++
			}
			if o.Known > heed.DayOf(now) || (o.Known == "") != (o.Result == Open) || o.Decision > o.End {
				t.Fatalf("%+v of %+v", o, all)
			}
			if term := o.Kind + string(o.End); ended[term] || open > 1 {
				t.Fatalf("%+v is said twice in %+v", o, all)
			} else {
				ended[term] = true
			}
		}
	})
}

// drawLife draws what was said of one contract.
func drawLife(t *rapid.T) (facts heed.Facts) {
	kinds := []string{heed.ContractSigned, heed.ContractRenewed, heed.ContractChanged, heed.ContractCancelNoticed, heed.ContractCancelWithdrawn, heed.ContractEnded}
	day := func(label string) heed.Day { return dayAgo(rapid.IntRange(-400, 1100).Draw(t, label)) }
	for i := range rapid.IntRange(1, 9).Draw(t, "facts") {
		said := map[string]any{
			"renewal_date": day("renewal"), "start_date": day("start"), "auto_renew": rapid.Bool().Draw(t, "auto"),
			"trial": rapid.IntRange(0, 5).Draw(t, "trial") == 0, "notice_days": rapid.SampledFrom([]int{0, 30, 90}).Draw(t, "notice"),
			"term_months": rapid.SampledFrom([]int{0, 1, 12, 36}).Draw(t, "term"),
		}
		for _, name := range slices.Sorted(maps.Keys(said)) {
			if rapid.Bool().Draw(t, "without "+name) {
				delete(said, name)
			}
		}
		data, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		facts = facts.With(heed.Fact{
			Stamp: heed.Stamp{Time: day("said").Time().Add(time.Hour), ID: fmt.Sprint(i)},
			Type:  rapid.SampledFrom(kinds).Draw(t, "kind"), Data: data,
		})
	}
	return facts
}
