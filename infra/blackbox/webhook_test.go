package blackbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestEveryCrossedBandIsTold lets the risk of customers rise while the process
// is killed, and holds the events that receivers got and the feed showed against
// the accounts' histories: one event for each crossed band and none beside, each
// under one webhook-id, no sequence with a hole, every receipt adding up.
func TestEveryCrossedBandIsTold(t *testing.T) {
	t.Parallel()
	p := serve(t)
	steady := subscribe(p, "steady", []string{"*"}, nil)
	moody := subscribe(p, "moody", []string{"risk.*", "renewal.due"}, failFirst)
	busy := subscribe(p, "busy", []string{"risk.raised"}, busyFirst)
	first := follow(p, "first", "", "3")
	customers := crowdOf(customersIn(t))
	each(customers, func(c *customer) { c.begin(p) })
	later := follow(p, "later", "", "200")
	killer := murder(p, *seed, 2)
	stranger := &customer{id: "stranger", r: rand.New(rand.NewPCG(*seed, 99))}
	each(append(customers, stranger), func(c *customer) { c.suffer(p) })
	<-killer.done

	eventually(t, func() string { return chains(p, steady, customers) })
	stranger.signs(p)
	eventually(t, func() string { return confirmedNow(t, p, steady, stranger) })
	latest := follow(p, "latest", "", "50")
	agreement(t, steady, moody, []*follower{first, later, latest})
	raised := steady.only(t, "risk.raised")
	eventually(t, func() string { return leftAlone(p, busy, raised) })
	resent(t, p, steady)
	for _, rc := range []*receiver{steady, moody, busy} {
		for _, wrong := range rc.complaints() {
			t.Error(wrong)
		}
	}
}

func customersIn(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 2
	}
	return 6
}

func crowdOf(n int) (all []*customer) {
	for i := range n {
		all = append(all, &customer{id: fmt.Sprintf("customer-%d", i), r: rand.New(rand.NewPCG(*seed, uint64(i)))})
	}
	return all
}

func each(all []*customer, do func(*customer)) {
	var wait sync.WaitGroup
	for _, c := range all {
		wait.Go(func() { do(c) })
	}
	wait.Wait()
}

// failFirst fails the first attempt of some events.
func failFirst(_ http.ResponseWriter, id string, attempt int) int {
	if attempt == 1 && id[len(id)-1] < 'k' {
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// busyFirst asks at the first attempt of every event to be left alone for a while.
func busyFirst(w http.ResponseWriter, _ string, attempt int) int {
	if attempt == 1 {
		w.Header().Set("Retry-After", "2")
		return http.StatusTooManyRequests
	}
	return http.StatusOK
}

// chains compares what was told of the customers with their histories. All of
// them end as bad as can be: notice was given.
func chains(p *process, rc *receiver, customers []*customer) (wrong string) {
	events := rc.events(p.t)
	for _, c := range customers {
		history := p.history(c.id)
		got, broken := told(events[c.id])
		if want := crossings(history); !slices.Equal(want, got) {
			wrong += fmt.Sprintf("%s crossed %v, and %v was told\n", c.id, want, got)
		}
		if len(history) == 0 || history[len(history)-1].Band != "critical" {
			wrong += fmt.Sprintf("%s is not critical yet\n", c.id)
		}
		wrong += broken + p.receipt(c.id, history)
	}
	return wrong
}

// receipt holds an account's receipt against its history.
func (p *process) receipt(account string, history []risk) string {
	var now struct{ Risk risk }
	if !p.get("/v1/accounts/"+account+"/risk", &now) {
		return account + " has no receipt\n"
	}
	for i, r := range history {
		if r.N != i+1 {
			return fmt.Sprintf("receipt %d of %s has the number %d\n", i+1, account, r.N)
		}
	}
	if len(history) == 0 || history[len(history)-1].Band != now.Risk.Band {
		return account + "'s history does not end with its receipt\n"
	}
	return now.Risk.sums()
}

// confirmedNow holds that nothing was told of an account's risk while it was
// provisional, and that its first told judgement has no previous band.
func confirmedNow(t *testing.T, p *process, rc *receiver, c *customer) string {
	t.Helper()
	history := p.history(c.id)
	if len(history) == 0 || history[len(history)-1].Band != "critical" {
		return c.id + " is not critical yet"
	}
	got, wrong := told(rc.events(t)[c.id])
	if wrong != "" {
		return wrong
	}
	band := ""
	for _, crossed := range got {
		if crossed.from != band && !(band == "" && crossed.from == "low") {
			return fmt.Sprintf("%s was told of as %v", c.id, got)
		}
		band = crossed.to
	}
	if band != "critical" {
		return fmt.Sprintf("%s is critical, and was told of as %v", c.id, got)
	}
	return ""
}

// agreement holds that all who were told, and all who followed the feed from
// whatever moment, have the same.
func agreement(t *testing.T, steady, moody *receiver, followers []*follower) {
	t.Helper()
	for _, f := range followers {
		eventually(t, func() string { return missing(f.name, f.bodies(), steady.bodies()) })
		f.end()
	}
	want := steady.only(t, "risk.raised", "risk.lowered", "renewal.due")
	eventually(t, func() string { return missing(moody.id, moody.bodies(), want) })
}

// delivery is one as its endpoint lists it.
type delivery struct {
	ID        string
	WebhookID string `json:"webhook_id"`
	Status    string
	Attempt   int
	Postponed int
	Time      time.Time
	NextAt    time.Time `json:"next_at"`
}

func (p *process) deliveries(endpoint string) []delivery {
	var page struct{ Items []delivery }
	p.get("/v1/endpoints/"+endpoint+"/deliveries?limit=200", &page)
	return page.Items
}

// leftAlone holds that a receiver with too much to do is tried again a good
// while later, however short it asked to be left alone: its refusals open its
// breaker, and what it has not refused yet waits behind that.
func leftAlone(p *process, busy *receiver, want map[string]string) string {
	waiting := map[string]string{}
	for _, d := range p.deliveries(busy.id) {
		if d.spared() || busy.bodies()[d.WebhookID] != "" {
			waiting[d.WebhookID] = want[d.WebhookID]
		}
	}
	return missing(busy.id, waiting, want)
}

// spared reports whether a delivery waits for a receiver that has too much to do.
func (d delivery) spared() bool {
	refused := d.Attempt > 1 && d.NextAt.Sub(d.Time) > 30*time.Second
	return d.Status == "pending" && (refused || d.Postponed > 0)
}

// resent holds that what is sent again by hand comes under the same webhook-id.
func resent(t *testing.T, p *process, rc *receiver) {
	t.Helper()
	d := p.deliveries(rc.id)[0]
	before := rc.tries(d.WebhookID)
	p.must(http.MethodPost, "/v1/endpoints/"+rc.id+"/deliveries/"+d.ID+"/resend", map[string]any{}, nil)
	eventually(t, func() string {
		if rc.tries(d.WebhookID) == before {
			return d.WebhookID + " did not come after it was resent"
		}
		return ""
	})
}
