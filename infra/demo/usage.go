package demo

import (
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Reports come on Mondays: active users every week for half a year and every
// second week before, the rest every fourth. It is a year's curve for few signals.
const (
	weeklyFor   = 26
	everyFourth = 4
)

// tellUsage tells how much the product is used, week by week.
func (s *story) tellUsage() {
	features := float64(s.between(6, 14))
	logins := float64(s.between(2, 9))
	monday := lastMonday(s.end)
	for week := 0; ; week++ {
		at := monday.AddDate(0, 0, -7*week)
		age := s.age(at)
		if age >= s.history() {
			return
		}
		if week < weeklyFor || week%2 == 0 {
			s.tellUse(at, heed.ActiveUsers, s.active(age))
		}
		if week%everyFourth == 0 {
			s.tellBreadth(at, age, features, logins)
		}
	}
}

func (s *story) tellBreadth(at time.Time, age int, features, logins float64) {
	s.tellUse(at, heed.SeatsTotal, float64(s.contract.seats))
	s.tellUse(at, heed.SeatsUsed, min(s.active(age)*1.08, float64(s.contract.seats)))
	s.tellUse(at, heed.FeaturesUsed, features*(1+s.nature.features*recently(age-s.sign, 120))*(1-.3*s.ill(age)))
	if s.nature.sponsor && age <= 40+s.sign {
		logins = 0
	}
	s.tellUse(at, heed.DecisionMakerLogins, logins)
}

func (s *story) tellUse(at time.Time, metric string, value float64) {
	s.tell(at, heed.UsageReported, data{"metric": metric, "value": max(math.Round(value), 0), "mode": heed.UsageSet})
}

// active is how many people used the product in the week that is age days old:
// the archetype's course with 3 % of noise, never more than there are seats.
func (s *story) active(age int) float64 {
	level := (1 + s.nature.slope*recently(age-s.sign, 182)) * (1 + s.nature.drop*recently(age-s.sign, 42))
	noise := 1 + .03*s.NormFloat64()
	seats := float64(s.contract.seats)
	return min(seats, seats*s.nature.seats/1.08*level*(1-.55*s.ill(age))*noise)
}

// recently rises from 0 to 1 over the last days; a fast change is complete four
// weeks before the end, so that four weeks tell it from the time before.
func recently(age, days int) float64 {
	if days <= 42 {
		age, days = age-28, days-28
	}
	return min(max(1-float64(age)/float64(days), 0), 1)
}

// lastMonday is the last one before a midnight, early in the morning.
func lastMonday(midnight time.Time) time.Time {
	day := midnight.AddDate(0, 0, -1)
	for day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, -1)
	}
	return day.Add(5 * time.Hour)
}
