package aggregate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// life draws signals of one account about everything a judgement reads.
func life(r *rand.Rand, now time.Time, n int) []heed.Signal {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	day := func() string { return string(heed.DayOf(now.AddDate(0, 0, r.IntN(400)-100))) }
	kinds := []func() (string, data){
		func() (string, data) {
			return pick(heed.ContractSigned, heed.ContractRenewed, heed.ContractChanged), data{"contract": pick("k1", "k2"), "renewal_date": day(), "term_months": 12, "arr": data{"amount": 1000 + r.IntN(9000), "currency": "EUR"}}
		},
		func() (string, data) {
			return pick(heed.ContractCancelNoticed, heed.ContractCancelWithdrawn, heed.ContractEnded), data{"contract": pick("k1", "k2")}
		},
		func() (string, data) {
			return pick("contact.joined", "contact.left", "contact.changed"), data{"contact": pick("u1", "u2"), "role": pick("champion", "user")}
		},
		func() (string, data) {
			return pick(heed.TicketOpened, heed.TicketResolved, heed.TicketEscalated), data{"ticket": pick("t1", "t2", "t3"), "priority": pick("low", "urgent")}
		},
		func() (string, data) {
			return pick("payment.failed", "payment.paid", "invoice.overdue"), data{"invoice": pick("i1", "i2")}
		},
		func() (string, data) {
			return pick("milestone.reached", "milestone.missed"), data{"milestone": pick("m1", "m2")}
		},
		func() (string, data) { return "pulse.reported", data{"score": 1 + r.IntN(5)} },
		func() (string, data) {
			return "engagement.logged", data{"kind": pick("call", "qbr", "email"), "direction": pick("both", "outbound")}
		},
		func() (string, data) {
			return heed.UsageReported, data{"metric": pick("active_users", "sessions"), "value": r.IntN(50), "mode": "add"}
		},
		func() (string, data) { return heed.FeedbackNPS, answer(r, pick, data{"score": r.IntN(11)}) },
		func() (string, data) {
			return heed.FeedbackCSAT, answer(r, pick, data{"score": 1 + r.IntN(5), "comment": pick("Never works", "Der Support ist super", "Too expensive", "Mondays")})
		},
		func() (string, data) {
			return heed.AccountUpdated, data{"segment": pick("smb", "enterprise"), "owner": pick("csm-1", "csm-2")}
		},
		func() (string, data) {
			return heed.SignalRetracted, data{"source": "test", "id": fmt.Sprintf("s%d", r.IntN(n))}
		},
	}
	all := make([]heed.Signal, n)
	for i := range all {
		kind, said := kinds[r.IntN(len(kinds))]()
		at := now.Add(-time.Duration(1+r.IntN(200*24)) * time.Hour)
		all[i] = signal(kind, "acme", fmt.Sprintf("s%d", i), at, said)
		all[i].ReceivedAt = at.Add(time.Duration(r.IntN(72)) * time.Hour)
		all[i].Imported = r.IntN(4) == 0
		if kind == heed.AccountUpdated {
			all[i].Source = "crm" // never retracted: the row forgets what a newer statement replaced
		}
	}
	return all
}

// Two ways lead to what an account is judged by: the rows that are kept up as
// signals come, and the signals themselves. At the present they meet.
func TestThePastFoldedUpToNowIsThePresent(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		now := time.Now().UTC()
		w := inMemory(t)
		w.take(shuffled(r, append(life(r, now, 60), signal(heed.UsageReported, "acme", "set", now.AddDate(0, 0, -3), data{"metric": "seats_used", "value": 7})))...)
		w.pursue(r, now)
		later := now.AddDate(0, 0, 4) // everything was heard of by then
		if diff := cmp.Diff(w.present(later), w.past(later), snapshots); diff != "" {
			rt.Fatalf("the past differs from the present (-rows +signals):\n%s", diff)
		}
	})
}

// What was said later, or heard of later, moves no judgement of an earlier moment.
func TestLaterSignalsDoNotLeakBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		now := time.Now().UTC()
		then := now.AddDate(0, 0, -60)
		var before, all []heed.Stored
		for _, s := range life(r, now, 80) {
			stored := heed.Stored{Signal: s, Account: "acme"}
			all = append(all, stored)
			if !s.Time.After(then) && (s.Imported || !s.ReceivedAt.After(then)) {
				before = append(before, stored)
			}
		}
		w := inMemory(t)
		if diff := cmp.Diff(fold(t, w, before, then), fold(t, w, all, then), snapshots); diff != "" {
			rt.Fatalf("what came later changed the past (-without +with):\n%s", diff)
		}
	})
}

// Snapshots are compared but for what the table alone knows of an account: when
// its row was made, and the last judgement.
var snapshots = cmp.Options{
	cmpopts.IgnoreFields(heed.Account{}, "CreatedAt", "Incarnation", "Sequence", "Card", "Facts", "History"),
	cmpopts.EquateEmpty(),
}

// pursue says something of two objectives, some of it later than now.
func (w *world) pursue(r *rand.Rand, now time.Time) {
	w.t.Helper()
	for _, id := range []string{"o1", "o2"} {
		members := map[string]json.RawMessage{
			"title": []byte(`"x"`), "target": []byte("100"), "start": []byte(`"2026-01-01"`), "due": []byte(`"2027-01-01"`),
		}
		var facts heed.Facts
		for i := range r.IntN(4) {
			members["current"] = fmt.Append(nil, r.IntN(100))
			facts, _ = facts.Pursued(id, members, heed.Stamp{Time: now.AddDate(0, 0, 3*i-2), ID: fmt.Sprint(i)})
		}
		if len(facts) > 0 {
			w.objective("acme", id, facts)
		}
	}
}

func (w *world) objective(account, id string, facts heed.Facts) {
	w.t.Helper()
	if err := w.rec.Write(w.t.Context(), records.PutObjective(account, id, records.Row[heed.Facts]{Value: facts})); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) objectives(account string) []heed.Facts {
	w.t.Helper()
	all, err := w.rec.Objectives(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) present(at time.Time) risk.Snapshot {
	w.t.Helper()
	countersFrom, usageFrom := risk.Since(at)
	d, err := w.rec.Dossier(w.t.Context(), "acme", countersFrom, usageFrom, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return judgement.Snapshot(d, records.Book{})
}

func (w *world) past(at time.Time) risk.Snapshot {
	w.t.Helper()
	stored, _, err := w.rec.Timeline(w.t.Context(), "acme", "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	_, usageFrom := risk.Since(at)
	d, err := w.rec.Dossier(w.t.Context(), "acme", "9999-99-99", usageFrom, at)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := judgement.NewPast(w.rec, "acme", stored, d.Usage, w.objectives("acme")).Snapshot(risk.Reference{}, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func fold(t *testing.T, w *world, stored []heed.Stored, at time.Time) risk.Snapshot {
	t.Helper()
	s, err := judgement.NewPast(w.rec, "acme", stored, nil, nil).Snapshot(risk.Reference{}, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
