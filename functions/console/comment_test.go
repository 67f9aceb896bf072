package console

import (
	"math"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestWordsThatDecidedNeedTheScopePersonal(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	const said = "Schöne Oberfläche, aber der Support hilft uns nicht!"
	b.store(stored("acme", "s-1", time.Now(), "feedback.nps", `{"score":3,"comment":"`+said+`"}`),
		stored("acme", "s-2", time.Now(), "feedback.nps", `{"score":3}`))
	for scope, shown := range map[heed.Scope]bool{heed.ScopeRead: false, heed.ScopeAdmin: true} {
		for _, item := range b.as(scope).get("/v1/accounts/acme/signals").items() {
			if item["id"] == "s-2" || !shown {
				if item["sentiment"] != nil || item["themes"] != nil || item["words"] != nil {
					t.Errorf("%s is told of %v: %v, %v, %v", scope, item["id"], item["sentiment"], item["themes"], item["words"])
				}
				continue
			}
			sum := 0.
			for _, w := range item["words"].([]any) {
				w := w.(map[string]any)
				sum += w["weight"].(float64)
				if start, end := int(w["start"].(float64)), int(w["end"].(float64)); said[start:end] != w["word"] {
					t.Errorf("%v does not stand at %d to %d", w["word"], start, end)
				}
			}
			if s := item["sentiment"].(float64); s >= 0 || math.Abs(s-sum) > 1e-9 || len(item["themes"].([]any)) != 2 {
				t.Errorf("it sounds like %v, of words that add up to %v, about %v", s, sum, item["themes"])
			}
		}
	}
}
