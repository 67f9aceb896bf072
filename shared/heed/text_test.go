package heed

import "testing"

func TestPreferredLanguage(t *testing.T) {
	for accept, want := range map[string]Language{
		"": English, "de": German, "de-AT,en;q=0.5": German, "fr, DE;q=0.8, en": German, "fr,es": English, "en-US,de": English, ";;,,": English,
	} {
		if got := PreferredLanguage(accept, English); got != want {
			t.Errorf("%q prefers %s", accept, got)
		}
	}
	text := Text{EN: "yes", DE: "ja"}
	if text.In(German) != "ja" || text.In("fr") != "yes" {
		t.Error("a text is not in its language")
	}
}
