package demo

import (
	"math/rand/v2"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	// latestLoss and oldestLoss are the days ago between which notices were given that
	// led to a loss.
	latestLoss = 35
	oldestLoss = 640
	// byTheMonth is how many days a monthly contract runs on after notice.
	byTheMonth = 30
)

// stayed is for how many days former customers were there.
var stayed = [2]int{240, 900}

// formerly are customers who were lost within two years: small ones by the month, who
// teach what tells a loss. Most went down before they left, and some did without a warning.
var formerly = []archetype{
	{
		name: "faded", accounts: 8, fate: gone, tenure: stayed, slope: -.40, drop: -.25, seats: .52, features: -.2, sponsor: true,
		nps: 6.2, csat: 3.9, tickets: 2, quiet: 60, pulse: 2.1,
	},
	{
		name: "fed up", accounts: 6, fate: gone, tenure: stayed, slope: -.15, drop: -.10, seats: .60, features: -.1,
		nps: 4.4, csat: 2.6, tickets: 7, surge: 4, urgent: 1, pulse: 1.9,
	},
	{
		name: "deserted", accounts: 3, fate: gone, tenure: stayed, slope: -.25, drop: -.15, seats: .58, features: -.15,
		nps: 6.6, csat: 4, tickets: 3, quiet: 50, pulse: 2.5, left: true,
	},
	{
		name: "short of money", accounts: 3, fate: gone, tenure: stayed, slope: -.15, drop: -.10, seats: .48,
		nps: 7, csat: 4.1, tickets: 2, pulse: 2.6, unpaid: 30,
	},
	{name: "bought up", accounts: 5, fate: gone, tenure: stayed, slope: .05, seats: .68, nps: 8, csat: 4.3, tickets: 2, pulse: 3.7},
}

// former invents them: they left one after the other, and each contract is over by now.
func former(r *rand.Rand, names []string) []company {
	natures := population(r, formerly)
	apart := (oldestLoss - latestLoss) / len(natures)
	all := make([]company, len(natures))
	for i, nature := range natures {
		all[i] = invented(r, names[i], nature)
		all[i].size = sizes[0]
		all[i].left = latestLoss + i*apart + r.IntN(apart)
	}
	employ(r, all)
	return all
}

// leave lets the story of a former customer end with the notice. What led to it showed
// some time before.
func (s *story) leave() {
	s.end = s.over.AddDate(0, 0, -s.left)
	s.sign = s.between(40, 130)
	if s.nature.quiet > 0 {
		s.nature.quiet += s.sign
	}
	if s.nature.unpaid > 0 {
		s.nature.unpaid += s.sign
	}
}

// tellLeaving tells of the notice, and that nothing followed.
func (s *story) tellLeaving() {
	s.tell(s.ago(1), heed.ContractCancelNoticed, data{"contract": s.contract.id, "reason": pick(s.Rand, reasons)})
	s.tell(s.end.AddDate(0, 0, byTheMonth), heed.ContractEnded, data{"contract": s.contract.id, "outcome": "churned"})
}
