package console

import (
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/trace"
)

// testView names what a test set going.
type testView struct {
	Delivery  string `json:"delivery"`
	WebhookID string `json:"webhook_id"`
}

// testEndpoint sends an endpoint an invented event in the shape of a real one,
// marked with "test": true, whatever the endpoint subscribes to.
func (c *Console) testEndpoint(r *request) (reply, error) {
	kind, err := r.sampleType()
	if err != nil {
		return reply{}, err
	}
	e, err := c.enabledEndpoint(r)
	if err != nil {
		return reply{}, err
	}
	if err := c.calm(r, e); err != nil {
		return reply{}, err
	}
	settings, err := c.rec.Settings(r.Context())
	if err != nil {
		return reply{}, err
	}
	s := sample{publicURL: c.opt.PublicURL, now: r.now}
	ev, err := heed.NewOperationalEvent(kind, "test "+e.ID, r.now, s.data(kind), true)
	if err != nil {
		return reply{}, err
	}
	ev.Trace = trace.Cause(r.Context())
	d := records.NewDelivery(ev, e.ID)
	d.Test = true
	// Two tests of one instant are one.
	if _, err := unlessOvertaken(d, c.rec.Write(r.Context(), records.Passing(ev, d, expiryOf(settings.Value, r.now))...)); err != nil {
		return reply{}, err
	}
	c.knock(r, d)
	return reply{status: http.StatusAccepted, body: testView{heed.DeliveryID(d.At, d.Event), d.Event}}, nil
}

// maxTests is how many tests an endpoint gets in a minute: an endpoint is no way to
// make Heed hammer somebody.
const maxTests = 10

// calm refuses a test when there were many just now.
func (c *Console) calm(r *request, e heed.Endpoint) error {
	tests := 0
	for d, err := range c.deliveriesIn(r.Context(), e.ID, stretch{since: r.now.Add(-time.Minute), until: r.now.Add(time.Minute)}) {
		if err != nil {
			return err
		}
		if d.Test {
			tests++
		}
	}
	if tests >= maxTests {
		return heed.Refuse(heed.TooMany, "the endpoint got %d tests within a minute: wait a minute", tests)
	}
	return nil
}

// sampleType reads which type of event to invent.
func (r *request) sampleType() (string, error) {
	raw, err := r.optionalBody()
	if err != nil {
		return "", err
	}
	form := struct {
		Type string `json:"type"`
	}{heed.RiskRaised}
	if err := strictly(raw, &form); err != nil {
		return "", err
	}
	if !slices.Contains(eventTypes, form.Type) {
		return "", heed.RefuseField("/type", "enum", "the type must be one of %s", joined(eventTypes))
	}
	return form.Type, nil
}

// sample invents the data of events.
type sample struct {
	publicURL string
	now       time.Time
}

func (s sample) data(kind string) any {
	const reason = "This is a test: the last two people asked at Example Ltd would not recommend it."
	switch kind {
	case heed.RiskRaised, heed.RiskLowered:
		return heed.RiskChanged{Account: s.account(), Sequence: 1, Risk: s.risk(), Reason: reason, Plays: s.plays()}
	case heed.RenewalDue, heed.RenewalOverdue:
		return heed.RenewalAhead{
			Account: s.account(), Sequence: 1, Contract: "example-contract", LeadDays: 60, Days: 58,
			Risk: s.risk(), Reason: reason, Plays: s.plays(),
		}
	case heed.FeedbackDetractor:
		return heed.DetractorHeard{Account: s.account(), Sequence: 1, Feedback: s.feedback(), Reason: reason, Plays: s.plays()}
	case heed.CaseOpened, heed.CaseClosed:
		return s.caseChanged(kind)
	case heed.PortfolioAssessed:
		return s.assessed()
	case heed.ExpansionSpotted, heed.AdvocateSpotted:
		return s.opportunity(kind)
	case heed.MetricTargetMissed:
		return s.missed()
	case heed.ConnectionSilent:
		return map[string]any{"connection": "example", "reason": "This is a test: nothing was heard.", "since": s.now}
	}
	return map[string]any{"endpoint": "example", "reason": "This is a test.", "since": s.now}
}

func (s sample) account() heed.AccountRef {
	a := heed.Account{ID: "example", Profile: heed.Profile{
		Name: "Example Ltd", Segment: "smb", Owner: "csm-1",
		ARR: &heed.Money{Amount: 4_800_000, Currency: "EUR"}, RenewalDate: s.today().Add(88),
	}}
	return a.Ref(s.publicURL)
}

func (s sample) today() heed.Day { return heed.DayOf(s.now) }

// risk adds up like a real one: base and contributions make the log-odds.
func (s sample) risk() heed.RiskView {
	r := heed.Risk{
		Confidence: heed.MediumConfidence, Band: heed.Critical, PreviousBand: heed.Medium, AsOf: s.now, Basis: heed.BasisPrior, Model: "test",
		Reference: risk.Opinion(0, ""),
		Target: heed.Target{
			Contract: "example-contract", Kind: heed.TargetRenewal, Date: s.today().Add(88),
			DecisionDate: s.today().Add(58), Days: 58,
		},
		Base: -2.62, LogOdds: -2.62, Thresholds: &heed.Thresholds{Enter: .55, Leave: .45}, Coverage: .8,
		Factors: []heed.Factor{
			s.factor("nps", "sentiment", "points", 2, 1.81, "Two answers rate 2 of 10 in the mean."),
			s.factor("usage_trend", "usage", "percent", -35, 1.3, "Usage fell by 35 % in four weeks."),
		},
		Missing: []heed.Missing{{Factor: "champion_left", Why: "no_source"}},
	}
	for _, f := range r.Factors {
		r.LogOdds += f.Contribution
	}
	r.Probability = 1 / (1 + math.Exp(-r.LogOdds))
	r.ExpectedLoss = &heed.Money{Amount: int64(math.Round(r.Probability * 4_800_000)), Currency: "EUR"}
	return r.In(heed.English)
}

func (s sample) factor(name, group, unit string, value, contribution float64, reason string) heed.Factor {
	return heed.Factor{
		Factor: name, Group: group, Unit: unit, Value: &value, Contribution: contribution, Delta: contribution,
		AsOf: s.now, Reason: heed.Text{EN: reason, DE: reason},
	}
}

func (s sample) plays() []heed.PlayView {
	return []heed.PlayView{{
		Play: "call_detractors", Factor: "nps", Title: "Call the people who answered",
		Steps: []string{"Read both answers.", "Call within two days and ask what would help."}, DueDays: 2,
	}}
}

func (s sample) feedback() heed.FeedbackInEvent {
	return heed.FeedbackInEvent{
		Signal: heed.SignalID("example", "r-1"), Source: "example", ID: "r-1", Type: heed.FeedbackNPS,
		Time: s.now, Score: 2, Touchpoint: "support", Channel: "email",
	}
}
