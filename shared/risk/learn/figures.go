package learn

import (
	"math"
	"slices"
)

// Figures say how good log-odds were that were given before the outcomes.
type Figures struct {
	Rows, Losses int
	AUC          Estimate
	// Precision is the mean precision over the recalls (PR-AUC).
	Precision Estimate
	Brier     Estimate
	LogLoss   Estimate
	// ECE is the expected calibration error over ten bins of equally many rows. A
	// perfect model has one too: about .010 at 7,000 rows, .04 at 200.
	ECE Estimate
	// Slope and Intercept are those of the outcomes' log-odds on the predicted
	// ones: 1 and 0 when calibrated, a slope below 1 when too sure.
	Slope, Intercept Estimate
	// Lift is the share of losses in the riskiest tenth over that in all.
	Lift        Estimate
	Reliability []Bucket
}

// Bucket is a tenth of the rows by rising risk: what was said, what happened, and
// the 95 % interval of that (Wilson).
type Bucket struct {
	Rows, Losses int
	Expected     float64 // mean probability
	Happened     Estimate
}

const (
	buckets   = 10
	resamples = 200
)

// Measure takes all figures. Intervals other than the AUC's come from resampling
// rows (percentile bootstrap), the same from the same seed.
func Measure(logOdds []float64, lost []bool, seed uint64) Figures {
	f := Figures{Rows: len(lost), Losses: count(lost), Reliability: Reliability(logOdds, lost)}
	f.AUC = AUC(logOdds, lost)
	at := f.estimates()
	point := measure(logOdds, lost)
	var drawn [figures][]float64
	r := newRandom(seed)
	for range resamples {
		z, l := resample(logOdds, lost, r)
		for k, v := range measure(z, l) {
			drawn[k] = append(drawn[k], v)
		}
	}
	for k := range at {
		*at[k] = Estimate{point[k], quantile(drawn[k], .025), quantile(drawn[k], .975)}
	}
	return f
}

// figures is how many are resampled.
const figures = 7

func (f *Figures) estimates() [figures]*Estimate {
	return [...]*Estimate{&f.Precision, &f.Brier, &f.LogLoss, &f.ECE, &f.Slope, &f.Intercept, &f.Lift}
}

func measure(logOdds []float64, lost []bool) [figures]float64 {
	order := byRisk(logOdds)
	intercept, slope := Calibration(logOdds, lost)
	return [...]float64{
		precision(order, logOdds, lost), Brier(logOdds, lost), LogLoss(logOdds, lost),
		ece(order, logOdds, lost), slope, intercept, lift(order, logOdds, lost),
	}
}

func resample(logOdds []float64, lost []bool, r *random) ([]float64, []bool) {
	rows := make([]int, len(lost))
	for i := range rows {
		rows[i] = r.below(len(rows))
	}
	return pick(logOdds, rows), pick(lost, rows)
}

// quantile is that of values; those not defined are left out.
func quantile(values []float64, share float64) float64 {
	known := slices.DeleteFunc(values, math.IsNaN)
	if len(known) == 0 {
		return math.NaN()
	}
	slices.Sort(known)
	at := share * float64(len(known)-1)
	low := int(at)
	high := min(low+1, len(known)-1)
	return known[low] + (at-float64(low))*(known[high]-known[low])
}

// Brier is the mean squared error of the probabilities.
func Brier(logOdds []float64, lost []bool) float64 {
	sum := 0.
	for i, z := range logOdds {
		d := Probability(z)
		if lost[i] {
			d--
		}
		sum += d * d
	}
	return sum / float64(len(lost))
}

// LogLoss is the mean surprise, in nats.
func LogLoss(logOdds []float64, lost []bool) float64 {
	sum := 0.
	for i, z := range logOdds {
		sum += surprise(z, lost[i])
	}
	return sum / float64(len(lost))
}

// precision is the mean over the losses of the precision down to each, equals at once.
func precision(order []int, logOdds []float64, lost []bool) float64 {
	sum, found, seen, losses := 0., 0, 0, count(lost)
	for i := len(order); i > 0; {
		from, here := i, 0
		for ; from > 0 && logOdds[order[from-1]] == logOdds[order[i-1]]; from-- {
			if lost[order[from-1]] {
				here++
			}
		}
		found, seen = found+here, seen+i-from
		sum += float64(here) * float64(found) / float64(seen)
		i = from
	}
	return sum / float64(losses)
}

// lift counts the riskiest tenth; where equals lie on its edge, as many of them as
// fit count alike.
func lift(order []int, logOdds []float64, lost []bool) float64 {
	room := max(len(order)/10, 1)
	losses, taken := 0., 0
	for i := len(order); i > 0 && taken < room; {
		from, here := i, 0.
		for ; from > 0 && logOdds[order[from-1]] == logOdds[order[i-1]]; from-- {
			if lost[order[from-1]] {
				here++
			}
		}
		n := min(i-from, room-taken)
		losses += here * float64(n) / float64(i-from)
		taken, i = taken+n, from
	}
	return losses / float64(room) / (float64(count(lost)) / float64(len(lost)))
}
