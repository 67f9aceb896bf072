package demo

// fate is what becomes of an account's contract.
type fate int

const (
	runs fate = iota
	trial
	noticed // notice stands
	ended   // lost
	gone    // a customer by the month, lost some time ago
	overdue // the term is over and nobody said what comes next
	early   // renewed before it had to be
)

// archetype is a kind of account: the hidden health its signals follow from.
type archetype struct {
	name     string
	accounts int // how many of them there are
	fate     fate
	tenure   [2]int // days as a customer, from and to

	slope    float64 // change of use over the last half year, as a share
	drop     float64 // change on top within the last six weeks
	seats    float64 // share of the seats in use before that
	features float64 // change of the features in use, as a share
	sponsor  bool    // the decision maker stopped logging in

	nps, csat float64 // mean answers, 0–10 and 1–5
	tickets   float64 // a quarter
	surge     int     // tickets more than usual in the last four weeks
	urgent    int     // urgent tickets open
	quiet     int     // days without a two-way contact; 0: as often as usual
	reviews   bool    // holds quarterly business reviews
	pulse     float64 // mean of the customer success manager's view, 1–5
	unpaid    int     // days the last invoice is overdue

	left, replaced bool // the champion left; somebody followed
	downgraded     bool
	missed         int    // onboarding milestones missed
	crisis         [2]int // days ago, from and to, at which things were worst and then got better; 0: never
}

var (
	grown  = [2]int{400, 1900}
	recent = [2]int{25, 110}
)

// northwind is healthy enough, a little neglected, and its decision is near: one
// bad answer shows. It is the account of the tour.
var northwind = archetype{
	name: "northwind", accounts: 1, tenure: [2]int{620, 620}, slope: -.05, drop: -.06, seats: .62,
	nps: 7.8, csat: 4.3, tickets: 9, quiet: 66, pulse: 3.2,
}

// archetypes put about 75, 15, 7 and 3 % of accounts into low, medium, high and
// critical under the expert model. With northwind they are 200.
var archetypes = []archetype{
	// Low.
	{
		name: "thriving", accounts: 54, tenure: grown, slope: .30, drop: .08, seats: .80, features: .15,
		nps: 9.1, csat: 4.7, tickets: 2, reviews: true, pulse: 4.5,
	},
	{name: "steady", accounts: 40, tenure: grown, slope: .03, seats: .68, nps: 7.9, csat: 4.3, tickets: 2, pulse: 3.6},
	{
		name: "recovered", accounts: 24, tenure: grown, slope: .03, seats: .68, nps: 7.9, csat: 4.3, tickets: 3, pulse: 3.8,
		crisis: [2]int{80, 240},
	},
	{
		name: "renewed early", accounts: 5, fate: early, tenure: grown, slope: .15, seats: .78, nps: 8.6, csat: 4.5,
		tickets: 3, reviews: true, pulse: 4.4,
	},
	{
		name: "handed over", accounts: 5, tenure: grown, slope: .02, seats: .66, nps: 7.7, csat: 4.2, tickets: 3,
		left: true, replaced: true, pulse: 3.4,
	},
	{name: "new", accounts: 12, tenure: recent, slope: .35, seats: .62, nps: 8.2, csat: 4.4, tickets: 5, pulse: 3.8},
	{name: "overdue", accounts: 1, fate: overdue, tenure: grown, slope: -.05, seats: .62, nps: 7, csat: 4, tickets: 3, pulse: 3},
	{name: "trial", accounts: 2, fate: trial, tenure: [2]int{9, 20}, slope: .4, seats: .60, nps: 8, csat: 4.4, tickets: 8, pulse: 3.5},
	// Medium.
	{name: "slow start", accounts: 4, tenure: recent, slope: .10, seats: .45, nps: 6.8, csat: 3.9, tickets: 6, missed: 2, pulse: 2.6},
	{
		name: "silent", accounts: 7, tenure: grown, slope: -.15, drop: -.20, seats: .50, sponsor: true, nps: 7, csat: 4.1,
		tickets: 1, quiet: 125, pulse: 2.8,
	},
	{
		name: "drifting", accounts: 15, tenure: grown, slope: -.25, drop: -.15, seats: .60, features: -.15,
		nps: 6.2, csat: 3.9, tickets: 4, quiet: 80, pulse: 2.6,
	},
	{
		name: "downgraded", accounts: 4, tenure: grown, slope: -.20, drop: -.15, seats: .56, nps: 6.2, csat: 4, tickets: 3,
		downgraded: true, pulse: 2.6,
	},
	{
		name: "orphaned", accounts: 4, tenure: grown, slope: -.15, drop: -.10, seats: .60, nps: 6.8, csat: 4.1, tickets: 3,
		left: true, pulse: 2.8,
	},
	// High.
	{
		name: "troubled", accounts: 7, tenure: grown, slope: -.15, drop: -.18, seats: .58, features: -.1,
		nps: 5.2, csat: 2.7, tickets: 5, surge: 3, urgent: 2, pulse: 2,
	},
	{
		name: "fading", accounts: 6, tenure: grown, slope: -.25, drop: -.30, seats: .55, features: -.2, sponsor: true,
		nps: 5.8, csat: 3.8, tickets: 3, quiet: 100, pulse: 2, unpaid: 24,
	},
	// Critical, and gone.
	{
		name: "sinking", accounts: 3, tenure: grown, slope: -.35, drop: -.40, seats: .50, features: -.3, sponsor: true,
		nps: 3, csat: 2, tickets: 7, surge: 5, urgent: 3, quiet: 90, pulse: 1.2, unpaid: 35, left: true,
	},
	{
		name: "leaving", accounts: 3, fate: noticed, tenure: grown, slope: -.30, drop: -.30, seats: .50, features: -.25,
		sponsor: true, nps: 4.5, csat: 3, tickets: 4, quiet: 50, pulse: 1.3,
	},
	{
		name: "lost", accounts: 3, fate: ended, tenure: grown, slope: -.35, drop: -.45, seats: .45, features: -.3, sponsor: true,
		nps: 4.2, csat: 3, tickets: 4, quiet: 40, pulse: 1.2,
	},
}
