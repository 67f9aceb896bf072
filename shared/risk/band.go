package risk

import (
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	// calmPeriod is how long a risk must stay below a band's exit line to leave it.
	calmPeriod = 24 * time.Hour
	// unsurePeriod is how long it must when noise could have brought it there.
	unsurePeriod = 14 * calmPeriod
)

// WaitServed is the BelowSince of an account that waits no longer: it leaves its band at
// once, unless thin data keeps it there.
var WaitServed = time.Unix(0, 0)

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
// first enters a band, and the second must lie below a band's exit line to leave it,
// for a fortnight unless three times the distance does.
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
	case now.Sub(belowSince) < calm(p, highest, own.Leave):
		return previous, belowSince
	}
	return worst(lines, heed.Bands[previous.Rank()-1], func(t heed.Thresholds) bool { return highest >= t.Leave }), time.Time{}
}

// calm is how long a risk must lie below an exit line to leave its band.
func calm(p, highest, leave float64) time.Duration {
	if highest > p && probability(3*logit(highest)-2*logit(p)) >= leave {
		return unsurePeriod
	}
	return calmPeriod
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

// settle gives the band of a risk. Thin data moves no band unless a decisive fact
// does, by coming or by going. Where the model knows how sure it is, a band is left only when even the
// upper end of the interval lies below its exit line, so that noise of one standard
// error is not seen to come and go.
func settle(s *Snapshot, r *heed.Risk, set *heed.Settings, asOf time.Time) (heed.Band, time.Time) {
	previous := s.band()
	switch {
	case thin(r) && previous == heed.NoBand:
		return heed.Low, time.Time{}
	case thin(r) && !s.leaving():
		return previous, time.Time{}
	}
	highest := r.Probability
	if r.High != nil {
		highest = *r.High
	}
	band, below := moveUnsure(r.Probability, highest, lines(set, r.Target.Kind), previous, s.Account.Card.BelowSince, asOf)
	if thin(r) && band.Worse(previous) {
		return previous, time.Time{}
	}
	return band, below
}

// thin reports whether too little is known to move a band.
func thin(r *heed.Risk) bool { return r.Confidence == heed.LowConfidence && !settled(r) }

// leaving reports whether the account is on its way out of its band: it lay below the
// exit line before, or what decided the matter has just gone, as notice that is taken back.
func (s *Snapshot) leaving() bool {
	c := &s.Account.Card
	lost := c.Status == heed.Notice || c.Status == heed.Churned
	return c.BelowSince.After(WaitServed) || lost && c.Probability >= floor
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
