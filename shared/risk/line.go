package risk

// line is a factor's opinion: points of (measured value, log-odds), by rising
// value. Between points it is straight, outside it stays at the last point.
type line []point

type point struct{ value, effect float64 }

// at reads the line. What is not a number has no effect.
func (l line) at(value float64) float64 {
	if !(value > l[0].value) {
		if value != value {
			return 0
		}
		return l[0].effect
	}
	for i := 1; i < len(l); i++ {
		if value <= l[i].value {
			return between(l[i-1], l[i], value)
		}
	}
	return l[len(l)-1].effect
}

func between(a, b point, value float64) float64 {
	if value == b.value {
		return b.effect
	}
	return a.effect + (b.effect-a.effect)*(value-a.value)/(b.value-a.value)
}
