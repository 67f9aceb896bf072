package heed

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryTypeIsWhole(t *testing.T) {
	types := SignalTypes()
	if !slices.IsSorted(types) || len(types) != 31 {
		t.Errorf("there are %d types: %v", len(types), types)
	}
	for _, kind := range types {
		fields, ok := DataFields(kind)
		seen := map[string]bool{}
		for _, f := range fields {
			if seen[f.Name] || f.Name != strings.ToLower(f.Name) {
				t.Errorf("%s has the member %s twice or in capitals", kind, f.Name)
			}
			seen[f.Name] = true
		}
		if !ok || !seen["attributes"] {
			t.Errorf("%s takes no attributes", kind)
		}
	}
	if _, ok := DataFields("feedback.review"); ok {
		t.Error("a reserved type is taken in")
	}
}

// TestPersonalMembers names what only keys with the scope personal may see.
func TestPersonalMembers(t *testing.T) {
	want := map[string]bool{"comment": true, "contact": true, "name": true, "email": true, "title": true, "successor": true, "note": true}
	for kind, fields := range schema {
		for _, f := range fields {
			if expected := want[f.Name] && kind != AccountUpdated; f.Personal != expected {
				t.Errorf("%s of %s is personal: %v", f.Name, kind, f.Personal)
			}
		}
	}
}

func TestMatchesType(t *testing.T) {
	tests := []struct {
		patterns []string
		kind     string
		want     bool
	}{
		{nil, "feedback.nps", true},
		{[]string{"*"}, "feedback.nps", true},
		{[]string{"feedback.*"}, "feedback.nps", true},
		{[]string{"feedback.nps"}, "feedback.nps", true},
		{[]string{"ticket.*", "feedback.nps"}, "feedback.nps", true},
		{[]string{"feedback.*"}, "feedbacks.nps", false},
		{[]string{"feedback*"}, "feedback.nps", false},
		{[]string{"feedback.n*"}, "feedback.nps", false},
		{[]string{"feedback"}, "feedback.nps", false},
		{[]string{""}, "feedback.nps", false},
		{[]string{"FEEDBACK.*"}, "feedback.nps", false},
		{[]string{"*.nps"}, "feedback.nps", false},
	}
	for _, test := range tests {
		if got := MatchesType(test.patterns, test.kind); got != test.want {
			t.Errorf("%v names %s: %v", test.patterns, test.kind, got)
		}
	}
}

func TestFamily(t *testing.T) {
	for kind, want := range map[string]string{"feedback.nps": "feedback", "ping": "ping", "": ""} {
		if got := Family(kind); got != want {
			t.Errorf("%s is of %s", kind, got)
		}
	}
}
