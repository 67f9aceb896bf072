package heed

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestChangesOfSettingsAreNamedByPath(t *testing.T) {
	before, after := DefaultSettings(), DefaultSettings()
	if changes := before.ChangesTo(after); len(changes) != 0 {
		t.Errorf("nothing changed, and yet %+v", changes)
	}
	before.Factors = []CustomFactor{{Factor: "a", Neutral: 1}, {Factor: "b"}}
	after.Factors = []CustomFactor{{Factor: "b"}, {Factor: "a", Neutral: 2}}
	after.Weights = map[string]float64{"nps/x": 0}
	after.RenewalLeads = []int{30}
	var got []string
	for _, c := range before.ChangesTo(after) {
		got = append(got, c.Path+" "+string(c.From)+" → "+string(c.To))
	}
	want := []string{"/factors/a/neutral 1 → 2", "/renewal_leads [120,60,30] → [30]", "/weights/nps~1x null → 0"}
	if !slices.Equal(got, want) {
		t.Errorf("the changes are %q, want %q", got, want)
	}
}

func TestACustomFactorIsCompleted(t *testing.T) {
	f := CustomFactor{Factor: "a", Title: Text{DE: "Exporte"}, Unit: "Stück", Play: &CustomPlay{Title: Text{EN: "Call"}}}.Completed()
	if f.Group != CustomGroup || f.Title.EN != "Exporte" || f.Reason.EN != "Exporte: {value} Stück." || f.Play.Title.DE != "Call" {
		t.Errorf("completed: %+v", f)
	}
	if again := f.Completed(); mustJSON(again) != mustJSON(f) {
		t.Errorf("completed twice: %+v", again)
	}
}

func mustJSON(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}

// Another factor of one's own is another opinion, and tells nobody when bands follow.
func TestCustomFactorsChangeTheFingerprint(t *testing.T) {
	a, b := DefaultSettings(), DefaultSettings()
	b.Factors = []CustomFactor{{Factor: "a", Expression: "1"}}
	if a.Fingerprint() == b.Fingerprint() {
		t.Error("a factor of one's own has no fingerprint")
	}
	c := b
	c.Version, c.Factors = 9, []CustomFactor{{Factor: "a", Expression: "1", Formula: &Formula{Op: OpNumber}}}
	if b.Fingerprint() != c.Fingerprint() {
		t.Error("what was read of it changes the fingerprint")
	}
}
