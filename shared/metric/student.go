package metric

import "math"

// seriesFrom is where the asymptotic series takes over; from there on its error
// is below 1e-7.
const seriesFrom = 30

// studentT bounds the middle 95 % of Student's t distribution with df degrees of
// freedom. Without any, nothing is bounded: +Inf.
func studentT(df int64) float64 {
	switch {
	case df < 1:
		return math.Inf(1)
	case df < seriesFrom:
		return invertStudent(int(df))
	}
	return asymptoticStudent(float64(df))
}

// MeanSpread is how far the 95 % interval of a mean of n values reaches to either
// side, given the squared standard error of the mean: t(n−1)·s/√n. Of fewer than two
// values it is +Inf.
func MeanSpread(n int64, squaredError float64) float64 {
	if n < 2 {
		return math.Inf(1)
	}
	return studentT(n-1) * math.Sqrt(squaredError)
}

// invertStudent finds the bound by bisection to the last bit or so.
func invertStudent(df int) float64 {
	low, high := z, 13.0 // the widest bound, with one degree of freedom, is 12.706
	for range 52 {
		if middle := (low + high) / 2; withinStudent(middle, df) < 0.95 {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// withinStudent is the probability of |T| ≤ t: the finite series for whole
// degrees of freedom, Abramowitz and Stegun 26.7.3 (odd) and 26.7.4 (even).
func withinStudent(t float64, df int) float64 {
	theta := math.Atan(t / math.Sqrt(float64(df)))
	sin, cos := math.Sincos(theta)
	odd := df % 2
	sum, term := 0.0, math.Pow(cos, float64(odd))
	for k := odd; k <= df-2; k += 2 {
		sum += term
		term *= cos * cos * float64(k+1) / float64(k+2)
	}
	if odd == 1 {
		return 2 / math.Pi * (theta + sin*sum)
	}
	return sin * sum
}

// asymptoticStudent expands the bound around the normal one, Abramowitz and
// Stegun 26.7.5.
func asymptoticStudent(df float64) float64 {
	const z2 = z * z
	g1 := z * (z2 + 1) / 4
	g2 := z * ((5*z2+16)*z2 + 3) / 96
	g3 := z * (((3*z2+19)*z2+17)*z2 - 15) / 384
	g4 := z * ((((79*z2+776)*z2+1482)*z2-1920)*z2 - 945) / 92160
	return z + (g1+(g2+(g3+g4/df)/df)/df)/df
}
