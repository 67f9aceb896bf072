package heed

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Settings hold every number an operator may argue with.
type Settings struct {
	// Version counts the changes; receipts name the one they were judged with.
	Version int64 `json:"-"`
	// Bands say, by kind of target, where each band is entered and left.
	Bands map[string]BandLines `json:"bands"`
	// Weights multiply a factor's contribution: 1 is the documented opinion, 0 silences.
	Weights map[string]float64 `json:"weights"`
	// Factors are the operator's own.
	Factors []CustomFactor `json:"factors"`
	// LossRate is the share of renewals expected to be lost; the model's base follows from it.
	LossRate float64 `json:"loss_rate"`
	// Targets are kept for those who once said them, and read by nothing: MetricTargets
	// say what metrics should reach.
	Targets map[string]float64 `json:"targets"`
	// MetricTargets are what metrics should reach, and are held against every day.
	MetricTargets []MetricTarget `json:"metric_targets"`
	Windows       Windows        `json:"windows"`
	// RenewalLeads are the days before a decision at which renewal.due is said, largest first.
	RenewalLeads []int              `json:"renewal_leads"`
	Currency     string             `json:"currency"`
	FX           map[string]float64 `json:"fx"` // what one unit of another currency is worth in Currency
	Margin       float64            `json:"margin"`
	Language     Language           `json:"language"` // of events
	Retention    Retention          `json:"retention"`
	Privacy      Privacy            `json:"privacy"`
	Identity     Identity           `json:"identity"`
	Learning     Learning           `json:"learning"`
	Cases        CaseRules          `json:"cases"`
}

// BandLines are the lines of one kind of target.
type BandLines struct {
	Medium   Thresholds `json:"medium"`
	High     Thresholds `json:"high"`
	Critical Thresholds `json:"critical"`
}

// Of gives the lines of a band; false for low, which has none.
func (b BandLines) Of(band Band) (Thresholds, bool) {
	switch band {
	case Medium:
		return b.Medium, true
	case High:
		return b.High, true
	case Critical:
		return b.Critical, true
	}
	return Thresholds{}, false
}

// Windows are how far back factors look, in days.
type Windows struct {
	NPS       int `json:"nps"`
	CSAT      int `json:"csat"`
	Champion  int `json:"champion"`
	Downgrade int `json:"downgrade"`
}

// Retention is how long things are kept.
type Retention struct {
	SignalMonths int `json:"signal_months"`
	DeliveryDays int `json:"delivery_days"`
}

// Deliveries of that moment are kept until then.
func (r Retention) Deliveries(at time.Time) time.Time { return at.AddDate(0, 0, r.DeliveryDays) }

// Signals of that moment are kept until then: a month after they grew too old to
// be sent again.
func (r Retention) Signals(at time.Time) time.Time { return at.AddDate(0, r.SignalMonths+1, 0) }

// Events of that moment are kept until then: as long as signals, and no shorter
// than their deliveries.
func (r Retention) Events(at time.Time) time.Time {
	signals, deliveries := r.Signals(at), r.Deliveries(at)
	if deliveries.After(signals) {
		return deliveries
	}
	return signals
}

// Identity is how signals find their accounts, besides by id.
type Identity struct {
	// MatchDomains gives a tool's id that nobody knows yet to the one account whose
	// domains name that of the contact's address.
	MatchDomains bool `json:"match_domains"`
}

// Learning is what training may rest on.
type Learning struct {
	// Checked names factors, or LeakOfModel, whose leak alarm was looked into and is none.
	Checked []string `json:"checked"`
}

// Privacy is what may leave, and what may be shown of people who work here.
type Privacy struct {
	CommentsInEvents bool `json:"comments_in_events"`
	// OwnerReports lets pages show results by the person who looks after the accounts.
	OwnerReports bool `json:"owner_reports"`
}

// DefaultSettings are the documented opinions a deployment starts with.
func DefaultSettings() Settings {
	term := BandLines{Medium: Thresholds{.15, .10}, High: Thresholds{.30, .22}, Critical: Thresholds{.55, .45}}
	return Settings{
		Bands: map[string]BandLines{
			TargetRenewal: term, TargetAssumed: term,
			TargetWindow: {Medium: Thresholds{.06, .04}, High: Thresholds{.12, .09}, Critical: Thresholds{.25, .18}},
		},
		Weights: map[string]float64{}, Factors: []CustomFactor{}, LossRate: .10, Targets: map[string]float64{}, MetricTargets: []MetricTarget{},
		Windows:      Windows{NPS: 180, CSAT: 90, Champion: 180, Downgrade: 365},
		RenewalLeads: []int{120, 60, 30}, Currency: "EUR", FX: map[string]float64{}, Margin: .8, Language: English,
		Retention: Retention{SignalMonths: 25, DeliveryDays: 30}, Learning: Learning{Checked: []string{}},
		Cases: CaseRules{DetractorDays: 2, RiskDays: 5},
	}
}

// Rates are the settings' currency and exchange rates.
func (s Settings) Rates() Rates { return Rates{Currency: s.Currency, FX: s.FX} }

// Rules are what signals may say of their time at a moment.
func (s Settings) Rules(now time.Time) Rules {
	return Rules{Now: now, Oldest: now.AddDate(0, -s.Retention.SignalMonths, 0)}
}

