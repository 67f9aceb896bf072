package console

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// follows reads the feed on from a position until it gives nothing more.
func (b *bench) follows(after, query string) (ids []string, next string) {
	b.t.Helper()
	for {
		a := b.get("/v1/events?after=" + after + query)
		next, _ = a.body["next"].(string)
		if next == "" {
			b.t.Fatalf("next is null: %s", a.raw)
		}
		if len(a.items()) == 0 {
			return ids, next
		}
		ids, after = append(ids, pick(a.items(), "id")...), next
	}
}

func TestFeedHoldsTheBodiesAsTheyAreSigned(t *testing.T) {
	b := newBench(t)
	ev := b.says(heed.RiskRaised, "acme", 1, time.Now().Add(-time.Minute))
	if got := b.get("/v1/events").at("items", 0); len(got.(map[string]any)) != len(parsed(t, ev.Body).body) {
		t.Errorf("the feed holds %v, receivers get %s", got, ev.Body)
	}
}

// What a person wrote is for keys that may see it, wherever it stands.
func TestFeedQuotesNobodyToWhomMayNotSee(t *testing.T) {
	b, said, at := newBench(t), "Exports keep failing", time.Now().Add(-time.Minute)
	data := sample{now: at}.data(heed.FeedbackDetractor).(heed.DetractorHeard)
	data.Feedback.Comment = &said
	ev, err := heed.NewEvent(heed.FeedbackDetractor, heed.Account{ID: "acme"}, 1, at, heed.EventFacts{}, data)
	if err != nil {
		t.Fatal(err)
	}
	b.writes(records.PutEvent(ev))
	for scope, want := range map[heed.Scope]any{heed.ScopeRead: nil, heed.ScopeAdmin: said} {
		if got := b.as(scope).get("/v1/events").at("items", 0, "data", "feedback", "comment"); got != want {
			t.Errorf("a key with the scope %s reads %v, want %v", scope, got, want)
		}
	}
}

func TestFeedIsFollowedAcrossDays(t *testing.T) {
	b, now := newBench(t), time.Now().UTC()
	var want []string
	for n, ago := range []time.Duration{29 * 24, 20 * 24, 49, 48, 25, 24, 1} {
		want = append(want, b.says(heed.RiskRaised, "acme", int64(n), now.Add(-ago*time.Hour)).ID)
	}
	b.says(heed.RiskRaised, "acme", 99, now.AddDate(0, 0, -feedDays-2)) // too old
	for _, limit := range []string{"&limit=1", "&limit=3", ""} {
		if got, _ := b.follows("", limit); !slices.Equal(got, want) {
			t.Errorf("with %q the feed holds %v, want %v", limit, got, want)
		}
	}
	if got, _ := b.follows(want[2], ""); !slices.Equal(got, want[3:]) {
		t.Errorf("behind %s the feed holds %v, want %v", want[2], got, want[3:])
	}
}

func TestFeedIsNarrowedToTypes(t *testing.T) {
	b, now := newBench(t), time.Now().UTC().Add(-time.Hour)
	raised := b.says(heed.RiskRaised, "acme", 1, now)
	b.says(heed.FeedbackDetractor, "acme", 2, now.Add(time.Second))
	due := b.says(heed.RenewalDue, "acme", 3, now.Add(2*time.Second))
	if got, _ := b.follows("", "&type=risk.*&type=renewal.due&limit=1"); !slices.Equal(got, []string{raised.ID, due.ID}) {
		t.Errorf("the feed holds %v", got)
	}
}

func TestFeedMistakesAreNamed(t *testing.T) {
	b := newBench(t)
	for _, query := range []string{
		"after=x", "after=20269999T000000000Z.", "after=evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", "type=risk", "type=ping",
		"limit=0", "limit=many", "before=x",
	} {
		b.want(http.StatusUnprocessableEntity, "GET", "/v1/events?"+query, "")
	}
}

// The second order may lag and events are timed before they are written, so what
// is younger than the lag is not shown yet, and next does not pass it.
func TestFeedWaitsForTheLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.console.opt.FeedLag = 15 * time.Second
		_, next := b.follows("", "")
		timed := time.Now()
		time.Sleep(10 * time.Second)
		_, next = b.follows(next, "")
		ev := b.says(heed.RiskRaised, "acme", 1, timed) // written late
		if got, on := b.follows(next, ""); len(got) != 0 {
			t.Errorf("shown at once: %v", got)
		} else {
			next = on
		}
		time.Sleep(6 * time.Second)
		if got, _ := b.follows(next, ""); !slices.Equal(got, []string{ev.ID}) {
			t.Errorf("after the lag the feed holds %v", got)
		}
	})
}

// An idle reader's position moves on, so that polling stays one query.
func TestIdlePositionMovesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		_, first := b.follows("", "")
		time.Sleep(72 * time.Hour)
		_, later := b.follows(first, "")
		if days := position(later).day().Sub(position(first).day()); days != 3 {
			t.Errorf("moved from %s to %s", first, later)
		}
	})
}

// Following next misses nothing and repeats nothing, whenever it is read and
// however late events are written.
func TestFollowingNextMissesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
			return step{
				pause: time.Duration(rapid.IntRange(1, 40_000).Draw(rt, "pause")) * time.Millisecond,
				late:  time.Duration(rapid.IntRange(0, 10_000).Draw(rt, "late")) * time.Millisecond,
				read:  rapid.Bool().Draw(rt, "read"),
			}
		}), 1, 8).Draw(rt, "steps")
		synctest.Test(t, func(t *testing.T) {
			if got, want := followed(t, steps); !slices.Equal(got, want) {
				t.Errorf("followed %v, want %v; steps %+v", got, want, steps)
			}
		})
	})
}

// step is an event that is timed after a pause and written late.
type step struct {
	pause, late time.Duration
	read        bool
}

func followed(t *testing.T, steps []step) (got, want []string) {
	b, next := newBench(t), ""
	b.console.opt.FeedLag = 15 * time.Second
	read := func(query string) {
		ids, on := b.follows(next, query)
		got, next = append(got, ids...), on
	}
	for n, s := range steps {
		time.Sleep(s.pause)
		timed := time.Now()
		time.Sleep(s.late)
		want = append(want, b.says(heed.RiskRaised, "acme", int64(n), timed).ID)
		if s.read {
			read("&limit=2")
		}
	}
	time.Sleep(time.Minute)
	read("")
	return got, want
}
