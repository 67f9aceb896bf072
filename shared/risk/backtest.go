package risk

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// Backtest says how good judgements were that had not seen the outcomes.
type Backtest struct {
	Group
	// Segments are the figures of each segment with enough outcomes, of the fifty
	// largest of them.
	Segments map[string]Group `json:"segments"`
}

// Group is what is said of a group of accounts: all, or a segment.
type Group struct {
	Figures
	// Bands say, for each band's entry line, how many of the accounts above it were
	// lost, and how many of the lost were above it.
	Bands []BandFigures `json:"bands"`
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
	// called first, on average; Lead is the same with its interval, null below two.
	LeadDays *float64 `json:"lead_days"`
	Lead     *Figure  `json:"lead"`
}

// Backtested sets the log-odds that a model gave to examples it had not seen
// beside what came of them, by the settings' bands and the segments of accounts.
func Backtested(examples []heed.Example, logOdds []float64, kind string, set heed.Settings, segment func(account string) string) Backtest {
	lines := lines(&set, kind)
	b := Backtest{Group: grouped(examples, logOdds, lines), Segments: map[string]Group{}}
	for name, rows := range bySegment(examples, segment) {
		b.Segments[name] = grouped(at(examples, rows), at(logOdds, rows), lines)
	}
	return b
}

func grouped(examples []heed.Example, logOdds []float64, lines heed.BandLines) Group {
	g := Group{Figures: figuresOf(firstSaid(examples, logOdds))}
	for _, band := range []heed.Band{heed.Medium, heed.High, heed.Critical} {
		if t, ok := lines.Of(band); ok {
			g.Bands = append(g.Bands, alarms(examples, logOdds, band, t.Enter))
		}
	}
	return g
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

const (
	// leastSegment is how many decisions a segment needs to be shown apart.
	leastSegment = 30
	// mostSegments keeps a model small enough to be stored, whatever segments there are.
	mostSegments = 50
)

// bySegment are the looks at the accounts of each segment, of the largest ones.
func bySegment(examples []heed.Example, segment func(string) string) map[string][]int {
	rows, decisions := map[string][]int{}, map[string]int{}
	for i, e := range examples {
		if name := segment(e.Account); name != "" {
			rows[name] = append(rows[name], i)
		}
	}
	for name := range rows {
		if decisions[name] = len(firstRows(at(examples, rows[name]), everyLook)); decisions[name] < leastSegment {
			delete(rows, name)
		}
	}
	names := slices.SortedFunc(maps.Keys(rows), func(a, b string) int { return cmp.Or(decisions[b]-decisions[a], strings.Compare(a, b)) })
	for _, name := range names[min(len(names), mostSegments):] {
		delete(rows, name)
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
	b, leads := BandFigures{Band: band, Enter: enter}, []float64{}
	for _, d := range decisions {
		if d.lost {
			b.Losses++
		}
		if d.lead > 0 {
			b.Alarms++
		}
		if d.lost && d.lead > 0 {
			b.Right++
			leads = append(leads, float64(d.lead))
		}
	}
	slices.Sort(leads) // so that the same decisions always round to the same figures
	b.Precision, b.Recall, b.Lead = shareOf(b.Right, b.Alarms), shareOf(b.Right, b.Losses), meanOf(leads)
	if b.Right > 0 {
		b.LeadDays = known(mean(leads))
	}
	return b
}

// meanOf is a mean with its interval (Student); nil below two values.
func meanOf(values []float64) *Figure {
	middle, squares, n := mean(values), 0., float64(len(values))
	for _, x := range values {
		squares += (x - middle) * (x - middle)
	}
	half := metric.MeanSpread(int64(n), squares/(n-1)/n)
	if known(half) == nil {
		return nil
	}
	return &Figure{Value: middle, Low: middle - half, High: middle + half}
}

func mean(values []float64) float64 {
	sum := 0.
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

func shareOf(x, n int) *Figure {
	if n == 0 {
		return nil
	}
	low, high := metric.Wilson(int64(x), int64(n))
	return &Figure{Value: float64(x) / float64(n), Low: low, High: high}
}

// figure is an estimate whose interval holds it: drawing rows again adds to a
// calibration error, so that all that is drawn may lie above what was measured.
func figure(e learn.Estimate) *Figure {
	if known(e.Value) == nil || known(e.Low) == nil || known(e.High) == nil {
		return nil
	}
	return &Figure{e.Value, min(e.Low, e.Value), max(e.High, e.Value)}
}

// known is a number, or nil for what is none.
func known(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
