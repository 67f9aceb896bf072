package risk

import "github.com/heed-cs/heed/shared/heed"

// relationshipWords ask about people and touches. Of touches it is known on which
// days there were any, and of what kind.
func relationshipWords() []answerable {
	role := []Taken{{Name: "role", Kind: KindText, OneOf: []string{"champion", "decision_maker", "user"}}}
	days := func(name, means string, meant func(*heed.Activity) bool) answerable {
		return askWord(Word{Name: name, Takes: daysBack(counterDays), Optional: 1, Gives: KindNumber, Means: means}, touchDays(meant))
	}
	since := func(name, means string, meant func(*heed.Activity) bool) answerable {
		return plainWord(name, KindNumber, means, sinceTouch(meant))
	}
	return []answerable{
		askWord(Word{Name: "people", Takes: role, Gives: KindNumber, Means: "contacts of the role who are there"}, (*judgement).sayPeople),
		days("touch_days", "days on which a touch was logged", touched),
		days("two_way_days", "days on which the customer took part in one", twoWay),
		days("review_days", "days with a business review", review),
		since("since_touch", "days since a touch was logged, within a year", touched),
		since("since_two_way", "days since the customer took part in one, within a year", twoWay),
		since("since_review", "days since a business review, within a year", review),
	}
}

func touched(a *heed.Activity) bool { return a.Engaged }
func twoWay(a *heed.Activity) bool  { return a.TwoWay }
func review(a *heed.Activity) bool  { return a.Review }

func (j *judgement) sayPeople(taken *[maxTaken]operand) operand {
	n, known := 0, false
	for i := range j.Contacts {
		p := &j.Contacts[i]
		if !p.LeftAt.IsZero() && j.ago(p.LeftAt) >= heed.ContactDays {
			continue
		}
		known = true
		if p.Role == taken[0].text && (p.LeftAt.IsZero() || p.LeftAt.After(j.asOf)) {
			n++
		}
	}
	if !known {
		return unknown(noSource)
	}
	return whole(n)
}

// wholeYear is as far back as touches are known.
var wholeYear = stretch{0, counterDays + 1}

func (j *judgement) everTouched() (ever bool) {
	j.eachDay(wholeYear, func(a *heed.Activity) { ever = ever || a.Engaged })
	return ever
}

func touchDays(meant func(*heed.Activity) bool) func(*judgement, *[maxTaken]operand) operand {
	return func(j *judgement, taken *[maxTaken]operand) operand {
		if !j.everTouched() {
			return unknown(noSource)
		}
		n := 0
		j.eachDay(stretchOf(taken[0], taken[1]), func(a *heed.Activity) {
			if meant(a) {
				n++
			}
		})
		return whole(n)
	}
}

func sinceTouch(meant func(*heed.Activity) bool) func(*judgement) operand {
	return func(j *judgement) operand {
		last := heed.Day("")
		j.eachDay(wholeYear, func(a *heed.Activity) {
			if meant(a) {
				last = max(last, a.Day)
			}
		})
		day, ok := number(last)
		if !ok {
			return unknown(noSource)
		}
		return whole(j.today - day)
	}
}
