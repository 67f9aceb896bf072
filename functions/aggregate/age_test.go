package aggregate

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// TestFoldTellsHowOldRollupsWere writes a line a minute, idle or not.
func TestFoldTellsHowOldRollupsWere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		var written bytes.Buffer
		w.agg.log = slog.New(slog.NewJSONHandler(&written, nil))
		fold := func(want string) {
			t.Helper()
			written.Reset()
			w.fold()
			if line := written.String(); want == "" && line != "" || !strings.Contains(line, want) {
				t.Errorf("wrote %q, want %q", line, want)
			}
		}
		fold(`"msg":"folded","age":0,"index_ms":0,"looked":2,"ms":0}`)
		time.Sleep(10 * time.Second)
		fold("")
		time.Sleep(10 * time.Minute)
		w.send(signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 1}))
		fold(`"age":600,"index_ms":0,"looked":2,"ms":0,"days":["` + string(heed.DayOf(time.Now())) + `"`)
	})
}

// TestFoldTellsHowFarTheSecondOrderLags waits for an echo, and not for ever.
func TestFoldTellsHowFarTheSecondOrderLags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stale := 0
		w := newWorld(t, storetest.NewFaulty(storetest.NewModel(), func(op string) storetest.Fault {
			if op == storetest.OpBy && stale > 0 {
				stale--
				return storetest.Stale
			}
			return storetest.None
		}))
		w.agg.opt.Patience = 10 * time.Minute
		w.fold()
		for missed, want := range map[int]time.Duration{0: 0, 3: 3 * listen, 1000: maxLag + listen} {
			stale = missed
			pass := &foldPass{Aggregate: w.agg}
			if lag, err := pass.lag(t.Context()); err != nil || lag != want {
				t.Errorf("after %d answers of before the lag is %v, want %v (%v)", missed, lag, want, err)
			}
		}
	})
}
