package browser

import "testing"

// TestPortfolioNamesWhomToCall holds what a customer success manager comes for: the
// account most worth calling, the reason, and the way to all of it.
func TestPortfolioNamesWhomToCall(t *testing.T) {
	for lang, heading := range map[string]string{"en": "Most worth calling", "de": "Am dringendsten anrufen"} {
		t.Run(lang, func(t *testing.T) {
			page := open(t, "/", lang, looks[0])
			if got := page.text("#calls-h"); got != heading {
				t.Errorf("the page begins with %q, want %q", got, heading)
			}
			name, reason := page.text("#calls h3 a"), page.text("#calls .reason")
			if name == "" || reason == "" {
				t.Fatalf("nobody is named to call (%q), or no reason (%q)", name, reason)
			}
			page.until("document.querySelectorAll('#trend canvas').length === 1")
			page.follow("#calls h3 a")
			if got := page.text("h1"); got != name && got[:len(name)] != name {
				t.Errorf("the link of %s leads to %s", name, got)
			}
			if got := page.text("#verdict .reason"); got != reason {
				t.Errorf("the account's reason is %q, the portfolio said %q", got, reason)
			}
		})
	}
}
