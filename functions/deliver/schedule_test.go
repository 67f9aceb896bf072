package deliver

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

// TestTheWholeSchedule lets a receiver fail for three days, with nothing but the
// queues, their pollers and the sweep to make the attempts.
func TestTheWholeSchedule(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(503, "closed"))
		w.live()
		k := w.born("tool")[0]
		w.send(k)
		time.Sleep(100 * time.Hour)
		w.expect(k, heed.Exhausted, webhook.Attempts, classStatus)
		w.onSchedule(w.to("tool"))
		for i, a := range w.delivery(k).Attempts[1:] {
			planned := w.delivery(k).Attempts[i].NextAt
			if late := a.At.Sub(planned); late < 0 || late > time.Second {
				w.Errorf("attempt %d was made %v after its time", a.N, late)
			}
		}
		if w.due() != 0 {
			w.Error("an exhausted delivery stands in the due order")
		}
	})
}

// onSchedule holds posts to the standard's delays, each within a fifth.
func (w *world) onSchedule(posts []post) {
	w.Helper()
	if len(posts) != webhook.Attempts {
		w.Fatalf("%d posts, want %d", len(posts), webhook.Attempts)
	}
	for i := 1; i < len(posts); i++ {
		want, got := webhook.Schedule[i], posts[i].at.Sub(posts[i-1].at)
		if got < want*8/10 || got > want*12/10+time.Second {
			w.Errorf("attempt %d came %v after the one before, want %v within a fifth", i+1, got, want)
		}
		if posts[i].id != posts[0].id || posts[i].header.Get(webhook.HeaderTimestamp) == posts[i-1].header.Get(webhook.HeaderTimestamp) {
			w.Errorf("attempt %d has id %s and the time %s", i+1, posts[i].id, posts[i].header.Get(webhook.HeaderTimestamp))
		}
	}
	if all := posts[len(posts)-1].at.Sub(posts[0].at); all < 60*time.Hour || all > 91*time.Hour {
		w.Errorf("the attempts took %v, want 75 h 35 m 05 s within a fifth", all)
	}
}

func TestTheNextAttempt(t *testing.T) {
	long := strings.Repeat("x", 4<<10)
	for _, c := range []struct {
		name     string
		answer   receiver
		class    string
		response string
		from, to time.Duration // until the next attempt
	}{
		{"503", says(503, "closed"), classStatus, "closed", 4 * time.Second, 6 * time.Second},
		{"404", says(404, ""), classStatus, "", 4 * time.Second, 6 * time.Second},
		{"oversize", says(500, long), classStatus, long[:maxHead], 4 * time.Second, 6 * time.Second},
		{"not text", says(500, "a\xffb"), classStatus, "ab", 4 * time.Second, 6 * time.Second},
		{"429", says(429, "slow"), classStatus, "slow", 48 * time.Second, 72 * time.Second},
		{"502", says(502, ""), classStatus, "", 48 * time.Second, 72 * time.Second},
		{"504", says(504, ""), classStatus, "", 48 * time.Second, 72 * time.Second},
		{"429 with Retry-After", says(429, "", "Retry-After", "120"), classStatus, "", 96 * time.Second, 144 * time.Second},
		{"Retry-After of days", says(503, "", "Retry-After", "999999"), classStatus, "", 48 * time.Minute, 72 * time.Minute},
		{"redirect", says(302, "secret page", "Location", "https://elsewhere/"), classRedirect, "", 4 * time.Second, 6 * time.Second},
		{"304", says(304, ""), classRedirect, "", 4 * time.Second, 6 * time.Second},
		{"hangs", hangs, classTimeout, "", 48 * time.Second, 72 * time.Second},
		{"blocked", fails(ErrBlocked), classBlocked, "", 4 * time.Second, 6 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", c.answer)
				k := w.born("tool")[0]
				if failed := w.handle(k); len(failed) > 0 {
					w.Fatal(failed)
				}
				w.expect(k, heed.Pending, 1, c.class)
				dl := w.delivery(k)
				if wait := time.Until(dl.NextAt); wait < c.from || wait > c.to || dl.Attempt != 2 {
					w.Errorf("attempt %d follows in %v, want 2 in %v to %v", dl.Attempt, wait, c.from, c.to)
				}
				if dl.Attempts[0].Response != c.response || len(w.to("tool")) != 1 || dl.Hurried {
					w.Errorf("%d posts, recorded %+v", len(w.to("tool")), dl)
				}
			})
		})
	}
}

func TestADeliveryWithALongAnswer(t *testing.T) {
	dripping := func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 202, Header: http.Header{}, Body: endless{r}}, nil
	}
	for name, answer := range map[string]receiver{"endless": says(200, strings.Repeat("x", 1<<20)), "dripping": dripping} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", answer)
				k := w.born("tool")[0]
				w.handle(k)
				w.expect(k, heed.Delivered, 1, "")
				if kept := len(w.delivery(k).Attempts[0].Response); kept > maxHead {
					w.Errorf("kept %d bytes of the answer", kept)
				}
			})
		})
	}
}

// endless is a body that never comes to its end.
type endless struct{ r *http.Request }

func (e endless) Read([]byte) (int, error) {
	<-e.r.Context().Done()
	return 0, e.r.Context().Err()
}

func (endless) Close() error { return nil }
