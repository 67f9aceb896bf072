package console

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestReplayBringsWhatWasMissed(t *testing.T) {
	b, start := told(t), time.Now().UTC().Add(-48*time.Hour)
	events := map[string]heed.Event{}
	for n, name := range []string{"early", "exhausted", "cancelled", "delivered", "pending", "never", "renewal", "late"} {
		kind := heed.RiskRaised
		if name == "renewal" {
			kind = heed.RenewalDue
		}
		events[name] = b.says(kind, "acme", int64(n), start.Add(time.Duration(n)*time.Hour))
	}
	b.tells(events["early"], "crm", heed.Exhausted, 10)
	b.tells(events["exhausted"], "crm", heed.Exhausted, 10)
	b.tells(events["cancelled"], "crm", heed.Cancelled, 1)
	b.tells(events["delivered"], "crm", heed.Delivered, 1)
	b.tells(events["pending"], "crm", heed.Pending, 1)
	body := fmt.Sprintf(`{"since":%q,"until":%q,"events":["risk.*"]}`,
		events["exhausted"].At.Format(time.RFC3339Nano), events["late"].At.Format(time.RFC3339Nano))

	a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/replay", body)
	var got []string
	for _, k := range b.deliver.knocked(t) {
		_, event, _ := heed.ParseDeliveryID(k.Delivery)
		got = append(got, event)
	}
	want := []string{events["exhausted"].ID, events["cancelled"].ID, events["never"].ID}
	if a.body["replayed"] != 3.0 || a.body["next"] != nil || !slices.Equal(got, want) {
		t.Errorf("answered %s, knocked for %v, want %v", a.raw, got, want)
	}
	// The same again finds all of it pending.
	if again := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/replay", body); again.body["replayed"] != 0.0 {
		t.Errorf("again: %s", again.raw)
	}
}

func TestReplayKeepsToTheFilter(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"crm","url":"https://crm.example.com/hook","filter":{"bands":["critical"]}}`)
	b.says(heed.RiskRaised, "acme", 1, time.Now().Add(-time.Hour)) // high
	if a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/replay", `{"since":"2020-01-01T00:00:00Z"}`); a.body["replayed"] != 0.0 {
		t.Errorf("answered %s", a.raw)
	}
}

func TestReplayGoesOnInPortions(t *testing.T) {
	b, start := told(t), time.Now().UTC().Add(-time.Hour)
	for n := range maxReplayed + 3 {
		b.says(heed.RiskRaised, "acme", int64(n), start.Add(time.Duration(n)*time.Second))
	}
	first := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/replay", `{"since":"2020-01-01T00:00:00Z"}`)
	rest := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/replay", fmt.Sprintf(`{"since":%q}`, first.body["next"]))
	if first.body["replayed"] != float64(maxReplayed) || rest.body["replayed"] != 3.0 || rest.body["next"] != nil {
		t.Errorf("answered %s and %s", first.raw, rest.raw)
	}
}

func TestReplayUnderAKeyIsOne(t *testing.T) {
	b := told(t)
	b.says(heed.RiskRaised, "acme", 1, time.Now().Add(-time.Hour))
	const body = `{"since":"2020-01-01T00:00:00Z"}`
	for range 2 {
		a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/replay", body, idempotencyKey, "k1")
		if a.body["replayed"] != 1.0 {
			t.Errorf("answered %s", a.raw)
		}
	}
	if knocks := b.deliver.knocked(t); len(knocks) != 1 {
		t.Errorf("knocked %d times", len(knocks))
	}
}

func TestReplayMistakesAreNamed(t *testing.T) {
	b := told(t)
	for body, pointer := range map[string]string{
		`{}`:                               "/since",
		`{"since":"yesterday"}`:            "/since",
		`{"since":"2999-01-01T00:00:00Z"}`: "/since",
		`{"since":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}`: "/since",
		`{"since":"2026-01-02T00:00:00Z","until":"soon"}`:                 "/until",
		`{"since":"2026-01-02T00:00:00Z","events":["risk"]}`:              "/events/0",
		`{"since":"2026-01-02T00:00:00Z","types":["risk.*"]}`:             "/types",
	} {
		a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints/crm/replay", body)
		if got := a.at("errors", 0, "pointer"); got != pointer {
			t.Errorf("%s points at %v, want %s", body, got, pointer)
		}
	}
	b.want(http.StatusNotFound, "POST", "/v1/endpoints/none/replay", `{"since":"2026-01-02T00:00:00Z"}`)
}
