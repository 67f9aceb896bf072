package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// usage is what an account's usage reports add up to, per metric and product.
type usage struct {
	list     []series
	room     [12]series // spares the allocation for all but exotic accounts
	youngest int        // the age in days of the newest report of anything
}

// series is one metric of one product. The recent window is the last 28 full
// days, the one before it the 84 days earlier: today is still being counted.
type series struct {
	metric, product string
	recent, before  window
	month           float64 // sum of the last 30 days, today included
	earlier         float64 // sum of what came before those
	youngest        int     // the age of the newest report
	last            float64 // its value
	set             bool    // some day's state was reported, rather than added to
}

type window struct {
	sum    float64
	days   int // with a report
	oldest int // the age of the first of them
}

const monthDays = 30

// readUsage folds the reports in one pass. Days usually come in order, and the
// metrics of each alike: so the number of the last day is kept, and its place.
func (j *judgement) readUsage() {
	u := &j.usage
	u.list, u.youngest = u.room[:0], math.MaxInt
	var last heed.Day
	age, ok, at := 0, false, none
	for i := range j.Usage {
		r := &j.Usage[i]
		if r.Day != last {
			last = r.Day
			age, ok = number(r.Day)
			age, at = j.today-age, none
		}
		if !ok || age < 0 {
			continue
		}
		u.youngest = min(u.youngest, age)
		if at = u.find(r, at+1); at >= 0 {
			u.list[at].add(r, age)
		}
	}
}

// find gives the report's series, looking first where the last day's order puts
// it; −1 for metrics no factor reads.
func (u *usage) find(r *heed.UsageDay, guess int) int {
	for k := range u.list {
		at := guess + k
		if at >= len(u.list) {
			at -= len(u.list)
		}
		if s := &u.list[at]; s.metric == r.Metric && s.product == r.Product {
			return at
		}
	}
	if !understood(r.Metric) {
		return none
	}
	u.list = append(u.list, series{metric: r.Metric, product: r.Product, youngest: math.MaxInt})
	return len(u.list) - 1
}

func understood(metric string) bool {
	switch metric {
	case heed.ActiveUsers, heed.Sessions, heed.DecisionMakerLogins, heed.SeatsUsed, heed.SeatsTotal, heed.FeaturesUsed:
		return true
	}
	return false
}

// add counts a report of some age in days. Values no report can hold are left out.
func (s *series) add(r *heed.UsageDay, age int) {
	value := r.Set
	if r.Added != 0 {
		value = r.Value()
	}
	if !(value >= 0 && value <= math.MaxFloat64) {
		return
	}
	s.set = s.set || !r.Stamp.Time.IsZero()
	if age <= s.youngest {
		s.youngest, s.last = age, value
	}
	if age < monthDays {
		s.month += value
	} else {
		s.earlier += value
	}
	switch {
	case age < 1:
	case age <= recentDays:
		s.recent.take(value, age)
	case age <= recentDays+beforeDays:
		s.before.take(value, age)
	}
}

func (w *window) take(value float64, age int) {
	w.sum += value
	w.days++
	w.oldest = max(w.oldest, age)
}

// level is a window's value: the mean of the days that report a state, or what
// was added per day of the span.
func (s *series) level(w window, span int) float64 {
	if s.set {
		return w.sum / float64(max(w.days, 1))
	}
	return w.sum / float64(max(span, 1))
}

// usageAlive reports whether the usage source spoke within two weeks, of this account
// or of any: then what this account does not report did not happen.
func (j *judgement) usageAlive() bool {
	if alive, known := j.heard("usage", 14); known && alive {
		return true
	}
	return j.usage.youngest <= 14
}

// change compares the last 28 days of a metric with the 84 before, added up
// over products. least is the level before below which a change is chance.
func (j *judgement) change(metric string, least float64) (v verdict) {
	spoke, established, youngest := false, false, math.MaxInt
	for i := range j.usage.list {
		s := &j.usage.list[i]
		if s.metric != metric {
			continue
		}
		youngest = min(youngest, s.youngest)
		spoke = spoke || s.recent.days > 0 && s.set
		established = established || s.before.days > 1 && s.before.oldest >= 2*recentDays
		v.to += s.level(s.recent, recentDays)
		v.from += s.level(s.before, s.before.oldest-recentDays)
	}
	switch {
	case youngest == math.MaxInt:
		return missing(noSource)
	case !spoke && !j.usageAlive():
		return missing(stale)
	case !established || v.from < least:
		return missing(tooFew)
	}
	v.value = 100 * (v.to/v.from - 1)
	v.at = timeOf(j.today - youngest)
	return v
}
