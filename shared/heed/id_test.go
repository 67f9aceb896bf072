package heed

import (
	"regexp"
	"strings"
	"testing"
)

func TestAccountIDs(t *testing.T) {
	for id, want := range map[string]bool{
		"acme": true, "A.b_c-9": true, strings.Repeat("a", 128): true, "": false, strings.Repeat("a", 129): false,
		"a b": false, "a:b": false, "a/b": false, "é": false, "a\n": false, "a%20": false,
	} {
		if ValidAccountID(id) != want {
			t.Errorf("%q is an account id: %v", id, !want)
		}
	}
}

func TestSlugs(t *testing.T) {
	for name, want := range map[string]bool{"crm": true, "help-desk_2": true, strings.Repeat("a", 64): true, "": false, "a.b": false, "a b": false, strings.Repeat("a", 65): false, "a\n": false} {
		if ValidSlug(name) != want {
			t.Errorf("%q is a slug: %v", name, !want)
		}
	}
}

// TestIDsAreFixed holds the derivations: other ids would count every signal
// again and say every event again.
func TestIDsAreFixed(t *testing.T) {
	for got, want := range map[string]string{
		SignalID("survey-app", "r-1001"):     "22c8bb421677b4f74d0bdbd213688c18",
		ExternalAccountID("crm", "0061"):     "ext-4157804357a3074f85f6",
		EventID(RiskRaised, "acme", "i1", 7): "evt_eyq3anq3vtnrxs6fabfe26adr4",
		HashKey("heed_x"):                    "cb7c7fc07045dc2a1f2d1bc6be73b634cbc0f98611571842865c9379ef6a02ba",
	} {
		if got != want {
			t.Errorf("an id is %s, want %s", got, want)
		}
	}
}

func TestIDsKeepPartsApart(t *testing.T) {
	if SignalID("ab", "c") == SignalID("a", "bc") || ExternalAccountID("ab", "c") == ExternalAccountID("a", "bc") {
		t.Error("parts run into one another")
	}
	if EventID("a", "b", "c", 1) == EventID("a", "b", "c", 11) || EventID("a", "b", "c", 1) == EventID("a", "b", "d", 1) {
		t.Error("two events share an id")
	}
	if id := EventID(RiskRaised, "acme", "", 1); !regexp.MustCompile(`^evt_[a-z2-7]{26}$`).MatchString(id) {
		t.Errorf("an event's id is %s", id)
	}
	if id := ExternalAccountID("crm", "Zoë & co"); !ValidAccountID(id) {
		t.Errorf("a provisional account's id is %s", id)
	}
}
