package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// usageDays is how far back usage is known, today included.
const usageDays = recentDays + beforeDays

// usageWords ask about reports of usage, of any metric; products are added up.
func usageWords() []answerable {
	metric := Taken{Name: "metric", Kind: KindText}
	spread := append([]Taken{metric}, daysBack(usageDays)...)
	return []answerable{
		askWord(Word{Name: "usage", Takes: []Taken{metric}, Gives: KindNumber, Means: "the newest value reported of the metric"}, (*judgement).sayUsage),
		askWord(Word{Name: "usage_age", Takes: []Taken{metric}, Gives: KindNumber, Means: "days since the metric was last reported"}, (*judgement).sayUsageAge),
		askWord(Word{Name: "usage_sum", Takes: spread, Optional: 1, Gives: KindNumber, Means: "what was reported in so many days, that ended so many days ago, added up"}, (*judgement).sayUsageSum),
		askWord(Word{Name: "usage_mean", Takes: spread, Optional: 1, Gives: KindNumber, Means: "the mean of the days in them with a report"}, (*judgement).sayUsageMean),
		askWord(Word{Name: "usage_days", Takes: spread, Optional: 1, Gives: KindNumber, Means: "how many of the days have a report"}, (*judgement).sayUsageDays),
	}
}

// reported is what the reports of a metric within a stretch add up to.
type reported struct {
	sum      float64
	days     int // with a report
	youngest int // the age of the newest report of all; math.MaxInt when there is none
	last     float64
}

// report folds the reports of a metric; they stand in the order of their days.
func (j *judgement) report(metric string, within stretch) (r reported) {
	r.youngest = math.MaxInt
	var last heed.Day
	for i := range j.Usage {
		u := &j.Usage[i]
		day, ok := number(u.Day)
		age := j.today - day
		if value := u.Value(); !ok || u.Metric != metric || age < 0 || age > usageDays || !(value >= 0 && value <= math.MaxFloat64) {
			continue
		} else {
			r.take(value, age, within.has(age), u.Day != last)
		}
		last = u.Day
	}
	return r
}

func (r *reported) take(value float64, age int, within, anew bool) {
	if age < r.youngest {
		r.youngest, r.last = age, 0
	}
	if age == r.youngest {
		r.last += value
	}
	if !within {
		return
	}
	r.sum += value
	if anew || r.days == 0 {
		r.days++
	}
}

// sayReported asks for something of a metric that somebody reported.
func (j *judgement) sayReported(taken *[maxTaken]operand, of func(reported) operand) operand {
	r := j.report(taken[0].text, stretchOf(taken[1], taken[2]))
	if r.youngest == math.MaxInt {
		return unknown(noSource)
	}
	return of(r)
}

func (j *judgement) sayUsage(taken *[maxTaken]operand) operand {
	return j.sayReported(taken, func(r reported) operand { return quantity(r.last) })
}

func (j *judgement) sayUsageAge(taken *[maxTaken]operand) operand {
	return j.sayReported(taken, func(r reported) operand { return whole(r.youngest) })
}

func (j *judgement) sayUsageSum(taken *[maxTaken]operand) operand {
	return j.sayReported(taken, func(r reported) operand { return quantity(r.sum) })
}

func (j *judgement) sayUsageMean(taken *[maxTaken]operand) operand {
	return j.sayReported(taken, func(r reported) operand {
		if r.days == 0 {
			return unknown(stale)
		}
		return quantity(r.sum / float64(r.days))
	})
}

func (j *judgement) sayUsageDays(taken *[maxTaken]operand) operand {
	return j.sayReported(taken, func(r reported) operand { return whole(r.days) })
}
