package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// Backtest says how good judgements were that had not seen the outcomes.
type Backtest struct {
	Figures
	// Bands say, for each band's entry line, how many of the accounts above it were
	// lost, and how many of the lost were above it.
	Bands []BandFigures `json:"bands"`
	// Segments are the figures of each segment with enough outcomes.
	Segments map[string]Figures `json:"segments"`
}

// Figures are about judgements of decisions that were not learned from, each by its
// first look: later ones say much the same, and would make intervals too narrow. A
// figure is null where the outcomes do not define it.
type Figures struct {
	Judgements int `json:"judgements"`
	Losses     int `json:"losses"`
	// Expected is how many losses were expected, and Surprise how far the losses lie
	// from that in standard deviations: beyond ±2 the base has moved.
	Expected float64  `json:"expected"`
	Surprise *float64 `json:"surprise"`
	AUC      *Figure  `json:"auc"`
	Brier    *Figure  `json:"brier"`
	// BaseBrier is what always saying the share of losses would have given.
	BaseBrier   *float64   `json:"base_brier"`
	LogLoss     *Figure    `json:"log_loss"`
	ECE         *Figure    `json:"ece"`
	Slope       *Figure    `json:"calibration_slope"`
	Intercept   *Figure    `json:"calibration_intercept"`
	Lift        *Figure    `json:"lift"`
	Precision   *Figure    `json:"average_precision"`
	Reliability []Reliable `json:"reliability"`
}

// Figure is a value with its 95 % interval.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Reliable is a tenth of the judgements by rising risk: the losses expected of
// it, and those that happened, as shares.
type Reliable struct {
	Judgements int     `json:"judgements"`
	Expected   float64 `json:"expected"`
	Happened   Figure  `json:"happened"`
}

// BandFigures are what a band's entry line was worth as an alarm.
type BandFigures struct {
	Band   heed.Band `json:"band"`
	Enter  float64   `json:"enter"`
	Alarms int       `json:"alarms"` // decisions that lay above the line at some look
	Right  int       `json:"right"`  // of them, those that were lost
	Losses int       `json:"losses"`
	// Precision is the share of the alarms that were right, Recall the share of the
	// losses that were called; null where there was none.
	Precision *Figure `json:"precision"`
	Recall    *Figure `json:"recall"`
	// LeadDays is how long before the decision the losses that were called were
	// called first, on average.
	LeadDays *float64 `json:"lead_days"`
}

// Backtested sets the log-odds that a model gave to examples it had not seen
// beside what came of them, by the settings' bands and the segments of accounts.
func Backtested(examples []heed.Example, logOdds []float64, kind string, set heed.Settings, segment func(account string) string) Backtest {
	first, said := firstSaid(examples, logOdds)
	b := Backtest{Figures: figuresOf(first, said), Segments: map[string]Figures{}}
	lines := lines(&set, kind)
	for _, band := range []heed.Band{heed.Medium, heed.High, heed.Critical} {
		if t, ok := lines.Of(band); ok {
			b.Bands = append(b.Bands, alarms(examples, logOdds, band, t.Enter))
		}
	}
	for name, rows := range bySegment(first, segment) {
		b.Segments[name] = figuresOf(at(first, rows), at(said, rows))
	}
	return b
}

// firstSaid are the first looks, and what was said of them.
func firstSaid(examples []heed.Example, logOdds []float64) (first []heed.Example, said []float64) {
	rows := firstRows(examples, everyLook)
	return at(examples, rows), at(logOdds, rows)
}

func at[T any](all []T, rows []int) []T {
	some := make([]T, len(rows))
	for i, row := range rows {
		some[i] = all[row]
	}
	return some
}

// leastSegment is how many judgements a segment needs to be shown apart.
const leastSegment = 30

func bySegment(examples []heed.Example, segment func(string) string) map[string][]int {
	rows := map[string][]int{}
	for i, e := range examples {
		if name := segment(e.Account); name != "" {
			rows[name] = append(rows[name], i)
		}
	}
	for name := range rows {
		if len(rows[name]) < leastSegment {
			delete(rows, name)
		}
	}
	return rows
}

func figuresOf(examples []heed.Example, logOdds []float64) Figures {
	lost, _ := lostOf(examples)
	m := learn.Measure(logOdds, lost, 1)
	f := Figures{
		Judgements: m.Rows, Losses: m.Losses, Surprise: known(learn.Surprise(logOdds, lost)),
		AUC: figure(m.AUC), Brier: figure(m.Brier), LogLoss: figure(m.LogLoss), ECE: figure(m.ECE),
		Slope: figure(m.Slope), Intercept: figure(m.Intercept), Lift: figure(m.Lift), Precision: figure(m.Precision),
		Reliability: []Reliable{},
	}
	for _, z := range logOdds {
		f.Expected += probability(z)
	}
	if m.Rows > 0 {
		rate := float64(m.Losses) / float64(m.Rows)
		f.BaseBrier = known(rate * (1 - rate))
	}
	for _, b := range m.Reliability {
		if happened := figure(b.Happened); happened != nil {
			f.Reliability = append(f.Reliability, Reliable{Judgements: b.Rows, Expected: b.Expected, Happened: *happened})
		}
	}
	return f
}

// alarms counts decisions, not looks: one is called when any look at it lay above
// the line.
func alarms(examples []heed.Example, logOdds []float64, band heed.Band, enter float64) BandFigures {
	type decision struct {
		lost bool
		lead int // of the first alarm; 0 when there was none
	}
	decisions := map[[3]string]decision{}
	for i, e := range examples {
		d := decisions[decisionOf(e)]
		d.lost = e.Lost
		if probability(logOdds[i]) >= enter {
			d.lead = max(d.lead, e.LeadDays)
		}
		decisions[decisionOf(e)] = d
	}
	b, days := BandFigures{Band: band, Enter: enter}, 0
	for _, d := range decisions {
		if d.lost {
			b.Losses++
		}
		if d.lead > 0 {
			b.Alarms++
		}
		if d.lost && d.lead > 0 {
			b.Right++
			days += d.lead
		}
	}
	b.Precision, b.Recall = shareOf(b.Right, b.Alarms), shareOf(b.Right, b.Losses)
	if b.Right > 0 {
		b.LeadDays = known(float64(days) / float64(b.Right))
	}
	return b
}

func shareOf(x, n int) *Figure {
	if n == 0 {
		return nil
	}
	low, high := metric.Wilson(int64(x), int64(n))
	return &Figure{Value: float64(x) / float64(n), Low: low, High: high}
}

func figure(e learn.Estimate) *Figure {
	if known(e.Value) == nil || known(e.Low) == nil || known(e.High) == nil {
		return nil
	}
	return &Figure{e.Value, e.Low, e.High}
}

// known is a number, or nil for what is none.
func known(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
