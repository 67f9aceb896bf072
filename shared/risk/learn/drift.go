package learn

import "math"

// PSI is the population stability index of two histograms over the same bins: the
// sum of (q − p)·ln(q/p) over the shares of both. Half a row is added to every bin.
func PSI(before, now []int) float64 {
	n, m := total(before), total(now)
	sum := 0.
	for i := range before {
		p := (float64(before[i]) + .5) / (n + .5*float64(len(before)))
		q := (float64(now[i]) + .5) / (m + .5*float64(len(now)))
		sum += (q - p) * math.Log(q/p)
	}
	return sum
}

func total[T int | float64](counts []T) (sum float64) {
	for _, c := range counts {
		sum += float64(c)
	}
	return sum
}

// DriftThreshold is the PSI that n and m rows over so many bins exceed by chance
// once in twenty: the 95 % quantile of chi-square with bins−1 degrees of freedom
// times (1/n + 1/m). Fixed limits such as .1 cry wolf in small portfolios.
func DriftThreshold(bins, n, m int) float64 {
	return chiSquare(.95, float64(bins-1)) * (1/float64(n) + 1/float64(m))
}

// DriftChance is the probability that n and m rows over so many bins exceed a PSI by
// chance: below .05 it lies above the DriftThreshold. Of a single bin it is 1.
func DriftChance(psi float64, bins, n, m int) float64 {
	const certain = 1000 // beyond it nothing is left of the tail
	x := psi / (1/float64(n) + 1/float64(m))
	switch {
	case bins < 2:
		return 1
	case x > certain:
		return 0
	}
	return 1 - gammaShare(float64(bins-1)/2, x/2)
}

// chiSquare is the quantile of the chi-square distribution, by halving.
func chiSquare(share, degrees float64) float64 {
	low, high := 0., degrees+1
	for gammaShare(degrees/2, high/2) < share {
		high *= 2
	}
	for range 80 {
		if middle := (low + high) / 2; gammaShare(degrees/2, middle/2) < share {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// gammaShare is the regularised lower incomplete gamma function, by its series
// (Abramowitz and Stegun 6.5.29).
func gammaShare(a, x float64) float64 {
	term := 1 / a
	sum := term
	for n := 1.; term > sum*1e-16 && n < 10_000; n++ {
		term *= x / (a + n)
		sum += term
	}
	log, _ := math.Lgamma(a)
	return sum * math.Exp(-x+a*math.Log(x)-log)
}

// Surprise sets expected losses beside those that happened: the difference in
// standard deviations of the sum (Poisson binomial). Beyond ±2 the base has moved.
func Surprise(logOdds []float64, lost []bool) float64 {
	expected, variance := 0., 0.
	for _, z := range logOdds {
		p := Probability(z)
		expected += p
		variance += p * (1 - p)
	}
	return (float64(count(lost)) - expected) / math.Sqrt(variance)
}
