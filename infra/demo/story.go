package demo

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// The stretch of time a story covers, both well inside the default retention.
const (
	historyDays  = 364 // of usage, feedback, tickets …
	oldestMonths = 24  // contracts and people reach back further
)

type data map[string]any

// story is one account's past while it is being told.
type story struct {
	company
	*rand.Rand
	// end is the first midnight after what the archetype tells of: today's, or that of a
	// lost customer's last day, or notice.
	end      time.Time
	over     time.Time // the first midnight nothing is heard of any more
	oldest   time.Time // what happened before is told as of then
	contract contract
	// sign is how many days before the end things stood as the archetype says.
	sign    int
	crisis  int // days before the end at which things were worst; 0 when they never were bad
	people  []person
	signals []Signal
	counts  map[string]int // signals told, by type
}

func newStory(c company, r *rand.Rand, today time.Time) *story {
	s := &story{company: c, Rand: r, end: today, over: today, oldest: today.AddDate(0, -oldestMonths, 0), counts: map[string]int{}}
	switch c.nature.fate {
	case ended:
		s.end = today.AddDate(0, 0, -s.between(20, 150))
		s.over = s.end
	case gone:
		s.leave()
	}
	s.contract = s.agree()
	s.people = s.hire()
	if worst := c.nature.crisis; worst[1] > 0 {
		s.crisis = s.between(worst[0], worst[1])
	}
	return s
}

// account tells the whole story.
func (s *story) account() Account {
	s.tellProfile()
	s.tellContract()
	s.tellPayments()
	s.tellPeople()
	s.tellOnboarding()
	s.tellUsage()
	s.tellTickets()
	s.tellCrisis()
	s.tellSurveys()
	s.tellEngagement()
	s.tellPulse()
	slices.SortFunc(s.signals, older)
	return Account{
		ID: s.id, Name: s.name, Archetype: s.nature.name, Former: s.nature.fate == gone,
		Signals: s.signals, Begins: s.begins(), Objectives: s.pursue(),
	}
}

// tell says that something happened. What lies past the end never did, and of what came
// before the first export nobody has heard.
func (s *story) tell(t time.Time, kind string, d data) {
	if t.Before(s.over) && !t.Before(s.oldest) {
		s.counts[kind]++
		id := strings.ReplaceAll(kind, ".", "-") + "-" + s.id + "-" + strconv.Itoa(s.counts[kind])
		s.signals = append(s.signals, signal(id, s.id, kind, t, d))
	}
}

func signal(id, account, kind string, t time.Time, d data) Signal {
	raw, _ := json.Marshal(d) // strings, numbers and money always marshal; members come sorted
	return Signal{ID: id, Source: Source, Type: kind, Time: t.UTC().Truncate(time.Second), Subject: account, Data: raw}
}

// during is a moment in the working hours of a day, or of the Friday before a weekend.
func (s *story) during(d heed.Day) time.Time {
	t := d.Time().Add(8*time.Hour + time.Duration(s.IntN(9*60*60))*time.Second)
	switch t.Weekday() {
	case time.Saturday:
		return t.AddDate(0, 0, -1)
	case time.Sunday:
		return t.AddDate(0, 0, -2)
	}
	return t
}

// known is when something that happened on a day was told. What is older than
// the story's reach came with the first export, the n-th thing in its n-th hour.
func (s *story) known(d heed.Day, n int) time.Time {
	return later(s.during(d), s.oldest.Add(time.Duration(n)*time.Hour))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ago is a moment in the working hours of the day so many days before the end.
func (s *story) ago(days int) time.Time { return s.during(s.day(-days)) }

// age is how many days before the end a moment lies.
func (s *story) age(at time.Time) int { return int(s.end.Sub(at).Hours() / 24) }

// day is the day so many days after the end.
func (s *story) day(days int) heed.Day { return heed.DayOf(s.end.AddDate(0, 0, days)) }

// history is how many days before the end the story begins.
func (s *story) history() int {
	return min(historyDays, s.day(0).Sub(s.contract.since))
}

// begins is when the story does, as far as it was heard.
func (s *story) begins() time.Time { return later(s.day(-s.history()).Time(), s.oldest) }

// between draws a whole number from low to high, both included.
func (s *story) between(low, high int) int { return low + s.IntN(max(high-low, 0)+1) }

// around draws from a bell about the mean, as a whole number from low to high.
func (s *story) around(mean, deviation float64, low, high int) int {
	return min(max(int(math.Round(mean+deviation*s.NormFloat64())), low), high)
}

// chance is true so often.
func (s *story) chance(p float64) bool { return s.Float64() < p }

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }
