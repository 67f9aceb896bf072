package score

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

type world struct {
	t                *testing.T
	rec              *records.Records
	score            *Score
	touches, deliver *queuetest.Tray
	n                int
}

func newWorld(t *testing.T, db store.Table) *world {
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, rec: records.New(db, key), touches: &queuetest.Tray{}, deliver: &queuetest.Tray{}}
	w.score = New(slog.New(slog.DiscardHandler), w.rec, w.touches, w.deliver, Options{PublicURL: "https://heed.example"})
	w.write(records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: "all", Events: []string{"*"}, Status: heed.EndpointEnabled}}))
	return w
}

func memory(t *testing.T) *world { return newWorld(t, storetest.NewModel()) }

func (w *world) write(ops ...store.Op) {
	w.t.Helper()
	if err := w.rec.Write(w.t.Context(), ops...); err != nil {
		w.t.Fatal(err)
	}
}

// account makes a confirmed account with a year of steady use and nothing wrong.
func (w *world) account(id string) {
	w.t.Helper()
	w.write(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: id, Incarnation: "i", CreatedAt: time.Now()}}))
	w.say(id, heed.ContractSigned, data{
		"contract": "c1", "arr": data{"amount": 4_800_000, "currency": "EUR"}, "term_months": 12,
		"start_date": day(-200), "renewal_date": day(165), "auto_renew": false,
	})
	for i := range 16 {
		at := heed.DayOf(time.Now()).Add(-7 * i)
		for metric, v := range map[string]float64{"active_users": 48, "seats_used": 26, "seats_total": 40, "decision_maker_logins": 2, "features_used": 9} {
			u := heed.UsageDay{Day: at, Metric: metric, Set: v, Stamp: heed.Stamp{Time: at.Time(), Source: "test", ID: metric}}
			w.write(records.PutUsage(records.UsageKey(id, at, metric, ""), records.Row[heed.UsageDay]{Value: u}, time.Time{}))
		}
	}
	w.answer(id, 8)
}

func day(n int) heed.Day { return heed.DayOf(time.Now()).Add(n) }

type data = map[string]any

// say adds a fact to what it is about.
func (w *world) say(account, kind string, d data) {
	w.t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		w.t.Fatal(err)
	}
	w.n++
	w.fact(account, heed.Signal{ID: fmt.Sprint(w.n), Source: "test", Type: kind, Time: time.Now().UTC(), Subject: account, Data: raw})
}

// fact adds what a signal says to what it is about, if that is kept as facts.
func (w *world) fact(account string, s heed.Signal) {
	w.t.Helper()
	key, ok := w.rec.FactsKey(account, s)
	if !ok {
		return
	}
	rows, err := w.rec.Load(w.t.Context(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	row, err := rows.Facts(key)
	if err != nil {
		w.t.Fatal(err)
	}
	row.Value = row.Value.With(heed.FactOf(s))
	w.write(records.PutFacts(key, row))
}

// answer puts an NPS answer of one decision maker in place of the last.
func (w *world) answer(account string, score int) {
	w.t.Helper()
	w.n++
	f := heed.Feedback{Score: score, Contact: "u1", Survey: "q", Role: "decision_maker"}
	s := heed.Signal{ID: fmt.Sprint(w.n), Source: "test", Type: heed.FeedbackNPS, Time: time.Now().UTC()}
	key, replacing, _ := w.rec.SlotKey(account, s, f)
	rows, err := w.rec.Load(w.t.Context(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	row, err := rows.Slot(key)
	if err != nil {
		w.t.Fatal(err)
	}
	row.Value = row.Value.With(heed.Answer{
		Stamp: s.Stamp(), Type: s.Type, Score: score, Cell: f.Cell(s.Type, ""),
		Contact: w.rec.ContactHash(f.Contact), Role: f.Role,
	})
	row.Value.Replacing = replacing
	w.write(records.PutSlot(key, row, time.Time{}))
}

// judge touches accounts until no message fails.
func (w *world) judge(accounts ...string) {
	w.t.Helper()
	for try := 0; ; try++ {
		m := hint.Touches(accounts)[0]
		m.ID = "m"
		failed := w.score.Handle(w.t.Context(), []queue.Message{m})
		if len(failed) == 0 {
			return
		}
		if try > 1000 {
			w.t.Fatalf("judging fails for ever: %v", failed)
		}
	}
}

func (w *world) head(account string) heed.Account {
	w.t.Helper()
	row, err := w.rec.Account(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	return row.Value
}

// said are the events of an account, newest first, those of cases apart.
func (w *world) said(account string) (about, ofCases []heed.Event) {
	w.t.Helper()
	events, err := w.rec.AccountEvents(w.t.Context(), account, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ev := range events {
		if heed.Family(ev.Type) == "case" {
			ofCases = append(ofCases, ev)
		} else {
			about = append(about, ev)
		}
	}
	return about, ofCases
}

// events are those of an account, oldest first, as types.
func (w *world) events(account string) []string {
	w.t.Helper()
	events, _ := w.said(account)
	kinds := []string{}
	for _, ev := range slices.Backward(events) {
		kinds = append(kinds, ev.Type)
		if ev.Account != "" && (ev.Reason.EN == "" || ev.Reason.DE == "") {
			w.t.Errorf("%s says %+v, want a sentence in each language", ev.Type, ev.Reason)
		}
	}
	return kinds
}

func (w *world) newest(account string) heed.Event {
	w.t.Helper()
	events, _ := w.said(account)
	if len(events) == 0 {
		w.t.Fatalf("no event of %s", account)
	}
	return events[0]
}

// settings changes the settings as the API does.
func (w *world) settings(change func(*heed.Settings)) {
	w.t.Helper()
	row, err := w.rec.Settings(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	before := row.Value
	row.Value = clone(w.t, before)
	change(&row.Value)
	v := heed.SettingsVersion{Version: row.Version + 1, At: time.Now(), Changes: before.ChangesTo(row.Value)}
	w.write(append(records.PutSettingsVersion(v, before), records.PutSettings(row))...)
}

// clone copies settings with the maps in them, so that a change leaves the first alone.
func clone(t *testing.T, s heed.Settings) (c heed.Settings) {
	t.Helper()
	raw, err := json.Marshal(s)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range s.Factors {
		c.Factors[i].Formula = f.Formula
	}
	return c
}
