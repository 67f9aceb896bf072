package records_test

import (
	"fmt"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

type noHash struct{}

func (noHash) Hash(...string) string { return "h" }

// Settings lead back to those before them, with what was read of their expressions,
// until a change is not remembered.
func TestSettingsBack(t *testing.T) {
	rec := records.New(storetest.NewModel(), noHash{})
	put := func(remembered bool, change func(*heed.Settings)) {
		t.Helper()
		row, err := rec.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		before := row.Value
		change(&row.Value)
		ops := records.PutSettingsVersion(heed.SettingsVersion{Version: row.Version + 1, Changes: before.ChangesTo(row.Value)}, before)
		if !remembered {
			ops = nil
		}
		if err := rec.Write(t.Context(), append(ops, records.PutSettings(row))...); err != nil {
			t.Fatal(err)
		}
	}
	own := func(name string) heed.CustomFactor {
		return heed.CustomFactor{Factor: name, Expression: name, Formula: &heed.Formula{Op: heed.OpWord, Text: name}}
	}
	put(true, func(s *heed.Settings) { s.LossRate = .2 })
	put(false, func(s *heed.Settings) { s.LossRate = .3 })
	put(true, func(s *heed.Settings) { s.Factors = []heed.CustomFactor{own("b"), own("a")} })
	put(true, func(s *heed.Settings) { s.Factors = []heed.CustomFactor{own("c")} })

	var got []string
	for set, err := range rec.SettingsBack(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%d: %v", set.Version, set.LossRate)
		for _, f := range set.Factors {
			line += " " + f.Formula.Text
		}
		got = append(got, line)
	}
	if want := "[4: 0.3 c 3: 0.3 a b 2: 0.3]"; fmt.Sprint(got) != want {
		t.Errorf("they lead back to %v, want %s", got, want)
	}
}
