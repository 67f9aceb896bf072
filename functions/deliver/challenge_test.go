package deliver

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// echo answers a challenge as a receiver should; anything else is taken.
func (w *world) echo(host string, form func(token string) string) receiver {
	return func(r *http.Request) (*http.Response, error) {
		posts := w.to(host)
		var ping struct {
			Type string
			Data struct{ Challenge string }
		}
		if err := json.Unmarshal([]byte(posts[len(posts)-1].body), &ping); err != nil || ping.Data.Challenge == "" {
			return says(200, "")(r)
		}
		if ping.Type != heed.Ping {
			w.Errorf("the challenge is of type %s", ping.Type)
		}
		return says(200, form(ping.Data.Challenge))(r)
	}
}

// challenged is an endpoint whose receiver must prove itself.
func (w *world) challenged(id string, answer receiver) {
	w.endpoint(id, answer)
	w.change(id, func(ep *heed.Endpoint) { ep.Challenge = true })
}

func TestAReceiverProvesItselfOnce(t *testing.T) {
	for name, form := range map[string]func(string) string{
		"bare": func(token string) string { return token + "\n" },
		"JSON": func(token string) string { return `{"challenge": "` + token + `"}` },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.challenged("tool", w.echo("tool", form))
				first, second := w.born("tool")[0], w.born("tool")[0]
				w.inSeries(first, second)
				w.expect(first, heed.Delivered, 1, "")
				w.expect(second, heed.Delivered, 1, "")
				posts := w.to("tool")
				if len(posts) != 3 || posts[0].id == posts[1].id || posts[1].id != w.delivery(first).Event {
					t.Fatalf("%d posts, want the challenge and two events", len(posts))
				}
				if ep := must(w.rec.Endpoint(t.Context(), "tool")).Value; ep.Unproven() {
					t.Errorf("the endpoint is %+v", ep)
				}
			})
		})
	}
}

// TestNothingGoesToWhoDoesNotProveItself: the attempt fails, and is made again as any
// other, with a challenge that was never sent before.
func TestNothingGoesToWhoDoesNotProveItself(t *testing.T) {
	for name, answer := range map[string]receiver{
		"takes everything": says(200, "ok"), "echoes too little": says(200, `{"challenge":""}`), "does not answer well": says(500, ""),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.challenged("tool", answer)
				k := w.born("tool")[0]
				w.live()
				w.send(k)
				time.Sleep(10 * time.Second)
				want := classChallenge
				if name == "does not answer well" {
					want = classStatus
				}
				w.expect(k, heed.Pending, 2, want)
				posts := w.to("tool")
				for _, p := range posts {
					if p.id == w.delivery(k).Event {
						t.Fatalf("the event was posted: %s", p.body)
					}
				}
				if len(posts) != 2 || posts[0].body == posts[1].body {
					t.Errorf("%d challenges, the same one twice", len(posts))
				}
			})
		})
	}
}

// TestAProofIsOfOneAddress: who is led elsewhere meanwhile has to prove itself there.
func TestAProofIsOfOneAddress(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		good := w.echo("tool", func(token string) string { return token })
		w.challenged("tool", func(r *http.Request) (*http.Response, error) {
			w.change("tool", func(ep *heed.Endpoint) { ep.URL = "https://other/hook" })
			return good(r)
		})
		w.handle(w.born("tool")[0])
		if ep := must(w.rec.Endpoint(t.Context(), "tool")).Value; !ep.Unproven() {
			t.Error("the proof of one address counts for another")
		}
	})
}
