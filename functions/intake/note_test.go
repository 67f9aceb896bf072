package intake

import (
	"strings"
	"testing"
	"time"
)

func TestIgnoredWebhooksAreNoted(t *testing.T) {
	r := newRig(t)
	for range 30 {
		r.now = r.now.Add(time.Millisecond)
		r.zendesk(`{}`)
	}
	if len(r.inbox.notes) != burst {
		t.Fatalf("%d notes of 30 ignored webhooks", len(r.inbox.notes))
	}
	note := r.inbox.notes[0]
	if note.Connection != "zd" || len(note.Ignored) != 1 || len(note.Ignored[0].Reasons) != 1 || !strings.Contains(note.Ignored[0].Reasons[0], "rating template") {
		t.Errorf("noted %+v", note)
	}
	r.now = r.now.Add(refill)
	r.zendesk(`{}`)
	r.zendesk(`{}`)
	if len(r.inbox.notes) != burst+1 {
		t.Errorf("%d notes after a while", len(r.inbox.notes))
	}
	r.zendesk(rating("Good", "acme", "77"))
	if len(r.inbox.notes) != burst+1 {
		t.Error("a webhook that said something was noted")
	}
}
