package learn

import "math"

// silence is what becomes known about a term by the rows that say something of it and
// by those that don't.
type silence struct {
	known, rows  float64
	sum, squares float64 // of what the known contribute
	g, h         float64 // gradient and Hessian of those that are missing
}

func (s *silence) note(x, contribution, g, h float64) {
	s.rows++
	if math.IsNaN(x) {
		s.g, s.h = s.g+g, s.h+h
		return
	}
	s.known++
	s.sum, s.squares = s.sum+contribution, s.squares+contribution*contribution
}

// spread is how much a missing value leaves open: as much as known ones lie apart, of so
// many of those that are silent as could have spoken like the others.
func (s *silence) spread(neutral bool) float64 {
	if s.known == 0 {
		return 0
	}
	share := s.known / s.rows
	if neutral {
		share = s.alike(share)
	}
	return math.Sqrt(share * s.squares / s.known)
}

// alikeStrength is how sure it is before any outcome that of the silent as many are like
// those who speak as there are of these: ± a quarter.
const alikeStrength = 16

// alike is the share of the silent that turned out like those who speak: by how much more
// or less they were lost than if silence meant nothing at all.
func (s *silence) alike(share float64) float64 {
	mean := s.sum / s.known
	strength := s.h * mean * mean
	return min(max((alikeStrength*share+s.g*mean)/(alikeStrength+strength), 0), 1)
}
