package console

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	eventsShown     = 12
	eventsRead      = 2 * eventsShown // some are not shown
	eventDays       = 7               // how far back the stream looks
	deliveriesShown = 8
)

// eventView is one thing Heed said.
type eventView struct {
	ID, Type, Account, Name string
	At                      time.Time
	Band, Before            heed.Band
	Reason                  string
	Quoted                  bool // the reason is in the language it was said in
	ByHand                  bool // it is about a case that a person opened
}

// alarms are the events that people may say of whether they were worth it.
var alarms = []string{heed.RiskRaised, heed.RiskLowered, heed.RenewalDue, heed.RenewalOverdue, heed.FeedbackDetractor, heed.ExpansionSpotted, heed.AdvocateSpotted, heed.MetricTargetMissed}

// Alarm reports whether it is one of these.
func (e eventView) Alarm() bool { return slices.Contains(alarms, e.Type) }

// sayUseful takes back from a reader whether an event was worth it.
func (p *pages) sayUseful(w http.ResponseWriter, v *visit) error {
	body := map[string]bool{"useful": v.PostFormValue("useful") == "yes"}
	if _, err := p.call(v, apiCall{Route: "POST /v1/events/{id}/useful", At: []string{v.PathValue("id")}, Body: body}); err != nil {
		return err
	}
	http.Redirect(w, v.Request, safeNext(v.PostFormValue("next"))+"?notice=useful_said", http.StatusSeeOther)
	return nil
}

// latest reads the newest events of the last days, newest first.
func (p *pages) latest(v *visit) ([]eventView, error) {
	var views []eventView
	for day, back := heed.DayOf(v.now), 0; back < eventDays && len(views) < eventsShown; back++ {
		events, err := p.rec.LatestEvents(v.Context(), day.Add(-back), eventsRead)
		if err != nil {
			return nil, err
		}
		views = append(views, streamed(events, heed.Language(v.locale))...)
	}
	return views[:min(len(views), eventsShown)], nil
}

// streamed are events as a page shows them: without the cases that Heed opened itself, of
// which the event of the same moment tells.
func streamed(events []heed.Event, lang heed.Language) (views []eventView) {
	for _, ev := range events {
		if view := eventIn(ev, lang); ev.Type != heed.CaseOpened || view.ByHand {
			views = append(views, view)
		}
	}
	return views
}

// eventIn reads the members of a body that every kind of event may have. What
// quotes people is not among them.
func eventIn(ev heed.Event, lang heed.Language) eventView {
	var body struct {
		Data struct {
			Account struct {
				Name string `json:"name"`
			} `json:"account"`
			Reason string `json:"reason"`
			Case   struct {
				Kind heed.CaseKind `json:"kind"`
			} `json:"case"`
			Risk struct {
				Band         heed.Band `json:"band"`
				PreviousBand heed.Band `json:"previous_band"`
			} `json:"risk"`
		} `json:"data"`
	}
	_ = json.Unmarshal(ev.Body, &body) // Heed wrote it
	d := body.Data
	view := eventView{ID: ev.ID, Type: ev.Type, Account: ev.Account, Name: cmp.Or(d.Account.Name, ev.Account), At: ev.At, Reason: ev.Reason.In(lang), ByHand: d.Case.Kind == heed.ManualCase}
	if view.Reason == "" {
		view.Reason, view.Quoted = d.Reason, true
	}
	if ev.Type == heed.RiskRaised || ev.Type == heed.RiskLowered {
		view.Band, view.Before = d.Risk.Band, d.Risk.PreviousBand
	}
	return view
}

// deliveriesView are the newest deliveries of all endpoints.
type deliveriesView struct {
	Endpoints int
	Newest    []heed.Delivery
}

// deliveriesFor reads them for who may see endpoints; nil for others.
func (p *pages) deliveriesFor(v *visit) (*deliveriesView, error) {
	if !v.may(heed.ScopeAdmin) {
		return nil, nil
	}
	endpoints, err := p.rec.Endpoints(v.Context())
	if err != nil {
		return nil, err
	}
	view := &deliveriesView{Endpoints: len(endpoints)}
	for _, e := range endpoints {
		newest, err := p.rec.Deliveries(v.Context(), e.ID, "", deliveriesShown)
		if err != nil {
			return nil, err
		}
		view.Newest = append(view.Newest, newest...)
	}
	slices.SortStableFunc(view.Newest, func(a, b heed.Delivery) int { return b.At.Compare(a.At) })
	view.Newest = view.Newest[:min(len(view.Newest), deliveriesShown)]
	return view, nil
}
