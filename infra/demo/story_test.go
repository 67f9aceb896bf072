package demo

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// trend is the change of active users: the last 28 days against the 84 before.
func trend(signals []Signal, now time.Time) float64 {
	var sum, n [2]float64
	for _, s := range signals {
		age := int(now.Sub(s.Time).Hours() / 24)
		if s.Type != heed.UsageReported || age >= 112 {
			continue
		}
		u, err := heed.UsageOf(heed.Signal{Data: s.Data})
		if err != nil || u.Metric != heed.ActiveUsers {
			continue
		}
		span := min(age/28, 1)
		sum[span] += u.Value
		n[span]++
	}
	return sum[0]/n[0]/(sum[1]/n[1]) - 1
}

func TestUseFollowsTheArchetype(t *testing.T) {
	bounds := map[string][2]float64{
		"thriving": {.00, .25}, "steady": {-.07, .08}, "northwind": {-.15, .02}, "drifting": {-.35, -.10},
		"fading": {-.50, -.25}, "sinking": {-.65, -.30},
	}
	for d, now := range worlds() {
		for _, a := range d.Accounts {
			within, checked := bounds[a.Archetype]
			if got := trend(a.Signals, now); checked && (got < within[0] || got > within[1]) {
				t.Errorf("use at %s, which is %s, changed by %.2f, not within %v", a.ID, a.Archetype, got, within)
			}
		}
	}
}

func contactOf(s Signal) string {
	contact, _ := said(Account{Signals: []Signal{s}}, s.Type)[0]["contact"].(string)
	return contact
}

func TestNobodyIsAskedBeforeJoiningOrAfterLeaving(t *testing.T) {
	for d := range worlds() {
		for _, a := range d.Accounts {
			there := map[string]bool{}
			for _, s := range a.Signals {
				switch s.Type {
				case heed.ContactJoined, heed.ContactLeft:
					there[contactOf(s)] = s.Type == heed.ContactJoined
				case heed.SurveySent:
					if !there[contactOf(s)] {
						t.Fatalf("%s was asked on %s, when they were not there", contactOf(s), s.Time)
					}
				}
			}
		}
	}
}

func TestChampionsLeaveLately(t *testing.T) {
	for d, now := range worlds() {
		for _, a := range d.Accounts {
			if a.Former {
				continue
			}
			var left, followed bool
			for _, s := range a.Signals {
				if s.Type == heed.ContactLeft {
					left = now.Sub(s.Time) < 100*24*time.Hour
					followed = said(Account{Signals: []Signal{s}}, s.Type)[0]["successor"] != nil
				}
			}
			missed := a.Archetype == "orphaned" || a.Archetype == "sinking"
			if replaced := a.Archetype == "handed over"; left != (missed || replaced) || followed != replaced {
				t.Errorf("%s is %s, its champion left: %v, somebody followed: %v", a.ID, a.Archetype, left, followed)
			}
		}
	}
}

func TestQuietAccountsAreQuiet(t *testing.T) {
	for d, now := range worlds() {
		for _, a := range d.Accounts {
			var last time.Time
			for _, s := range a.Signals {
				if cell, ok := heed.FactCell(heed.Signal{Type: s.Type, Data: s.Data}, ""); ok && cell.Metric == "engagement" && cell.Bucket != heed.BucketOneWay {
					last = s.Time
				}
			}
			days := int(now.Sub(last).Hours() / 24)
			if a.Archetype == "silent" && days < 120 || a.Archetype == "steady" && days > 60 {
				t.Errorf("%s is %s and last spoken with %d days ago", a.ID, a.Archetype, days)
			}
		}
	}
}

// urgent counts the urgent tickets that are open.
func urgent(t *testing.T, signals []Signal, now time.Time) (n int) {
	t.Helper()
	tickets := map[string]heed.Facts{}
	for _, s := range signals {
		if heed.Family(s.Type) == "ticket" {
			id := said(Account{Signals: []Signal{s}}, s.Type)[0]["ticket"].(string)
			tickets[id] = tickets[id].With(heed.FactOf(heed.Signal{ID: s.ID, Source: s.Source, Type: s.Type, Time: s.Time, Data: s.Data}))
		}
	}
	for _, facts := range tickets {
		ticket, err := heed.TicketOf(facts, now)
		if err != nil {
			t.Fatal(err)
		}
		if ticket.Urgent() {
			n++
		}
	}
	return n
}

func TestUnhappyNorthwindHasEveryReasonToLeave(t *testing.T) {
	for d, now := range worlds() {
		before := d.Accounts[0].Signals
		after := append(before[:len(before):len(before)], MakeUnhappy(now)...)
		if was, is := trend(before, now), trend(after, now); was < -.15 || is > -.40 {
			t.Errorf("use changed by %.2f before and %.2f after", was, is)
		}
		if was, is := urgent(t, before, now), urgent(t, after, now); was != 0 || is != 2 {
			t.Errorf("%d urgent tickets are open before and %d after", was, is)
		}
	}
}
