package heed

import "time"

// RiskView is a risk as the API and events say it: in one language.
type RiskView struct {
	Probability  float64    `json:"probability"`
	Low          *float64   `json:"low"`
	High         *float64   `json:"high"`
	Confidence   Confidence `json:"confidence"`
	Band         Band       `json:"band"`
	PreviousBand *Band      `json:"previous_band"`
	Health       int        `json:"health"`
	AsOf         time.Time  `json:"as_of"`
	Basis        string     `json:"basis"`
	Model        string     `json:"model"`
	// Reference is null in receipts that were written before it was kept.
	Reference    *PopulationView `json:"reference"`
	Settings     int64           `json:"settings"`
	Target       Target          `json:"target"`
	ExpectedLoss *Money          `json:"expected_loss"`
	Unrated      []Money         `json:"unrated,omitempty"`
	LogOdds      float64         `json:"log_odds"`
	Base         float64         `json:"base"`
	Thresholds   *Thresholds     `json:"thresholds"`
	Factors      []FactorView    `json:"factors"`
	Groups       []GroupView     `json:"groups"`
	Coverage     float64         `json:"coverage"`
	Missing      []Missing       `json:"missing"`
	// Counterfactual is null when nothing of the kind would bring a better band.
	Counterfactual *CounterfactualView `json:"counterfactual"`
}

// PopulationView is a population in one language.
type PopulationView struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
	Until *Day   `json:"until"`
	Text  string `json:"text"`
}

// GroupView is a group of factors in one language.
type GroupView struct {
	Group        string   `json:"group"`
	Title        string   `json:"title"`
	Contribution float64  `json:"contribution"`
	Delta        float64  `json:"delta"`
	Factors      []string `json:"factors"`
	Reason       string   `json:"reason"`
}

// CounterfactualView is a counterfactual in one language.
type CounterfactualView struct {
	Band        Band     `json:"band"`
	Probability float64  `json:"probability"`
	Factors     []string `json:"factors"`
	Reason      string   `json:"reason"`
}

// FactorView is a factor in one language.
type FactorView struct {
	Factor       string    `json:"factor"`
	Group        string    `json:"group"`
	Value        *float64  `json:"value"`
	Unit         string    `json:"unit"`
	Contribution float64   `json:"contribution"`
	Delta        float64   `json:"delta"`
	Decisive     bool      `json:"decisive,omitempty"`
	AsOf         time.Time `json:"as_of"`
	Signals      []string  `json:"signals"`
	Reason       string    `json:"reason"`
}

// PlayView is a play in one language.
type PlayView struct {
	Play    string   `json:"play"`
	Factor  string   `json:"factor"`
	Title   string   `json:"title"`
	Steps   []string `json:"steps"`
	DueDays int      `json:"due_days"`
}

// In gives the risk in a language.
func (r Risk) In(lang Language) RiskView {
	view := RiskView{
		Probability: r.Probability, Low: r.Low, High: r.High, Confidence: r.Confidence, Band: r.Band, Health: r.Health(),
		AsOf: r.AsOf, Basis: r.Basis, Model: r.Model, Reference: r.Reference.in(lang), Settings: r.Settings, Target: r.Target, ExpectedLoss: r.ExpectedLoss, Unrated: r.Unrated,
		LogOdds: r.LogOdds, Base: r.Base, Thresholds: r.Thresholds, Coverage: r.Coverage,
		Factors: make([]FactorView, len(r.Factors)), Groups: []GroupView{}, Missing: append([]Missing{}, r.Missing...),
	}
	if r.PreviousBand != NoBand {
		view.PreviousBand = &r.PreviousBand
	}
	if c := r.Counterfactual; c != nil {
		view.Counterfactual = &CounterfactualView{Band: c.Band, Probability: c.Probability, Factors: c.Factors, Reason: c.Reason.In(lang)}
	}
	for i, f := range r.Factors {
		view.Factors[i] = FactorView{
			Factor: f.Factor, Group: f.Group, Value: f.Value, Unit: f.Unit, Contribution: f.Contribution,
			Delta: f.Delta, Decisive: f.Decisive, AsOf: f.AsOf, Signals: append([]string{}, f.Signals...), Reason: f.Reason.In(lang),
		}
	}
	for _, g := range r.Groups() {
		view.Groups = append(view.Groups, GroupView{g.Group, g.Title.In(lang), g.Contribution, g.Delta, g.Factors, g.Reason.In(lang)})
	}
	return view
}

func (p Population) in(lang Language) *PopulationView {
	if p.Kind == "" {
		return nil
	}
	view := &PopulationView{Kind: p.Kind, Count: p.Count, Text: p.Text.In(lang)}
	if p.Until != "" {
		view.Until = &p.Until
	}
	return view
}

// PlaysIn gives plays in a language.
func PlaysIn(plays []Play, lang Language) []PlayView {
	views := make([]PlayView, len(plays))
	for i, p := range plays {
		views[i] = PlayView{Play: p.Play, Factor: p.Factor, Title: p.Title.In(lang), DueDays: p.DueDays, Steps: []string{}}
		for _, step := range p.Steps {
			views[i].Steps = append(views[i].Steps, step.In(lang))
		}
	}
	return views
}
