package aggregate

import (
	"fmt"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestArrivalsKeepTheNewest(t *testing.T) {
	w := inMemory(t)
	w.connection("crm")
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	note := func(n int, outcome heed.Outcome) heed.Batch {
		one := heed.Arrival{At: at.Add(time.Duration(n) * time.Minute), Outcome: outcome, Reasons: []string{fmt.Sprint(n)}}
		day := heed.ArrivalDay{Day: heed.DayOf(one.At), ArrivalCount: one.Count()}
		return heed.Batch{Arrivals: &heed.Arrivals{Connection: "crm", Last: []heed.Arrival{one}, Days: []heed.ArrivalDay{day}}}
	}
	w.take(note(0, heed.OutcomeAccepted))
	for n := range 25 {
		w.take(note(n, heed.OutcomeIgnored), note(n, heed.OutcomeIgnored))
	}
	w.take(note(10, heed.OutcomeIgnored)) // late and again
	row, err := w.rec.Arrivals(t.Context(), "crm")
	if err != nil {
		t.Fatal(err)
	}
	got := row.Value
	if n := len(got.Last); n != heed.MaxArrivals+1 || got.Last[0].Reasons[0] != "24" || got.Last[n-2].Reasons[0] != "5" || got.Last[n-1].Outcome != heed.OutcomeAccepted {
		t.Errorf("keeps %+v", got.Last)
	}
	if want := (heed.ArrivalCount{Accepted: 1, Ignored: 25}); len(got.Days) != 1 || got.Days[0].ArrivalCount != want {
		t.Errorf("counts %+v, want %+v", got.Days, want)
	}
}

func (w *world) connection(name string) {
	w.t.Helper()
	if err := w.rec.Write(w.t.Context(), records.PutConnection(records.Row[heed.Connection]{Value: heed.Connection{Name: name}})); err != nil {
		w.t.Fatal(err)
	}
}

// TestANoteOfADeletedConnectionIsLetGo leaves no row behind that nothing would remove.
func TestANoteOfADeletedConnectionIsLetGo(t *testing.T) {
	w := inMemory(t)
	w.take(heed.Batch{Arrivals: &heed.Arrivals{Connection: "gone", Last: []heed.Arrival{{Outcome: heed.OutcomeRefused}}}})
	if row, err := w.rec.Arrivals(t.Context(), "gone"); err != nil || row.Found() {
		t.Errorf("keeps %+v, %v", row.Value, err)
	}
}
