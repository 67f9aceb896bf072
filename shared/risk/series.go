package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// usage is what an account's usage reports add up to, per metric and product.
type usage struct {
	list   []series
	room   [12]series // spares the allocation for all but exotic accounts
	newest int        // the last day anything was reported
}

// series is one metric of one product. The recent window is the last 28 full
// days, the one before it the 84 days earlier: today is still being counted.
type series struct {
	metric, product string
	recent, before  window
	month           float64 // sum of the last 30 days, today included
	earlier         float64 // sum of what came before those
	newest, oldest  int
	last            float64 // the newest day's value
	set             bool    // some day's state was reported, rather than added to
}

type window struct {
	sum  float64
	days int // with a report
}

const monthDays = 30

// readUsage folds the reports in one pass. Days usually come in order, so the
// number of the last one is kept.
func (j *judgement) readUsage() {
	u := &j.usage
	u.list, u.newest = u.room[:0], math.MinInt
	var last heed.Day
	day, ok, at := 0, false, 0
	for i := range j.Usage {
		r := &j.Usage[i]
		if r.Day != last {
			last = r.Day
			day, ok = number(r.Day)
		}
		if !ok || day > j.today {
			continue
		}
		u.newest = max(u.newest, day)
		if at = u.find(r, at+1); at >= 0 {
			u.list[at].add(r, day, j.today)
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
		if at < len(u.list) && u.list[at].metric == r.Metric && u.list[at].product == r.Product {
			return at
		}
	}
	if !understood(r.Metric) {
		return -1
	}
	u.list = append(u.list, series{metric: r.Metric, product: r.Product, newest: math.MinInt, oldest: math.MaxInt})
	return len(u.list) - 1
}

func understood(metric string) bool {
	switch metric {
	case heed.ActiveUsers, heed.Sessions, heed.DecisionMakerLogins, heed.SeatsUsed, heed.SeatsTotal, heed.FeaturesUsed:
		return true
	}
	return false
}

func (s *series) add(r *heed.UsageDay, day, today int) {
	value := r.Set
	if r.Added != 0 {
		value = r.Value()
	}
	if !(value >= 0) || math.IsInf(value, 0) {
		return
	}
	s.set = s.set || !r.Stamp.Time.IsZero()
	switch age := today - day; {
	case age >= 1 && age <= recentDays:
		s.recent.sum += value
		s.recent.days++
	case age > recentDays && age <= recentDays+beforeDays:
		s.before.sum += value
		s.before.days++
		s.oldest = min(s.oldest, day)
	}
	if today-day < monthDays {
		s.month += value
	} else {
		s.earlier += value
	}
	if day >= s.newest {
		s.newest, s.last = day, value
	}
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
	return j.usage.newest >= j.today-14
}

// change compares the last 28 days of a metric with the 84 before, added up
// over products. least is the level before below which a change is chance.
func (j *judgement) change(metric string, least float64) (v verdict) {
	found, spoke, established := false, false, false
	newest := math.MinInt
	recentStart := j.today - recentDays
	for i := range j.usage.list {
		s := &j.usage.list[i]
		if s.metric != metric {
			continue
		}
		found, newest = true, max(newest, s.newest)
		spoke = spoke || s.recent.days > 0 && s.set
		established = established || s.before.days > 1 && recentStart-s.oldest >= recentDays
		v.to += s.level(s.recent, recentDays)
		v.from += s.level(s.before, recentStart-s.oldest)
	}
	switch {
	case !found:
		return missing(noSource)
	case !spoke && !j.usageAlive():
		return missing(stale)
	case !established || v.from < least:
		return missing(tooFew)
	}
	v.value = 100 * (v.to/v.from - 1)
	v.at = timeOf(max(newest, 0))
	return v
}
