package heed

import (
	"slices"
	"time"
)

// Band is a stretch of risk. Higher is worse.
type Band string

// The bands, from good to bad. NoBand is before the first judgement.
const (
	NoBand   Band = ""
	Low      Band = "low"
	Medium   Band = "medium"
	High     Band = "high"
	Critical Band = "critical"
)

// Bands lists them from good to bad.
var Bands = []Band{Low, Medium, High, Critical}

// Rank is the band's place, from 0 for low; -1 for none.
func (b Band) Rank() int { return slices.Index(Bands, b) }

// Worse reports whether b is a higher risk than other.
func (b Band) Worse(other Band) bool { return b.Rank() > other.Rank() }

// Confidence says how much of the picture is there.
type Confidence string

// The confidences, by coverage.
const (
	LowConfidence    Confidence = "low"
	MediumConfidence Confidence = "medium"
	HighConfidence   Confidence = "high"
)

// The kinds of target.
const (
	TargetRenewal = "renewal" // a term of 6 months or more
	TargetWindow  = "window"  // monthly or evergreen: lost within 90 days
	TargetAssumed = "assumed" // no date known: the next anniversary, else in 365 days
)

// The grounds a probability stands on.
const (
	BasisPrior    = "prior" // an opinion; never called calibrated
	BasisLearned  = "learned"
	BasisBaseRate = "base_rate"
)

// Risk is the receipt of one judgement: the probability that the target ends
// without a successor, and all that explains it. Base plus the contributions is
// LogOdds to 1e-9, and Probability is 1/(1+e^−LogOdds); nothing is rounded.
type Risk struct {
	Probability  float64     `json:"probability"`
	Low          *float64    `json:"low"`
	High         *float64    `json:"high"`
	Confidence   Confidence  `json:"confidence"`
	Band         Band        `json:"band"`
	PreviousBand Band        `json:"previous_band"`
	AsOf         time.Time   `json:"as_of"`
	Basis        string      `json:"basis"`
	Model        string      `json:"model"`
	Reference    Population  `json:"reference,omitzero"`
	Settings     int64       `json:"settings,omitempty"` // their version; 0 are the defaults
	Target       Target      `json:"target"`
	ExpectedLoss *Money      `json:"expected_loss"`
	Unrated      []Money     `json:"unrated,omitempty"`
	LogOdds      float64     `json:"log_odds"`
	Base         float64     `json:"base"`
	Thresholds   *Thresholds `json:"thresholds"` // of the band; nil for low
	Factors      []Factor    `json:"factors"`
	Coverage     float64     `json:"coverage"` // share of the factors that could be judged, 0 to 1
	Missing      []Missing   `json:"missing"`
	Previous     *Previous   `json:"previous"`
	Reason       Text        `json:"reason"`
	Plays        []Play      `json:"plays"`
	// Counterfactual is what would bring the account into a better band; nil when it
	// is in the best, or when nothing of the kind would.
	Counterfactual *Counterfactual `json:"counterfactual,omitempty"`
}

// Population is whom contributions are measured against: an account is compared
// with the one about which nothing speaks either way in the eyes of these.
type Population struct {
	Kind string `json:"kind"` // PopulationOpinion or PopulationOutcomes
	// Count is of outcomes; of an opinion, of the accounts its base was solved on, 0
	// for imaginary ones. Until is the day of the last of them; empty for those.
	Count int  `json:"count,omitempty"`
	Until Day  `json:"until,omitempty"`
	Text  Text `json:"text"`
}

// The kinds of populations.
const (
	PopulationOpinion  = "opinion"
	PopulationOutcomes = "outcomes"
)

// Counterfactual is the smallest set of factors without which the same account
// would be judged better, and how.
type Counterfactual struct {
	Band        Band     `json:"band"`
	Probability float64  `json:"probability"`
	Factors     []string `json:"factors"`
	Reason      Text     `json:"reason"`
}

// Health is 100·(1 − probability), rounded: higher is better.
func (r Risk) Health() int { return int(100*(1-r.Probability) + 0.5) }

// Thresholds are where a band is entered and left, as probabilities. The lower
// edge belongs to the band.
type Thresholds struct {
	Enter float64 `json:"enter"`
	Leave float64 `json:"leave"`
}

// Target is what a risk is about.
type Target struct {
	Contract     string `json:"contract"`
	Kind         string `json:"kind"`
	Date         Day    `json:"date"`
	DecisionDate Day    `json:"decision_date"`
	// Days to the decision; negative when it is overdue.
	Days int `json:"days"`
}

// Factor is one reason that moves the risk.
type Factor struct {
	Factor string `json:"factor"`
	Group  string `json:"group"`
	// Value is what was measured, in Unit; nil where there is no number.
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	// Contribution is in log-odds: positive raises the risk.
	Contribution float64 `json:"contribution"`
	// Delta is the change since the risk was last told.
	Delta float64 `json:"delta"`
	// Decisive factors contribute what is missing to a floor or ceiling.
	Decisive bool      `json:"decisive,omitempty"`
	AsOf     time.Time `json:"as_of"`
	Signals  []string  `json:"signals"`
	Reason   Text      `json:"reason"`
}

// Missing is a factor that could not be judged, and why: "no_source", "stale", "too_few".
type Missing struct {
	Factor string `json:"factor"`
	Why    string `json:"why"`
}

// Previous is the receipt that was last told, in brief: reasons speak of the
// change since then.
type Previous struct {
	Probability float64            `json:"probability"`
	Band        Band               `json:"band"`
	AsOf        time.Time          `json:"as_of"`
	Factors     map[string]float64 `json:"factors"` // contributions by factor
	// Values are what the factors measured then, for reasons that speak of change.
	Values map[string]float64 `json:"values"`
}

// Play is the recommended next step for a factor: something one person can do this week.
type Play struct {
	Play    string `json:"play"`
	Factor  string `json:"factor"`
	Title   Text   `json:"title"`
	Steps   []Text `json:"steps"`
	DueDays int    `json:"due_days"`
}
