package demo

import (
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// tellSurveys tells of the quarterly relationship survey, sent to everybody in
// the middle of a quarter and answered by about half.
func (s *story) tellSurveys() {
	if s.nature.fate == trial {
		return
	}
	for back := range 5 {
		quarter := quarterOf(s.end).AddDate(0, -3*back, 0)
		age := int(s.end.Sub(quarter).Hours()/24) - 40
		if age >= 1 && age < s.history() {
			s.tellWave(fmt.Sprintf("%d-q%d", quarter.Year(), (int(quarter.Month())+2)/3), age)
		}
	}
}

// quarterOf is the first midnight of the quarter.
func quarterOf(t time.Time) time.Time {
	return time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
}

func (s *story) tellWave(survey string, age int) {
	sent := s.ago(age)
	for _, p := range s.present(sent) {
		channel := "email"
		if p.role == "user" {
			channel = "in_app"
		}
		s.tell(sent, heed.SurveySent, data{"survey": survey, "contact": p.id, "channel": channel, "touchpoint": "relationship"})
		if p.role == "decision_maker" || s.chance(.55) { // decision makers are asked until they answer
			answered := later(sent.Add(20*time.Minute), s.ago(age-s.between(0, 6)))
			s.tellRecommendation(answered, p, survey, channel)
		}
	}
}

func (s *story) tellRecommendation(at time.Time, p person, survey, channel string) {
	mean := s.nature.nps
	if at.Before(s.end.AddDate(0, 0, -140-s.sign)) {
		mean = (mean + 8) / 2 // it was not always so
	}
	score := s.around(mean-5*s.ill(s.age(at)), .9, 0, 10)
	d := data{
		"score": score, "contact": p.id, "role": p.role, "survey": survey, "channel": channel,
		"touchpoint": "relationship", "kind": "relationship",
	}
	if s.chance(.01) {
		d["excluded"] = "scanner"
	}
	s.comment(d, npsMood(score), .5)
	s.tell(at, heed.FeedbackNPS, d)
}

// tellSatisfaction tells how the handling of a ticket was liked.
func (s *story) tellSatisfaction(solved time.Time) {
	score := s.around(s.nature.csat-2*s.ill(s.age(solved)), .6, 1, 5)
	d := s.aboutSupport(solved, "email")
	d["score"], d["scale"] = score, "1-5"
	s.comment(d, mood(min(max(score-3, 0), 2)), .3)
	s.tell(solved.Add(time.Duration(s.between(1, 20))*time.Hour), heed.FeedbackCSAT, d)
}

// tellEffort tells how easy it was to have a ticket solved.
func (s *story) tellEffort(solved time.Time) {
	d := s.aboutSupport(solved, "in_app")
	d["score"], d["scale"] = s.around(s.nature.csat*1.4-.4, .8, 1, 7), "1-7"
	s.tell(solved.Add(time.Duration(s.between(1, 20))*time.Hour), heed.FeedbackCES, d)
}

func (s *story) aboutSupport(at time.Time, channel string) data {
	p := pick(s.Rand, s.present(at))
	return data{"contact": p.id, "role": p.role, "touchpoint": "support", "channel": channel, "kind": "transactional"}
}

// comment lets a share of the answers say why, in the account's language.
func (s *story) comment(d data, m mood, share float64) {
	if s.chance(share) {
		d["comment"], d["language"] = pick(s.Rand, comments[s.place.language][m]), s.place.language
	}
}

func npsMood(score int) mood {
	switch {
	case score >= 9:
		return delighted
	case score >= 7:
		return content
	}
	return unhappy
}
