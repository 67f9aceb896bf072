package risk

import "github.com/heed-cs/heed/shared/heed"

// newestAnswers are the answers of one type within a window that no newer
// answer of the same contact replaces, as indexes into the snapshot's answers.
type newestAnswers struct {
	n    int
	room [8]int
	more []int
}

// newestAnswers finds them; older reports whether there are answers of the type
// from before the window.
func (j *judgement) newestAnswers(kind string, days int) (newest newestAnswers, older bool) {
	of := make(map[string]int, 8)
	for i := range j.Answers {
		a := &j.Answers[i]
		if a.Type != kind || a.Time.After(j.asOf) {
			continue
		}
		if j.ago(a.Time) > days {
			older = true
			continue
		}
		if a.Contact == "" {
			newest.take(i)
			continue
		}
		if k, known := of[a.Contact]; !known {
			of[a.Contact] = newest.take(i)
		} else if a.Compare(j.Answers[newest.at(k)].Stamp) > 0 {
			newest.put(k, i)
		}
	}
	return newest, older
}

func (s *newestAnswers) take(answer int) (k int) {
	if s.n < len(s.room) {
		s.room[s.n] = answer
	} else {
		s.more = append(s.more, answer)
	}
	s.n++
	return s.n - 1
}

func (s *newestAnswers) at(k int) int {
	if k < len(s.room) {
		return s.room[k]
	}
	return s.more[k-len(s.room)]
}

func (s *newestAnswers) put(k, answer int) {
	if k < len(s.room) {
		s.room[k] = answer
		return
	}
	s.more[k-len(s.room)] = answer
}

// each calls f with every answer's index.
func (s *newestAnswers) each(f func(answer int)) {
	for k := range s.n {
		f(s.at(k))
	}
}

// signalsBehind are the ids of the signals a verdict rests on; never nil.
func (j *judgement) signalsBehind(v *verdict) []string {
	if v.signals == 0 {
		return []string{}
	}
	ids := make([]string, v.signals)
	for k, i := range v.behind[:v.signals] {
		ids[k] = heed.SignalID(j.Answers[i].Source, j.Answers[i].ID)
	}
	return ids
}
