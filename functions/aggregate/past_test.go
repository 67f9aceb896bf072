package aggregate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
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

// Two ways lead to what an account is judged by: the rows that are kept up as
// signals come, and the signals themselves. At the present they meet, in every member.
func TestThePastFoldedUpToNowIsThePresent(t *testing.T) {
	seen := members{}
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		now := time.Now().UTC()
		w := inMemory(t)
		here, there := parted(r, life(r, now, 90))
		w.take(append(shuffled(r, here), shuffled(r, there)...)...)
		w.write(r, now)
		w.pursue(r, now)
		w.merge("other", "acme")
		later := now.AddDate(0, 0, 4) // everything was heard of by then
		present := w.present(later)
		if diff := cmp.Diff(present, w.past(later), snapshots); diff != "" {
			rt.Fatalf("the past differs from the present (-rows +signals):\n%s", diff)
		}
		seen.note(reflect.ValueOf(present), "")
	})
	if silent := seen.silent(); len(silent) > 0 && !t.Failed() {
		t.Errorf("these members of a snapshot were never said, so nothing shows that both ways have them: %v", silent)
	}
}

// parted are the signals of an account, and those told of another that will become
// part of it.
func parted(r *rand.Rand, all []heed.Signal) (here, there []heed.Signal) {
	there = []heed.Signal{signal(heed.AccountUpdated, "other", "other", all[0].Time, data{})}
	for _, s := range all {
		if r.IntN(3) > 0 {
			here = append(here, s)
			continue
		}
		s.Subject = "other"
		there = append(there, s)
	}
	return here, there
}

// write writes into the profile, as people do.
func (w *world) write(r *rand.Rand, now time.Time) {
	w.t.Helper()
	for i := range 3 {
		row, err := w.rec.Account(w.t.Context(), "acme")
		if err != nil {
			w.t.Fatal(err)
		}
		said, err := json.Marshal(drawing{r, now, 1}.data(heed.AccountUpdated))
		if err != nil {
			w.t.Fatal(err)
		}
		row.Value, err = row.Value.WithFact(heed.Fact{
			Stamp: heed.Stamp{Time: now.AddDate(0, 0, -r.IntN(200)), Source: "heed", ID: fmt.Sprint(i)}, Type: heed.AccountUpdated, Data: said,
		})
		if err != nil {
			w.t.Fatal(err)
		}
		row.Value.ID, row.Value.Provisional = "acme", false
		if err := w.rec.Write(w.t.Context(), records.PutAccount(row)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// members tells of every member of a snapshot whether it was ever said.
type members map[string]bool

func (m members) note(v reflect.Value, path string) {
	if v.IsValid() && v.CanInterface() {
		m[path] = m[path] || !v.IsZero()
	}
	switch _, moment := v.Interface().(time.Time); {
	case moment:
	case v.Kind() == reflect.Pointer && !v.IsNil():
		m.note(v.Elem(), path)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			m.note(v.Index(i), path)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				m.note(v.Field(i), path+"."+f.Name)
			}
		}
	}
}

// silent are the members that were never said, but for those no signal says.
func (m members) silent() (all []string) {
	for path, said := range m {
		if !said && !slices.ContainsFunc(unsaid, func(prefix string) bool { return strings.HasPrefix(path, prefix) }) {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	return all
}

var unsaid = []string{
	".Previous", ".Reference", // the caller's
	".Answers.Excluded", ".Answers.Retracted", // those do not count
	".Account.ErasedAt", ".Account.Emptied", ".Account.NotBefore", ".Account.MergedInto", ".Account.Provisional", // such are not judged
	".Account.Forgotten", ".Account.Override", ".Account.RiskCase", ".Account.Card", ".Account.Sequence", ".Account.History", // beside the judgement
	".Account.Profile.Domains", ".Account.Profile.Parent", ".Account.Profile.ExternalIDs",
	".Objectives",
}

// What was said later, or heard of later, moves no judgement of an earlier midnight.
func TestLaterSignalsDoNotLeakBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		now := time.Now().UTC()
		then := heed.DayOf(now).Add(-60).Time() // when usage came in is known to the day
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
	s, err := judgement.NewPast(w.rec, d.Account.Value, stored, d.Usage, w.objectives("acme")).Snapshot(risk.Reference{}, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func fold(t *testing.T, w *world, stored []heed.Stored, at time.Time) risk.Snapshot {
	t.Helper()
	s, err := judgement.NewPast(w.rec, heed.Account{ID: "acme"}, stored, statesOf(t, stored), nil).Snapshot(risk.Reference{}, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// statesOf are the days that the signals set, each as if it spoke of a product of its own.
func statesOf(t *testing.T, stored []heed.Stored) (days []heed.UsageDay) {
	t.Helper()
	for _, s := range stored {
		if s.Type != heed.UsageReported {
			continue
		}
		u, err := heed.UsageOf(s.Signal)
		if err != nil {
			t.Fatal(err)
		}
		if u.Product = s.ID; u.Mode == heed.UsageSet {
			days = append(days, u.Reported(s.Signal))
		}
	}
	return days
}
