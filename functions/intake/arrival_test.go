package intake

import (
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// noted are the notes of one outcome.
func (r *rig) noted(outcome heed.Outcome) (all []heed.Arrival) {
	r.Helper()
	for _, n := range r.inbox.notes {
		if n.Connection != "zd" || len(n.Last) != 1 || len(n.Days) != 1 || n.Days[0].Day != heed.DayOf(n.Last[0].At) {
			r.Fatalf("noted %+v", n)
		}
		if n.Last[0].Outcome == outcome {
			all = append(all, n.Last[0])
		}
	}
	return all
}

// counted is what all notes together count.
func (r *rig) counted() (sum heed.ArrivalCount) {
	for _, n := range r.inbox.notes {
		sum = sum.Plus(n.Days[0].ArrivalCount)
	}
	return sum
}

func TestIgnoredWebhooksAreNoted(t *testing.T) {
	r := newRig(t)
	burst, refill := paces[heed.OutcomeIgnored].burst, paces[heed.OutcomeIgnored].refill
	for range burst + 10 {
		r.now = r.now.Add(time.Millisecond)
		r.zendesk(`{}`)
	}
	all := r.noted(heed.OutcomeIgnored)
	if len(all) != burst {
		t.Fatalf("%d notes of %d ignored webhooks", len(all), burst+10)
	}
	if len(all[0].Reasons) != 1 || !strings.Contains(all[0].Reasons[0], "rating template") || len(all[0].Signals) != 0 {
		t.Errorf("noted %+v", all[0])
	}
	r.now = r.now.Add(refill)
	r.zendesk(`{}`)
	r.zendesk(`{}`)
	if n := len(r.noted(heed.OutcomeIgnored)); n != burst+1 {
		t.Errorf("%d notes after a while", n)
	}
	if got, want := r.counted(), (heed.ArrivalCount{Ignored: burst + 11}); got != want {
		t.Errorf("counted %+v up to the last note, want %+v", got, want)
	}
}

func TestAcceptedWebhooksAreNotedSeldom(t *testing.T) {
	r := newRig(t)
	p := paces[heed.OutcomeAccepted]
	for range 3 * p.burst {
		r.now = r.now.Add(time.Millisecond)
		r.zendesk(rating("Good", "acme", "77"))
	}
	all := r.noted(heed.OutcomeAccepted)
	if len(all) != p.burst {
		t.Fatalf("%d notes of %d webhooks", len(all), 3*p.burst)
	}
	sent := r.inbox.signals(t)[0]
	if got := all[0]; got.Accepted != 1 || len(got.Signals) != 1 || got.Signals[0] != (heed.ArrivedSignal{SID: heed.SignalID(sent.Source, sent.ID), Type: sent.Type}) || got.Reasons != nil {
		t.Errorf("noted %+v", got)
	}
	r.now = r.now.Add(p.refill)
	r.zendesk(rating("Good", "acme", "77"))
	if got, want := r.counted(), (heed.ArrivalCount{Signals: 3*p.burst + 1, Accepted: 3*p.burst + 1}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
}

// TestRefusedWebhooksAreNotedWithoutAByteOfThem holds that a forgery tells why it was
// refused and nothing else.
func TestRefusedWebhooksAreNotedWithoutAByteOfThem(t *testing.T) {
	f, body := load(t, "zendesk-csat-trigger")
	r := newRig(t)
	r.now = time.Unix(f.Now, 0).UTC()
	r.connectWith(heed.Connection{Name: "zd", Provider: f.Provider}, f.Secret)
	for range 2 * paces[heed.OutcomeRefused].burst {
		r.hook("/v1/hooks/zd", body+" ", f.Headers)
		r.hook("/v1/hooks/unknown", body, f.Headers)
	}
	all := r.noted(heed.OutcomeRefused)
	if len(all) != paces[heed.OutcomeRefused].burst || len(all) != len(r.inbox.notes) {
		t.Fatalf("noted %+v", r.inbox.notes)
	}
	if got := all[0]; len(got.Reasons) != 1 || got.Reasons[0] != "the signature does not match" || got.Accepted != 0 {
		t.Errorf("noted %+v", got)
	}
}
