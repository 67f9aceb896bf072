package blackbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// TestMetricsAreARecountOfWhatWasAccepted posts what a crowd says, from many
// hands at once, and holds every metric against a recount: after the first load,
// after accounts moved and first answers were contradicted, and after a restart.
func TestMetricsAreARecountOfWhatWasAccepted(t *testing.T) {
	t.Parallel()
	p, l, c := serve(t), newLedger(), newCrowd(*seed)
	c.found(p, l)
	p.post(l, c.plan(load(t)))
	l.holds(t, p, "none", "quarter")

	c.contradict(p, l)
	c.relocate(p, l)
	p.post(l, c.plan(load(t)/2))
	l.holds(t, p, everyInterval...)
	c.nothingSpoiled(p)

	p.restart()
	l.holds(t, p, "none", "month")
}

func load(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 150
	}
	return 700
}

// found introduces the accounts that are to be confirmed.
func (c *crowd) found(p *process, l *ledger) {
	for _, s := range c.subjects {
		l.accounts[s] = ""
		if !strings.Contains(s, ":") && !strings.HasPrefix(s, "company.") {
			l.accounts[s] = s
		}
	}
	for i := range confirmed {
		var tools []string
		for _, s := range c.subjects {
			if strings.HasPrefix(s, fmt.Sprintf("crm:0018 %d/", i)) {
				tools = append(tools, s)
			}
		}
		l.introduce(p, account(i), c.profile(), tools...)
	}
}

// post sends parcels from several hands. What is accepted goes into the ledger;
// what is spoiled must be refused whole.
func (p *process) post(l *ledger, parcels []parcel) {
	work := make(chan parcel)
	var hands sync.WaitGroup
	for range 6 {
		hands.Go(func() {
			for parcel := range work {
				p.deliver(l, parcel)
			}
		})
	}
	for _, parcel := range parcels {
		work <- parcel
	}
	close(work)
	hands.Wait()
}

func (p *process) deliver(l *ledger, parcel parcel) {
	a := p.insist(parcel.request)
	switch {
	case parcel.spoiled && a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest:
		p.t.Errorf("a spoiled request is answered %d: %s", a.status, a.body)
	case parcel.spoiled:
		if wrong := refusal(a, a.status, "/data/score"); wrong != "" {
			p.t.Error(wrong)
		}
	case a.status != http.StatusAccepted || string(a.body) != fmt.Sprintf(`{"accepted":%d}`, len(parcel.signals)):
		p.t.Errorf("%d signals are answered %d: %s", len(parcel.signals), a.status, a.body)
	default:
		l.keep(parcel.signals)
	}
}

// contradict sends other content under ids whose first content is visible:
// the first stays.
func (c *crowd) contradict(p *process, l *ledger) {
	var again []signal
	for _, k := range l.sorted() {
		if s := l.kept[k].signal; s.Type == "feedback.nps" && c.r.IntN(8) == 0 {
			other := s
			other.Data = map[string]any{"score": 10 - s.Data["score"].(int), "touchpoint": "contradiction"}
			if c.r.IntN(2) == 0 {
				other.Subject = c.subjects[c.r.IntN(len(c.subjects))]
			}
			again = append(again, other)
		}
	}
	p.post(l, c.parcels(again))
}

// relocate moves accounts to other groups, history and all, and to other phases,
// from now on only.
func (c *crowd) relocate(p *process, l *ledger) {
	for i := range confirmed {
		to := map[string]string{"segment": c.pick("smb", "enterprise", "new"), "owner": c.pick("csm-1", "csm-4"), "phase": c.pick("adoption", "expansion")}
		var by *signal
		if i%2 == 0 {
			c.n++
			by = &signal{ID: fmt.Sprint("move/", c.n), Source: "crm"}
		}
		l.move(p, account(i), to, by)
	}
}

// nothingSpoiled holds that the accounts which only refused requests named are unknown.
func (c *crowd) nothingSpoiled(p *process) {
	for n := 0; n < c.n; n += 40 {
		ghost := url.PathEscape(fmt.Sprintf("ghost-%d", n))
		if a := p.insist(request{method: http.MethodGet, path: "/v1/accounts/" + ghost}); a.status != http.StatusNotFound {
			p.t.Errorf("%s is answered %d, though only refused requests named it", ghost, a.status)
		}
	}
}
