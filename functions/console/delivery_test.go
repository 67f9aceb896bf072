package console

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

// says writes an event of an account, as score would, and gives it.
func (b *bench) says(kind, account string, n int64, at time.Time) heed.Event {
	b.t.Helper()
	ev, err := heed.NewEvent(kind, heed.Account{ID: account}, n, at, heed.EventFacts{Band: heed.High}, sample{now: at}.data(kind))
	if err != nil {
		b.t.Fatal(err)
	}
	b.writes(records.PutEvent(ev))
	return ev
}

// tells writes an event's delivery to an endpoint, in a status after some attempts.
func (b *bench) tells(ev heed.Event, endpoint string, status heed.DeliveryStatus, attempts int) heed.Delivery {
	b.t.Helper()
	d := records.NewDelivery(ev, endpoint)
	d.Status, d.Attempt = status, max(attempts, 1)
	for n := range attempts {
		d.Attempts = append(d.Attempts, heed.Attempt{N: n + 1, At: ev.At, Status: 500 * (n % 2), Error: "timeout", Trigger: "auto"})
	}
	if status != heed.Pending {
		d.NextAt = time.Time{}
	}
	b.writes(records.CreateDelivery(d, ev.At.AddDate(0, 0, 30)))
	return d
}

// knocked lists the knocks that were sent, and forgets them.
func (o *outbox) knocked(t *testing.T) []heed.Knock {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	return knocksOf(t, o.take())
}

func (o *outbox) take() []queue.Message {
	msgs := o.msgs
	o.msgs = nil
	return msgs
}

func knocksOf(t *testing.T, msgs []queue.Message) []heed.Knock {
	t.Helper()
	var all []heed.Knock
	for _, m := range msgs {
		k, err := heed.ReadMessage[heed.Knock](m.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, k)
	}
	return all
}

// told is a bench with the endpoint crm.
func told(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"crm","url":"https://crm.example.com/hook"}`)
	return b
}

func TestDeliveriesAreListedNewestFirst(t *testing.T) {
	b, start := told(t), time.Now().UTC().Add(-time.Hour)
	var ids []string
	for n := range 7 {
		status := heed.Delivered
		if n%3 == 0 {
			status = heed.Exhausted
		}
		ev := b.says(heed.RiskRaised, "acme", int64(n), start.Add(time.Duration(n)*time.Minute))
		b.tells(ev, "crm", status, 1)
		ids = append([]string{ev.ID}, ids...)
	}
	if got := pick(b.everything("/v1/endpoints/crm/deliveries?limit=3"), "webhook_id"); !slices.Equal(got, ids) {
		t.Errorf("listed %v, want %v", got, ids)
	}
	want := []string{ids[0], ids[3], ids[6]}
	if got := pick(b.everything("/v1/endpoints/crm/deliveries?limit=2&status=exhausted"), "webhook_id"); !slices.Equal(got, want) {
		t.Errorf("exhausted are %v, want %v", got, want)
	}
	for _, query := range []string{"status=lost", "status=", "limit=0", "limit=201", "cursor=!", "cursor=YWJj", "state=pending"} {
		b.want(http.StatusUnprocessableEntity, "GET", "/v1/endpoints/crm/deliveries?"+query, "")
	}
	b.want(http.StatusNotFound, "GET", "/v1/endpoints/none/deliveries", "")
}

func TestPageOfOneStatusLooksNoFurtherThanItMay(t *testing.T) {
	seen := make([]heed.Delivery, 4)
	for i := range seen {
		seen[i] = heed.Delivery{Event: fmt.Sprint(i), Status: heed.Delivered}
	}
	if found, last := (wanted{status: heed.Exhausted, limit: 10}).picked(seen, 3); last == "" || len(found) != 0 {
		t.Errorf("found %+v, and there is more behind %q", found, last)
	}
}

func TestDeliveryShowsItsAttempts(t *testing.T) {
	b := told(t)
	d := b.tells(b.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", heed.Exhausted, 2)
	path := "/v1/endpoints/crm/deliveries/" + heed.DeliveryID(d.At, d.Event)
	a := b.get(path)
	if a.at("attempts", 0, "status") != nil || a.at("attempts", 1, "status") != 500.0 || a.at("attempts", 0, "error") != "timeout" ||
		a.body["next_at"] != nil || a.body["account"] != "acme" || a.body["attempt"] != 2.0 {
		t.Errorf("answered %s", a.raw)
	}
	for _, path := range []string{"/v1/endpoints/crm/deliveries/x", "/v1/endpoints/crm/deliveries/20260101T000000000Z.evt_x", "/v1/endpoints/other/deliveries/" + heed.DeliveryID(d.At, d.Event)} {
		b.want(http.StatusNotFound, "GET", path, "")
	}
}

func TestResendMakesOneMoreAttempt(t *testing.T) {
	b := told(t)
	d := b.tells(b.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", heed.Exhausted, 10)
	id := heed.DeliveryID(d.At, d.Event)
	for range 2 { // the second finds it pending
		a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/deliveries/"+id+"/resend", "")
		if a.body["status"] != "pending" || a.body["attempt"] != 11.0 {
			t.Errorf("answered %s", a.raw)
		}
		want := heed.Knock{Format: heed.MessageFormat, Endpoint: "crm", Delivery: id, Account: "acme", Attempt: 11, Trigger: "manual"}
		if got := b.deliver.knocked(t); len(got) != 1 || got[0] != want {
			t.Errorf("knocked %+v, want %+v", got, want)
		}
	}
	if due := b.due(time.Now().Add(2 * records.SafetyNet)); !slices.Equal(due, []string{d.Event}) {
		t.Errorf("the sweep would find %v", due)
	}
	b.want(http.StatusNotFound, "POST", "/v1/endpoints/crm/deliveries/20260101T000000000Z.evt_x/resend", "")
}

func TestResendNeedsAnEnabledEndpoint(t *testing.T) {
	b := told(t)
	d := b.tells(b.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", heed.Cancelled, 1)
	b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"disabled"}`)
	b.want(http.StatusConflict, "POST", "/v1/endpoints/crm/deliveries/"+heed.DeliveryID(d.At, d.Event)+"/resend", "")
	b.want(http.StatusConflict, "POST", "/v1/endpoints/crm/test", "")
	b.want(http.StatusConflict, "POST", "/v1/endpoints/crm/replay", `{"since":"2026-01-01T00:00:00Z"}`)
}

