package browser

import (
	"strings"
	"testing"
)

// TestAnAlarmIsWorthIt says beside an event that it was worth it, and sees on the page
// of what was learned how often such events are.
func TestAnAlarmIsWorthIt(t *testing.T) {
	for lang, want := range map[string][2]string{"en": {"Noted.", "Worth it"}, "de": {"Notiert.", "Es wert"}} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/", lang, looks[0])
			page.run("document.querySelector('#events button[name=useful][value=yes]').focus()")
			page.enter()
			if said := page.text(".notice"); !strings.HasPrefix(said, want[0]) {
				t.Errorf("the page says %q", said)
			}
			page = open(t, "/ui/models", lang, looks[0])
			if said := page.text("#useful"); !strings.Contains(said, want[1]) || !strings.Contains(said, "100") {
				t.Errorf("of alarms it says %q", said)
			}
			if found := page.axe(axe(t)); found != "" {
				t.Error(found)
			}
		})
	}
}
