package records_test

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestAMergeMovesCases(t *testing.T) {
	r := records.New(storetest.NewModel(), nil)
	ctx := t.Context()
	k := heed.NewCase(heed.DetractorCase, heed.Account{ID: "old"}, heed.Event{ID: "evt_x", At: time.Now()}, heed.Text{EN: "x"}, 2)
	if err := r.Write(ctx, records.OpenCase(k)); err != nil {
		t.Fatal(err)
	}
	ops, err := r.Move(ctx, "old", "new")
	if err != nil || r.Write(ctx, ops...) != nil {
		t.Fatalf("moving: %v", err)
	}
	row, err := r.Case(ctx, "new", k.ID)
	if err != nil || row.Value.Account != "new" || row.Value.Due != k.Due {
		t.Errorf("there is %+v, %v", row.Value, err)
	}
	for row := range r.Cases(ctx, true) {
		if row.Value.Account != "new" {
			t.Errorf("listed is %+v", row.Value)
		}
	}
	if gone, err := r.Case(ctx, "old", k.ID); err != nil || gone.Found() {
		t.Errorf("left behind is %+v, %v", gone.Value, err)
	}
}