func TestLostKnocksAreNoFailure(t *testing.T) {
	b := told(t)
	b.deliver.down = true
	b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/test", "")
	if due := b.due(time.Now().Add(2 * records.SafetyNet)); len(due) != 1 {
		t.Errorf("the sweep would find %v", due)
	}
}

// due lists the events whose deliveries a sweep finds.
func (b *bench) due(before time.Time) []string {
	b.t.Helper()
	var all []string
	for row, err := range b.rec.Due(b.t.Context(), before) {
		if err != nil {
			b.t.Fatal(err)
		}
		all = append(all, row.Value.Event)
	}
	return all
}

func TestTestSendsEveryTypeInItsShape(t *testing.T) {
	b := told(t)
	for i, kind := range eventTypes {
		if i%maxTests == 0 {
			b = told(t) // of one endpoint, more were too many
		}
		a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/test", fmt.Sprintf(`{"type":%q}`, kind))
		knocks := b.deliver.knocked(t)
		if len(knocks) != 1 || knocks[0].Delivery != a.body["delivery"] || knocks[0].Attempt != 1 {
			t.Fatalf("%s knocked %+v", kind, knocks)
		}
		errand, err := b.rec.Errand(t.Context(), knocks[0])
		if err != nil || !errand.Event.Found() || !errand.Delivery.Found() {
			t.Fatalf("%s: deliver finds %+v, %v", kind, errand, err)
		}
		if errand.Event.Expires.IsZero() || !errand.Event.Expires.Equal(errand.Delivery.Expires) {
			t.Errorf("%s is kept until %v, its delivery until %v", kind, errand.Event.Expires, errand.Delivery.Expires)
		}
		body := parsed(t, errand.Event.Value.Body)
		if body.body["test"] != true || body.body["type"] != kind || body.body["id"] != a.body["webhook_id"] {
			t.Errorf("%s says %s", kind, errand.Event.Value.Body)
		}
	}
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints/crm/test", `{"type":"risk.rised"}`)
	b.want(http.StatusNotFound, "POST", "/v1/endpoints/none/test", "")
	if feed := b.get("/v1/events"); len(feed.items()) != 0 {
		t.Errorf("tests are in the feed: %s", feed.raw)
	}
}

func TestInventedRiskAddsUp(t *testing.T) {
	r := sample{now: time.Now()}.risk()
	sum := r.Base
	for _, f := range r.Factors {
		sum += f.Contribution
	}
	if math.Abs(sum-r.LogOdds) > 1e-9 || math.Abs(r.Probability-1/(1+math.Exp(-r.LogOdds))) > 1e-9 || r.Probability < r.Thresholds.Enter {
		t.Errorf("base and factors make %v, the log-odds are %v, the probability is %v", sum, r.LogOdds, r.Probability)
	}
}
