package score

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// overtaken is a table on which somebody else works between what is read and the
// first Write.
type overtaken struct {
	store.Table
	meanwhile func()
}

func (o *overtaken) Write(ctx context.Context, ops ...store.Op) error {
	if work := o.meanwhile; work != nil {
		o.meanwhile = nil
		work()
	}
	return o.Table.Write(ctx, ops...)
}

// Two judgements that read the same account tell of its band once, and the one that
// comes second goes by what the first has written.
func TestTwoJudgementsAtOnceTellOnce(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(w *world)
		want      []string
		band      heed.Band
	}{
		"the same": {func(w *world) { w.judge("acme") }, []string{heed.RiskRaised}, heed.Critical},
		"told, and taken back": {func(w *world) {
			w.judge("acme")
			w.say("acme", heed.ContractCancelWithdrawn, data{"contract": "c1"})
			w.judge("acme")
			time.Sleep(25 * time.Hour)
			w.judge("acme")
		}, []string{heed.RiskRaised, heed.RiskLowered}, heed.Low},
	} {
		synctest.Test(t, func(t *testing.T) {
			db := storetest.NewModel()
			w := newWorld(t, db)
			w.account("acme")
			w.judge("acme")
			w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
			slow := &overtaken{Table: db, meanwhile: func() { c.meanwhile(w) }}
			late := *w
			late.score = New(slog.New(slog.DiscardHandler), records.New(slow, hasher{}), w.touches, w.deliver, Options{})
			late.judge("acme")
			if slow.meanwhile != nil {
				t.Fatalf("%s: nobody overtook it", name)
			}
			got := slices.DeleteFunc(w.events("acme"), func(kind string) bool { return heed.Family(kind) != "risk" })
			if band := w.head("acme").Card.Band; !slices.Equal(got, c.want) || band != c.band {
				t.Errorf("%s: %v to %s, want %v to %s", name, got, band, c.want, c.band)
			}
		})
	}
}
