package heed

import (
	"testing"
	"time"
)

func TestBreakerOpensTwiceAsLongUpToTenMinutes(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	b := Breaker{}
	for i, want := range []time.Duration{30, 60, 120, 240, 480, 600, 600} {
		if b = b.Open(now); b.Until.Sub(now) != want*time.Second || b.Opened != i+1 {
			t.Errorf("opened %d times it stays open for %v, want %d s", b.Opened, b.Until.Sub(now), want)
		}
	}
	b.Opened = 1 << 30
	if b.Open(now).Until.Sub(now) != 10*time.Minute {
		t.Error("after a long time it is open for another while")
	}
}

func TestHopeless(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		since    time.Duration
		failures int
		want     bool
	}{{5 * 24 * time.Hour, 10, true}, {5*24*time.Hour - 1, 10, false}, {30 * 24 * time.Hour, 9, false}} {
		if got := (Breaker{Since: now.Add(-c.since), Failures: c.failures}).Hopeless(now); got != c.want {
			t.Errorf("after %v and %d failures: %v", c.since, c.failures, got)
		}
	}
}

func TestADeliveryIsHeldOnlyByABreaker(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	tried := []Attempt{{N: 1, NextAt: at}}
	for name, c := range map[string]struct {
		d    Delivery
		want bool
	}{
		"never postponed":          {Delivery{Status: Pending, NextAt: at}, false},
		"before its first attempt": {Delivery{Status: Pending, NextAt: at, Postponed: 1}, true},
		"until its next attempt":   {Delivery{Status: Pending, NextAt: at, Postponed: 1, Attempts: tried}, false},
		"after it was put off":     {Delivery{Status: Pending, NextAt: at.Add(time.Minute), Postponed: 2, Attempts: tried}, true},
		"done":                     {Delivery{Status: Exhausted, Postponed: 3, Attempts: tried}, false},
	} {
		if c.d.Held() != c.want {
			t.Errorf("%s: held %v", name, !c.want)
		}
	}
}

func TestADeliveryBeginsWhenItWasSetGoing(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	d := Delivery{At: at}
	if !d.Began().Equal(at) {
		t.Error("a delivery begins with its event")
	}
	if d.ReopenedAt = at.Add(time.Hour); !d.Began().Equal(d.ReopenedAt) {
		t.Error("one that was reopened begins again")
	}
}
