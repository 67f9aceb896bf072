package score

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// lines moves where renewals enter the bands, and leave them a little below.
func lines(medium, high, critical float64) func(*heed.Settings) {
	return func(s *heed.Settings) {
		at := func(enter float64) heed.Thresholds { return heed.Thresholds{Enter: enter, Leave: enter * .7} }
		s.Bands[heed.TargetRenewal] = heed.BandLines{Medium: at(medium), High: at(high), Critical: at(critical)}
	}
}

// What the settings do to a band is told to nobody, what the customer does is told once,
// though both come at once.
func TestOwnCrossingsAreToldThoughTheSettingsChanged(t *testing.T) {
	told := []string{heed.RiskRaised}
	for name, c := range map[string]struct {
		settings []func(*heed.Settings)
		own      func(w *world, account string)
		worse    bool
		want     []string
	}{
		"the settings alone":             {settings: []func(*heed.Settings){lines(.01, .02, .90)}, worse: true},
		"the customer alone":             {own: (*world).worsen, worse: true, want: told},
		"both":                           {settings: []func(*heed.Settings){lines(.01, .02, .90)}, own: (*world).worsen, worse: true, want: told},
		"both, by another loss rate":     {settings: []func(*heed.Settings){func(s *heed.Settings) { s.LossRate = .3 }}, own: (*world).worsen, worse: true, want: told},
		"both, by way of others":         {settings: []func(*heed.Settings){lines(.01, .02, .90), lines(.02, .03, .80), lines(.03, .04, .70)}, own: (*world).worsen, worse: true, want: told},
		"the settings, and the base":     {settings: []func(*heed.Settings){lines(.01, .02, .90)}, own: func(w *world, _ string) { w.base(1) }, worse: true},
		"settings that hide it":          {settings: []func(*heed.Settings){lines(.90, .95, .99)}, own: (*world).worsen},
		"too little of it, and settings": {settings: []func(*heed.Settings){lines(.01, .02, .90)}, own: func(w *world, account string) { w.answer(account, 6) }, worse: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := memory(t)
				w.account("acme")
				w.judge("acme")
				time.Sleep(time.Hour)
				for _, change := range c.settings {
					w.settings(change)
				}
				if c.own != nil {
					c.own(w, "acme")
				}
				for range 3 {
					w.judge("acme", "acme")
					time.Sleep(25 * time.Hour)
				}
				if band := w.head("acme").Card.Band; band.Worse(heed.Low) != c.worse {
					t.Errorf("the band is %s", band)
				}
				expectEvents(t, w, "acme", c.want...)
			})
		})
	}
}

// A customer who does better waits a day to leave a band. Settings that change meanwhile
// do not end the wait, and what they let everybody leave is not told.
func TestGettingBetterIsToldThoughTheSettingsChange(t *testing.T) {
	for _, own := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := memory(t)
			w.account("acme")
			w.judge("acme")
			w.worsen("acme")
			w.judge("acme")
			want := []string{heed.RiskRaised}
			time.Sleep(time.Hour)
			if own {
				w.answer("acme", 9)
				w.say("acme", heed.TicketResolved, data{"ticket": "1"})
				want = append(want, heed.RiskLowered)
			}
			w.judge("acme")
			time.Sleep(time.Hour)
			w.settings(lines(.80, .90, .95))
			for range 3 {
				w.judge("acme")
				time.Sleep(25 * time.Hour)
			}
			if band := w.head("acme").Card.Band; band != heed.Low {
				t.Errorf("the band is %s", band)
			}
			expectEvents(t, w, "acme", want...)
		})
	}
}

// Of settings that are not kept nobody can say what they would have told.
func TestForgottenSettingsKeepQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		row, err := w.rec.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		lines(.01, .02, .90)(&row.Value)
		w.write(records.PutSettings(row))
		w.worsen("acme")
		for range 3 {
			w.judge("acme")
			time.Sleep(25 * time.Hour)
		}
		expectEvents(t, w, "acme")
	})
}

// versionsRead counts how often the versions of the settings are read.
type versionsRead struct {
	store.Table
	n atomic.Int64
}

func (v *versionsRead) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	if q.Partition == "SET" {
		v.n.Add(1)
	}
	return v.Table.Query(ctx, q)
}

// Whoever is judged anew after a change shares what was read of the settings before.
func TestSettingsBeforeAreReadOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &versionsRead{Table: storetest.NewModel()}
		w := newWorld(t, db)
		accounts := make([]string, 60)
		for i := range accounts {
			accounts[i] = fmt.Sprint("a", i)
			w.account(accounts[i])
		}
		w.judge(accounts...)
		w.settings(lines(.01, .02, .90))
		w.judge(accounts...)
		if n := db.n.Load(); n < 1 || n > maxParallel {
			t.Errorf("%d accounts read the settings before %d times", len(accounts), n)
		}
	})
}
