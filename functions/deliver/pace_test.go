package deliver

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

// TestABoundedEndpoint gets its requests evenly spread, however many are due, and
// all of them, each at the first attempt.
func TestABoundedEndpoint(t *testing.T) {
	for name, failing := range map[string]bool{"that works": false, "that refuses each event once": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				answer := says(200, "")
				if failing {
					answer = firstFails(says(200, ""))
				}
				w.endpoint("tool", answer)
				w.change("tool", func(ep *heed.Endpoint) { ep.MaxPerMinute = 60 })
				w.live()
				knocks := w.several(30, "tool")
				w.send(knocks...)
				time.Sleep(time.Hour)
				for _, k := range knocks {
					if dl := w.delivery(k); dl.Status != heed.Delivered {
						w.Errorf("it is %s at attempt %d", dl.Status, dl.Attempt)
					}
				}
				posts := w.to("tool")
				for i := 5; i < len(posts); i++ { // an attempt may come a second early, by the allowance for clocks
					if gap := posts[i].at.Sub(posts[i-5].at); gap < 3*time.Second {
						w.Errorf("six requests in %v, at most 60 in a minute are allowed", gap)
					}
				}
			})
		})
	}
}

// firstFails refuses the first request of each event.
func firstFails(then receiver) receiver {
	var mu sync.Mutex
	seen := map[string]bool{}
	return func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		if id := r.Header.Get(webhook.HeaderID); !seen[id] {
			seen[id] = true
			return says(500, "")(r)
		}
		return then(r)
	}
}

func TestAPersonNeedNotWaitForATurn(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		w.change("tool", func(ep *heed.Endpoint) { ep.MaxPerMinute = 1 })
		knocks := w.several(3, "tool")
		knocks[2].Trigger = manual
		w.inSeries(knocks...)
		w.expect(knocks[0], heed.Delivered, 1, "")
		w.expect(knocks[1], heed.Pending, 0, "")
		w.expect(knocks[2], heed.Delivered, 1, "")
	})
}
