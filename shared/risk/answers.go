package risk

import (
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// answers are the newest answers of every contact, by type.
type answers struct{ nps, csat, ces newestAnswers }

// newestAnswers are the answers of one type within its window that no newer one
// of the same contact replaces. Answers without a contact stand for one each.
type newestAnswers struct {
	list  []int          // indexes into the snapshot's answers
	place map[string]int // of a contact's answer in the list, once there are many
	known int            // how many of the list the map knows
	older bool           // whether there are answers from before the window
}

// readAnswers finds the newest answers in one pass.
func (j *judgement) readAnswers() {
	for i := range j.Answers {
		a := &j.Answers[i]
		newest, days := j.newestOf(a.Type)
		switch {
		case newest == nil || a.Time.After(j.asOf):
		case j.ago(a.Time) > days:
			newest.older = true
		default:
			newest.take(i, j.Answers)
		}
	}
}

// newestOf are the newest answers of a type and how many days they reach back.
func (j *judgement) newestOf(kind string) (*newestAnswers, int) {
	switch kind {
	case heed.FeedbackNPS:
		return &j.answers.nps, j.set.Windows.NPS
	case heed.FeedbackCSAT:
		return &j.answers.csat, j.set.Windows.CSAT
	case heed.FeedbackCES:
		return &j.answers.ces, j.set.Windows.CSAT
	}
	return nil, 0
}

// clear forgets the answers of one account; the room is for the next.
func (a *answers) clear() {
	for _, s := range [...]*newestAnswers{&a.nps, &a.csat, &a.ces} {
		s.list, s.known, s.older = s.list[:0], 0, false
		clear(s.place)
	}
}

// take adds an answer, or lets it replace an older one of the same contact.
func (s *newestAnswers) take(i int, all []heed.Answer) {
	switch k := s.of(all[i].Contact, all); {
	case k == none:
		s.list = append(s.list, i)
	case all[i].Compare(all[s.list[k]].Stamp) > 0:
		s.list[k] = i
	}
}

// few are looked through faster than a map is asked.
const few = 16

// of is the place of a contact's answer in the list. Answers of nobody known have none.
func (s *newestAnswers) of(contact string, all []heed.Answer) int {
	if contact == "" {
		return none
	}
	if len(s.list) > few {
		return s.indexed(contact, all)
	}
	return slices.IndexFunc(s.list, func(i int) bool { return all[i].Contact == contact })
}

// indexed is of by a map, which is told what it does not know of the list yet.
func (s *newestAnswers) indexed(contact string, all []heed.Answer) int {
	if s.place == nil {
		s.place = map[string]int{}
	}
	for ; s.known < len(s.list); s.known++ {
		s.place[all[s.list[s.known]].Contact] = s.known
	}
	if k, known := s.place[contact]; known {
		return k
	}
	return none
}

// signalsBehind are the ids of the signals a verdict rests on; never nil.
func (j *judgement) signalsBehind(v *verdict) []string {
	if v.signals == 0 {
		return []string{}
	}
	ids := make([]string, v.signals)
	for k, i := range v.behind[:v.signals] {
		ids[k] = j.prose.signal(&j.Answers[i])
	}
	return ids
}
