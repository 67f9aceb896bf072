package risk

import (
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// calmPeriod is how long a risk must stay below a band's exit line to leave it.
const calmPeriod = 24 * time.Hour

// Band moves a band on. A worse band is entered at once, however many steps up.
// A band is left only when the probability lies below its exit line at two
// judgements at least a day apart; belowSince is the first of them, zero when
// there is none. It is left for the worst band whose own exit line p does not
// lie below. Judging twice at one instant changes nothing.
func Band(p float64, kind string, previous heed.Band, belowSince, now time.Time, set heed.Settings) (heed.Band, time.Time) {
	return moveBand(p, lines(&set, kind), previous, belowSince, now)
}

func moveBand(p float64, lines heed.BandLines, previous heed.Band, belowSince, now time.Time) (heed.Band, time.Time) {
	return moveUnsure(p, p, lines, previous, belowSince, now)
}

// moveUnsure moves a band on for a probability and the highest it may well be: the
// first enters a band, and the second must lie below a band's exit line to leave it.
func moveUnsure(p, highest float64, lines heed.BandLines, previous heed.Band, belowSince, now time.Time) (heed.Band, time.Time) {
	entered := worst(lines, heed.Critical, func(t heed.Thresholds) bool { return p >= t.Enter })
	own, leaves := lines.Of(previous)
	switch {
	case math.IsNaN(p) && previous != heed.NoBand:
		return previous, belowSince
	case entered.Worse(previous):
		return entered, time.Time{}
	case !leaves || highest >= own.Leave:
		return previous, time.Time{}
	case belowSince.IsZero():
		return previous, now
	case now.Sub(belowSince) < calmPeriod:
		return previous, belowSince
	}
	return worst(lines, heed.Bands[previous.Rank()-1], func(t heed.Thresholds) bool { return highest >= t.Leave }), time.Time{}
}

// worst is the worst band up to a limit whose lines are reached.
func worst(lines heed.BandLines, limit heed.Band, reached func(heed.Thresholds) bool) heed.Band {
	for rank := limit.Rank(); rank > 0; rank-- {
		if t, ok := lines.Of(heed.Bands[rank]); ok && reached(t) {
			return heed.Bands[rank]
		}
	}
	return heed.Low
}

// lines are the settings' for the kind of target, else those of a renewal.
func lines(set *heed.Settings, kind string) heed.BandLines {
	if l, ok := set.Bands[kind]; ok {
		return l
	}
	return set.Bands[heed.TargetRenewal]
}

// BelowSince is the first judgement of those that lie below the band's exit
// line, for the card; zero when r does not.
func (f *Folded) BelowSince(r heed.Risk) time.Time {
	_, below := settle(f.Snapshot, &r, f.set, f.asOf)
	return below
}

// settle gives the band of a risk. Thin data moves no band unless a decisive
// fact does. Where the model knows how sure it is, a band is left only when even the
// upper end of the interval lies below its exit line: noise within one standard
// error is never seen to come and go.
func settle(s *Snapshot, r *heed.Risk, set *heed.Settings, asOf time.Time) (heed.Band, time.Time) {
	previous := s.band()
	if r.Confidence == heed.LowConfidence && !settled(r) {
		if previous == heed.NoBand {
			return heed.Low, time.Time{}
		}
		return previous, s.Account.Card.BelowSince
	}
	highest := r.Probability
	if r.High != nil {
		highest = *r.High
	}
	return moveUnsure(r.Probability, highest, lines(set, r.Target.Kind), previous, s.Account.Card.BelowSince, asOf)
}

// band is the account's band so far.
func (s *Snapshot) band() heed.Band {
	if s.Account.Card.Band == heed.NoBand && s.Previous != nil {
		return s.Previous.told.Band
	}
	return s.Account.Card.Band
}

// settled reports whether a decisive fact speaks.
func settled(r *heed.Risk) bool {
	for i := range r.Factors {
		if r.Factors[i].Decisive {
			return true
		}
	}
	return false
}
