package risk

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

const (
	// mostBins are those of what a factor said; one more is for what it could not say.
	mostBins = 9
	// leastPerBin is how many decisions a bin is worth having for.
	leastPerBin = 10
	// leastNow is how many accounts are worth setting beside what was learned from.
	leastNow = 20
)

// Seen is how the decisions among examples spread over what each factor said of
// them at one of their looks: what a model keeps to tell by that the world has drifted.
func Seen(examples []heed.Example) []heed.Spread {
	looks := anyLook(examples)
	var all []heed.Spread
	for _, name := range namesOf(looks) {
		said := saidBy(looks, name)
		s := heed.Spread{Factor: name, Cuts: cutsOf(said)}
		s.Counts = countIn(s.Cuts, said)
		all = append(all, s)
	}
	return all
}

// namesOf are the factors that said something, in order.
func namesOf(examples []heed.Example) []string {
	known := map[string]bool{}
	for _, e := range examples {
		for _, m := range e.Factors {
			known[m.Factor] = true
		}
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// saidBy is what a factor said of each example; NaN where it could say nothing.
func saidBy(examples []heed.Example, name string) []float64 {
	said := make([]float64, len(examples))
	for i, e := range examples {
		said[i] = math.NaN()
		for _, m := range e.Factors {
			if m.Factor == name {
				said[i] = m.Effect
			}
		}
	}
	return said
}

// cutsOf part what was said into bins of about equally many, equals together.
func cutsOf(said []float64) []float64 {
	known := slices.DeleteFunc(slices.Clone(said), math.IsNaN)
	slices.Sort(known)
	bins := min(mostBins, len(known)/leastPerBin)
	var cuts []float64
	for k := 1; k < bins; k++ {
		cut := known[len(known)*k/bins-1]
		if cut < known[len(known)-1] && (len(cuts) == 0 || cut > cuts[len(cuts)-1]) {
			cuts = append(cuts, cut)
		}
	}
	return cuts
}

func countIn(cuts, said []float64) []int {
	counts := make([]int, len(cuts)+2)
	for _, x := range said {
		if math.IsNaN(x) {
			counts[len(cuts)+1]++
			continue
		}
		at, _ := slices.BinarySearch(cuts, x)
		counts[at]++
	}
	return counts
}

// Drifted sets looks at accounts of today, whose outcomes nobody knows, beside the
// decisions that a model learned from; nil with fewer than twenty on either side.
func Drifted(seen []heed.Spread, now []heed.Example) *heed.Drift {
	d := heed.Drift{Now: len(now), Factors: []heed.FactorDrift{}}
	surest := 1.
	for _, s := range seen {
		d.Learned = total(s.Counts)
		if min(d.Learned, d.Now) < leastNow {
			return nil
		}
		f, chance := driftOf(s, now)
		d.Factors = append(d.Factors, f)
		surest = min(surest, chance)
	}
	if len(seen) == 0 {
		return nil
	}
	d.Found = surest < .05/float64(len(seen)) // Bonferroni: among many factors some exceed their threshold by chance
	d.Sentence = driftSentence(d)
	return &d
}

// driftOf is how far one factor has drifted, and how often chance does as much.
func driftOf(s heed.Spread, now []heed.Example) (f heed.FactorDrift, chance float64) {
	then, today := s.Counts, countIn(s.Cuts, saidBy(now, s.Factor))
	f = heed.FactorDrift{Factor: s.Factor, UnknownThen: lastShare(then), UnknownNow: lastShare(today)}
	then, today = filled(then, today)
	n, m := total(then), total(today)
	if len(then) < 2 {
		return f, 1
	}
	f.PSI, f.Threshold = learn.PSI(then, today), learn.DriftThreshold(len(then), n, m)
	f.Drifted = f.PSI > f.Threshold
	return f, learn.DriftChance(f.PSI, len(then), n, m)
}

// filled leaves out the bins that neither side has anything in: they can tell nothing.
func filled(a, b []int) (x, y []int) {
	for i := range a {
		if a[i]+b[i] > 0 {
			x, y = append(x, a[i]), append(y, b[i])
		}
	}
	return x, y
}

func total(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func lastShare(counts []int) float64 { return float64(counts[len(counts)-1]) / float64(total(counts)) }

func driftSentence(d heed.Drift) heed.Text {
	var drifted []string
	for _, f := range d.Factors {
		if f.Drifted {
			drifted = append(drifted, fmt.Sprintf("%s (%.2f, limit %.2f)", f.Factor, f.PSI, f.Threshold))
		}
	}
	named := strings.Join(drifted, ", ")
	namedDE := strings.ReplaceAll(named, "limit", "Grenze")
	who := heed.Text{
		EN: fmt.Sprintf("The %d accounts before a decision today", d.Now),
		DE: fmt.Sprintf("Die %d Kunden, die heute vor einer Entscheidung stehen,", d.Now),
	}
	switch {
	case d.Found:
		return heed.Text{
			EN: fmt.Sprintf("%s differ from the %d decisions it learned from by more than chance: %s. Mind what changed, in the world or in what is reported, and train anew once such accounts were decided.", who.EN, d.Learned, named),
			DE: fmt.Sprintf("%s unterscheiden sich stärker als durch Zufall von den %d Entscheidungen, aus denen gelernt wurde: %s. Prüfen, was sich geändert hat, in der Welt oder in dem, was gemeldet wird, und neu lernen, sobald über solche Kunden entschieden ist.", who.DE, d.Learned, namedDE),
		}
	case len(drifted) > 0:
		return heed.Text{
			EN: fmt.Sprintf("%s look like the %d decisions it learned from, as far as chance can tell: of %d factors one in twenty lies above its limit by chance, here %s.", who.EN, d.Learned, len(d.Factors), named),
			DE: fmt.Sprintf("%s gleichen, soweit der Zufall es erkennen lässt, den %d Entscheidungen, aus denen gelernt wurde: von %d Faktoren liegt durch Zufall einer von zwanzig über seiner Grenze, hier %s.", who.DE, d.Learned, len(d.Factors), namedDE),
		}
	}
	return heed.Text{
		EN: fmt.Sprintf("%s look like the %d decisions it learned from.", who.EN, d.Learned),
		DE: fmt.Sprintf("%s gleichen den %d Entscheidungen, aus denen gelernt wurde.", who.DE, d.Learned),
	}
}
