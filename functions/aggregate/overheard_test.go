package aggregate

import (
	"fmt"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestOverheardKeepsTheNewest(t *testing.T) {
	w := inMemory(t)
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
