package console

import (
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestMarkers(t *testing.T) {
	for name, c := range map[string]struct {
		model, before string
		settings, was int64
		want          string
	}{
		"as before":                      {"prior-1-aa@-2.6/-3.9", "prior-1-aa@-2.6/-3.9", 3, 3, ""},
		"another base":                   {"prior-1-aa@-2.5/-3.9", "prior-1-aa@-2.6/-3.9", 3, 3, "base"},
		"another model":                  {"2026-11-20-3f9a-aa@-2.5/-3.9", "prior-1-aa@-2.6/-3.9", 3, 3, "model"},
		"settings that judging reads":    {"prior-1-bb@-2.6/-3.9", "prior-1-aa@-2.6/-3.9", 4, 3, "settings"},
		"settings that it does not read": {"prior-1-aa@-2.6/-3.9", "prior-1-aa@-2.6/-3.9", 4, 3, "settings"},
		"a receipt without a version":    {"prior-1-aa@-2.6/-3.9", "prior-1-aa@-2.6/-3.9", 4, 0, ""},
		"both":                           {"2026-11-20-3f9a-bb@-2.5/-3.9", "prior-1-aa@-2.6/-3.9", 4, 3, "model settings"},
	} {
		now := records.Receipt{N: 2, Risk: heed.Risk{Model: c.model, Settings: c.settings}}
		before := records.Receipt{N: 1, Risk: heed.Risk{Model: c.before, Settings: c.was}}
		if got := strings.Join(markers(now, before), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := markers(records.Receipt{N: 1}, records.Receipt{}); got == nil || len(got) > 0 {
		t.Errorf("the first judgement has %v", got)
	}
}
