package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// person is a contact at an account.
type person struct {
	id, role, name string
	joined, left   time.Time // left is zero for who is still there
	successor      string    // a contact's id
}

var roles = []string{"decision_maker", "champion", "user", "user"}

func contactID(account string, n int) string { return fmt.Sprintf("u-%s-%d", account, n+1) }

// hire invents the contacts: a first name and a role, nobody in particular.
func (s *story) hire() []person {
	var all []person
	for i, n := range s.Perm(len(firstNames))[:s.size.contacts] {
		joined := s.known(s.contract.since.Add(s.between(0, 5)), 2)
		all = append(all, person{id: contactID(s.id, i), role: roles[i], name: firstNames[n], joined: joined})
	}
	if s.nature.left {
		all[1].left = s.ago(s.sign + s.between(30, 90))
	}
	if s.nature.replaced {
		all[1].successor = contactID(s.id, len(all))
		all = append(all, person{id: all[1].successor, role: "champion", name: "Solveig", joined: all[1].left.AddDate(0, 0, -3)})
	}
	return all
}

// present are those who were there at a moment: at first whoever signed.
func (s *story) present(at time.Time) []person {
	var there []person
	for _, p := range s.people {
		if !p.joined.After(at) && (p.left.IsZero() || at.Before(p.left)) {
			there = append(there, p)
		}
	}
	if there == nil {
		return s.people[:1]
	}
	return there
}

// tellPeople tells who joined, and of champions who left.
func (s *story) tellPeople() {
	for _, p := range s.people {
		s.tell(p.joined, heed.ContactJoined, data{
			"contact": p.id, "role": p.role, "name": p.name,
			"title": pick(s.Rand, titles[p.role]), "email": strings.ToLower(p.name) + "@" + s.domain(),
		})
		if p.left.IsZero() {
			continue
		}
		gone := data{"contact": p.id}
		if p.successor != "" {
			gone["successor"] = p.successor
		}
		s.tell(p.left, heed.ContactLeft, gone)
	}
}

// tellEngagement tells of calls, mails and reviews, until the account falls quiet.
func (s *story) tellEngagement() {
	for age := s.history() - 2; age > max(s.nature.quiet, 2); age -= s.size.touchEvery {
		kind := pick(s.Rand, []string{"call", "call", "meeting", "training"})
		s.tell(s.ago(max(age-s.IntN(10), s.nature.quiet, 1)), heed.EngagementLogged, data{"kind": kind, "direction": "both", "decision_maker": s.chance(.3)})
	}
	for age := 30; age < s.history() && s.nature.reviews; age += 91 {
		s.tell(s.ago(age), heed.EngagementLogged, data{"kind": "qbr", "direction": "both", "decision_maker": true, "outcome": "held"})
	}
	for age := s.nature.quiet - 20; age > 0; age -= 30 {
		s.tell(s.ago(age), heed.EngagementLogged, data{"kind": "email", "direction": "outbound"})
	}
}

// tellPulse tells what the customer success manager thinks, about every hundred days.
func (s *story) tellPulse() {
	for age := s.between(6, 40); age < s.history() && s.size.segment != "smb"; age += s.between(90, 120) {
		mean := s.nature.pulse
		if age > 150+s.sign {
			mean = (mean + 3.7) / 2 // it was not always so
		}
		score := s.around(mean-2*s.ill(age), .4, 1, 5)
		s.tell(s.ago(age), heed.PulseReported, data{"score": score, "by": s.owner, "note": notes[score-1]})
	}
}

// tellOnboarding tells of the milestones of an account that came within the story.
func (s *story) tellOnboarding() {
	since := s.contract.since
	if s.day(0).Sub(since) > historyDays {
		return
	}
	for i, m := range milestones {
		due := since.Add(7 + 18*i)
		if i > 0 && i <= s.nature.missed {
			s.tell(s.during(due.Add(1)), heed.MilestoneMissed, data{"milestone": m, "due_date": due})
			continue
		}
		s.tell(s.during(due.Add(-s.between(0, 5))), heed.MilestoneReached, data{"milestone": m, "due_date": due})
	}
}
