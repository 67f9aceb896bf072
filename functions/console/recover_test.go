package console

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// waiting writes a delivery that waits for its next attempt.
func (b *bench) waiting(ev heed.Event, endpoint string, attempt int, next time.Time) heed.Delivery {
	b.t.Helper()
	d := b.tells(ev, endpoint, heed.Pending, attempt-1)
	row, err := b.rec.Delivery(b.t.Context(), endpoint, heed.DeliveryID(d.At, d.Event))
	if err != nil {
		b.t.Fatal(err)
	}
	row.Value.Attempt, row.Value.NextAt = attempt, next
	b.writes(records.PutDelivery(row, next, row.Expires))
	return row.Value
}

func TestRecoverBringsWhatFailed(t *testing.T) {
	b, start := told(t), time.Now().UTC().Add(-48*time.Hour)
	events := map[string]heed.Event{}
	for n, name := range []string{"early", "exhausted", "cancelled", "delivered", "waiting", "due", "never"} {
		events[name] = b.says(heed.RiskRaised, "acme", int64(n), start.Add(time.Duration(n)*time.Hour))
	}
	b.tells(events["early"], "crm", heed.Exhausted, 10)
	b.tells(events["exhausted"], "crm", heed.Exhausted, 10)
	b.tells(events["cancelled"], "crm", heed.Cancelled, 1)
	b.tells(events["delivered"], "crm", heed.Delivered, 1)
	b.waiting(events["waiting"], "crm", 5, time.Now().Add(2*time.Hour))
	b.tells(events["due"], "crm", heed.Pending, 1)
	body := fmt.Sprintf(`{"since":%q}`, events["exhausted"].At.Format(time.RFC3339Nano))

	a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/recover", body)
	var got []string
	var attempts []int
	for _, k := range b.deliver.knocked(t) {
		_, event, _ := heed.ParseDeliveryID(k.Delivery)
		got, attempts = append(got, event), append(attempts, k.Attempt)
		if k.Trigger != "replay" {
			t.Errorf("it would pass a breaker: %+v", k)
		}
	}
	want := []string{events["exhausted"].ID, events["cancelled"].ID, events["waiting"].ID}
	if a.body["recovered"] != 3.0 || a.body["next"] != nil || !slices.Equal(got, want) || !slices.Equal(attempts, []int{11, 2, 5}) {
		t.Errorf("answered %s, knocked for attempts %v of %v, want %v", a.raw, attempts, got, want)
	}
	if again := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/recover", body); again.body["recovered"] != 0.0 {
		t.Errorf("again: %s", again.raw)
	}
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints/crm/recover", `{}`)
	b.want(http.StatusNotFound, "POST", "/v1/endpoints/none/recover", body)
	b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"disabled"}`)
	b.want(http.StatusConflict, "POST", "/v1/endpoints/crm/recover", body)
}

func TestResendNowEndsTheWaiting(t *testing.T) {
	b := told(t)
	d := b.waiting(b.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", 4, time.Now().Add(time.Hour))
	path := "/v1/endpoints/crm/deliveries/" + heed.DeliveryID(d.At, d.Event)
	a := b.want(http.StatusAccepted, "POST", path+"/resend", "")
	if next, _ := time.Parse(time.RFC3339, a.body["next_at"].(string)); a.body["attempt"] != 4.0 || next.After(time.Now()) {
		t.Errorf("answered %s", a.raw)
	}
	if k := b.deliver.knocked(t); len(k) != 1 || k[0].Attempt != 4 || k[0].Trigger != "manual" {
		t.Errorf("knocked %+v", k)
	}
}

func TestCancelEndsAPendingDelivery(t *testing.T) {
	b := told(t)
	d := b.waiting(b.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", 4, time.Now().Add(time.Hour))
	path := "/v1/endpoints/crm/deliveries/" + heed.DeliveryID(d.At, d.Event)
	for range 2 {
		if a := b.want(http.StatusOK, "POST", path+"/cancel", ""); a.body["status"] != "cancelled" || a.body["next_at"] != nil {
			t.Errorf("answered %s", a.raw)
		}
	}
	if due := b.due(time.Now().AddDate(1, 0, 0)); len(due) != 0 {
		t.Errorf("the sweep would find %v", due)
	}
	if a := b.want(http.StatusAccepted, "POST", path+"/resend", ""); a.body["attempt"] != 5.0 {
		t.Errorf("sent again: %s", a.raw)
	}
	done := b.tells(b.says(heed.RiskRaised, "acme", 2, time.Now()), "crm", heed.Delivered, 1)
	b.want(http.StatusConflict, "POST", "/v1/endpoints/crm/deliveries/"+heed.DeliveryID(done.At, done.Event)+"/cancel", "")
	b.want(http.StatusNotFound, "POST", "/v1/endpoints/crm/deliveries/20260101T000000000Z.evt_x/cancel", "")
}

func TestDeliveriesAreFiltered(t *testing.T) {
	b, start := told(t), time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	for n, kind := range []string{heed.RiskRaised, heed.RenewalDue, heed.RiskLowered, heed.RiskRaised} {
		b.tells(b.says(kind, "acme", int64(n), start.Add(time.Duration(n)*time.Minute)), "crm", heed.Delivered, 1)
	}
	at := func(minutes int) string { return start.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339) }
	for query, want := range map[string][]string{
		"type=risk.*":                                      {heed.RiskRaised, heed.RiskLowered, heed.RiskRaised},
		"type=renewal.due&type=risk.lowered":               {heed.RiskLowered, heed.RenewalDue},
		"since=" + at(2):                                   {heed.RiskRaised, heed.RiskLowered},
		"until=" + at(2):                                   {heed.RenewalDue, heed.RiskRaised},
		"since=" + at(1) + "&until=" + at(3):               {heed.RiskLowered, heed.RenewalDue},
		"type=risk.raised&status=delivered&since=" + at(1): {heed.RiskRaised},
		"status=pending":                                   nil,
		"account=acme&type=renewal.due":                    {heed.RenewalDue},
		"account=bolt":                                     nil,
	} {
		for _, limit := range []string{"1", "50"} {
			if got := pick(b.everything("/v1/endpoints/crm/deliveries?limit="+limit+"&"+query), "type"); !slices.Equal(got, want) {
				t.Errorf("%s lists %v, want %v", query, got, want)
			}
		}
	}
	for _, query := range []string{"type=risk", "since=soon", "until=", "account="} {
		b.want(http.StatusUnprocessableEntity, "GET", "/v1/endpoints/crm/deliveries?"+query, "")
	}
}

func TestTestsAreBounded(t *testing.T) {
	b := told(t)
	b.tells(b.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", heed.Delivered, 1)
	for range maxTests {
		b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/test", "")
	}
	b.want(http.StatusTooManyRequests, "POST", "/v1/endpoints/crm/test", "")
}

func TestRecoverUnderAKeyIsOne(t *testing.T) {
	b := told(t)
	b.tells(b.says(heed.RiskRaised, "acme", 1, time.Now().Add(-time.Hour)), "crm", heed.Exhausted, 10)
	for range 2 {
		a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/recover", `{"since":"2020-01-01T00:00:00Z"}`, idempotencyKey, "k1")
		if a.body["recovered"] != 1.0 {
			t.Errorf("answered %s", a.raw)
		}
	}
	if knocks := b.deliver.knocked(t); len(knocks) != 1 {
		t.Errorf("knocked %d times", len(knocks))
	}
}