// Fingerprint names the numbers a judgement depends on, so that a change of
// them is told from a change of the account. The order of factors means nothing.
func (s Settings) Fingerprint() string {
	factors := slices.SortedFunc(slices.Values(s.Factors), func(a, b CustomFactor) int { return strings.Compare(a.Factor, b.Factor) })
	raw, _ := json.Marshal(struct {
		Bands    map[string]BandLines
		Weights  map[string]float64
		LossRate float64
		Windows  Windows
		Factors  []CustomFactor `json:",omitempty"`
	}{s.Bands, s.Weights, s.LossRate, s.Windows, factors})
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:4])
}

// Check returns every error in the settings, with pointers. Factors are those
// that Heed has; the expressions of others are not read here.
func (s Settings) Check(factors []string) []FieldError {
	c := settingsCheck{}
	c.bands(s.Bands)
	c.custom(s.Factors, factors)
	for _, f := range s.Factors {
		factors = append(factors, f.Factor)
	}
	c.weights(s.Weights, factors)
	c.learning(s.Learning, factors)
	c.number("/loss_rate", s.LossRate, .001, .9)
	c.number("/margin", s.Margin, 0, 1)
	c.windows(s.Windows)
	c.leads(s.RenewalLeads)
	c.rates(s.Rates())
	c.choose("/language", string(s.Language), string(English), string(German))
	c.number("/retention/signal_months", float64(s.Retention.SignalMonths), 1, 120)
	c.number("/retention/delivery_days", float64(s.Retention.DeliveryDays), 1, 365)
	c.number("/cases/detractor_days", float64(s.Cases.DetractorDays), 0, 365)
	c.number("/cases/risk_days", float64(s.Cases.RiskDays), 0, 365)
	return c.errs
}

type settingsCheck struct{ errs []FieldError }

func (c *settingsCheck) fail(pointer, code, format string, args ...any) {
	c.errs = append(c.errs, FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
}

func (c *settingsCheck) number(pointer string, v, low, high float64) {
	if !(v >= low && v <= high) {
		c.fail(pointer, "range", "the member must lie between %v and %v", low, high)
	}
}

func (c *settingsCheck) choose(pointer, v string, of ...string) {
	if !slices.Contains(of, v) {
		c.fail(pointer, "enum", "the member must be one of %v", of)
	}
}

func (c *settingsCheck) bands(bands map[string]BandLines) {
	for _, kind := range []string{TargetRenewal, TargetWindow, TargetAssumed} {
		if _, ok := bands[kind]; !ok {
			c.fail("/bands/"+kind, "required", "the member is missing")
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(bands)) {
		c.choose("/bands/"+kind, kind, TargetRenewal, TargetWindow, TargetAssumed)
		below := Thresholds{}
		for _, band := range Bands[1:] {
			lines, _ := bands[kind].Of(band)
			pointer := "/bands/" + kind + "/" + string(band)
			if !(lines.Leave > 0 && lines.Leave <= lines.Enter && lines.Enter < 1) {
				c.fail(pointer, "range", "it must hold that 0 < leave ≤ enter < 1")
			}
			if lines.Enter <= below.Enter || lines.Leave <= below.Leave {
				c.fail(pointer, "range", "both lines must lie above those of the band below")
			}
			below = lines
		}
	}
}

func (c *settingsCheck) weights(weights map[string]float64, factors []string) {
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		if !slices.Contains(factors, name) {
			c.fail("/weights/"+escapePointer(name), "unknown", "there is no such factor; there are %v", factors)
		}
		c.number("/weights/"+escapePointer(name), weights[name], 0, 5)
	}
}

func (c *settingsCheck) learning(l Learning, factors []string) {
	for i, name := range l.Checked {
		if name != LeakOfModel && !slices.Contains(factors, name) {
			c.fail(fmt.Sprintf("/learning/checked/%d", i), "unknown", "there is no factor %q; there are %v, and %q for the whole", name, factors, LeakOfModel)
		}
	}
}

func (c *settingsCheck) windows(w Windows) {
	for pointer, days := range map[string]int{
		"/windows/nps": w.NPS, "/windows/csat": w.CSAT,
		"/windows/champion": w.Champion, "/windows/downgrade": w.Downgrade,
	} {
		c.number(pointer, float64(days), 1, 730)
	}
}

func (c *settingsCheck) leads(leads []int) {
	if len(leads) > 10 {
		c.fail("/renewal_leads", "range", "at most 10 leads")
	}
	for i, days := range leads {
		if days < 1 || days > 365 || i > 0 && days >= leads[i-1] {
			c.fail(fmt.Sprintf("/renewal_leads/%d", i), "range", "leads are days between 1 and 365, largest first, each once")
		}
	}
}

func (c *settingsCheck) rates(r Rates) {
	if !validCurrency(r.Currency) {
		c.fail("/currency", "format", "the currency must be three capital letters (ISO 4217)")
	}
	for _, code := range slices.Sorted(maps.Keys(r.FX)) {
		if !validCurrency(code) {
			c.fail("/fx/"+escapePointer(code), "format", "the currency must be three capital letters (ISO 4217)")
		}
		if rate := r.FX[code]; !(rate > 0 && rate < 1e9) {
			c.fail("/fx/"+escapePointer(code), "range", "a rate must be greater than 0")
		}
	}
}
