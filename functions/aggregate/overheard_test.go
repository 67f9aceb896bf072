package aggregate

import (
	"fmt"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestOverheardKeepsTheNewest(t *testing.T) {
	w := inMemory(t)
	w.connection("crm")
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	note := func(n int) heed.Batch {
		return heed.Batch{Overheard: &heed.Overheard{Connection: "crm", Ignored: []heed.Ignored{{At: at.Add(time.Duration(n) * time.Minute), Reasons: []string{fmt.Sprint(n)}}}}}
	}
	for n := range 25 {
		w.take(note(n), note(n))
	}
	w.take(note(10)) // late and again
	row, err := w.rec.Overheard(t.Context(), "crm")
	if err != nil {
		t.Fatal(err)
	}
	got := row.Value.Ignored
	if len(got) != heed.MaxIgnored || got[0].Reasons[0] != "24" || got[19].Reasons[0] != "5" {
		t.Errorf("keeps %+v", got)
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
	w.take(heed.Batch{Overheard: &heed.Overheard{Connection: "gone", Ignored: []heed.Ignored{{Reasons: []string{"x"}}}}})
	if row, err := w.rec.Overheard(t.Context(), "gone"); err != nil || row.Found() {
		t.Errorf("keeps %+v, %v", row.Value, err)
	}
}
