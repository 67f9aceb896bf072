package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Renewal is one decision of a customer whose chance to leave is known.
type Renewal struct {
	Account string
	End     heed.Day // the last day of the term
	// Loss is the true probability that the term ends without a successor when nobody
	// steps in, of what could be known ninety days before its decision.
	Loss float64
}

// Help is how somebody steps in when a customer is about to leave, after the ninety
// days have begun. The zero value lets things take their course.
type Help struct {
	From     float64 // Loss from which somebody steps in
	Share    float64 // of those customers, how many are called
	Works    float64 // by how much a call lowers the chance of losing them, of 1
	Recorded bool    // whether anybody writes the call down
}

// trouble is what moves a renewal of this world, and by how much in log-odds. The
// numbers differ from the documented opinion on purpose: some of what it believes
// in says nothing here.
type trouble struct {
	name   string
	often  float64
	weight float64
	tell   func(*renewing, time.Time)
}

var troubles = []trouble{
	{"champion", .25, 2.2, func(r *renewing, t time.Time) {
		r.say(t, "contact.left", data{"contact": r.champion()})
		r.hires++
	}},
	{"detractor", .30, 1.1, func(r *renewing, t time.Time) { r.answer(t, 3) }},
	{"tickets", .30, 0, func(r *renewing, t time.Time) { r.ticket(t) }},
	{"payment", .15, .8, func(r *renewing, t time.Time) {
		r.say(t, "payment.failed", data{"invoice": fmt.Sprint("i", r.term), "days": 30})
	}},
	{"pulse", .30, .5, func(r *renewing, t time.Time) { r.say(t, "pulse.reported", data{"score": 2, "valid_days": 200}) }},
}

const calmLoss = -3.2 // log-odds of a customer without troubles

// Renewals makes customers over some years, each with a renewal every year whose
// true chance of being lost is known, and all that would have been heard of them
// while somebody helped. It is a pure function of its arguments.
func Renewals(seed uint64, customers, years int, help Help, now time.Time) ([]Account, []Renewal) {
	var accounts []Account
	var truth []Renewal
	for i := range customers {
		r := renewing{help: help, Rand: rand.New(rand.NewPCG(seed, uint64(i)+1)), id: fmt.Sprintf("renewal-%d", i)}
		truth = append(truth, r.live(heed.DayOf(now).AddMonths(-12*years).Add(-r.IntN(360)), years)...)
		slices.SortFunc(r.signals, older)
		accounts = append(accounts, Account{ID: r.id, Name: r.id, Signals: r.signals})
	}
	return accounts, truth
}

// renewing is one customer's life.
type renewing struct {
	*rand.Rand
	help    Help
	id      string
	term    int
	hires   int
	told    int
	signals []Signal
}

// live tells term after term until one is lost, and gives the decisions.
func (r *renewing) live(start heed.Day, years int) (decisions []Renewal) {
	r.say(start.Time(), heed.ContractSigned, data{
		"contract": "k", "start_date": start, "renewal_date": start.AddMonths(12).Add(-1), "term_months": 12, "arr": data{"amount": 20_000_00, "currency": "EUR"},
	})
	for r.term = range years {
		end := start.AddMonths(12 * (r.term + 1)).Add(-1)
		r.begin(start.AddMonths(12 * r.term).Time())
		loss, lost := r.decide(end.Add(-90).Time())
		decisions = append(decisions, Renewal{Account: r.id, End: end, Loss: loss})
		if lost {
			r.say(end.Time(), heed.ContractEnded, data{"contract": "k"})
			return decisions
		}
		r.say(end.Time(), heed.ContractRenewed, data{"contract": "k", "renewal_date": start.AddMonths(12 * (r.term + 2)).Add(-1)})
	}
	return decisions
}

// begin starts a term well: a champion, a good answer, what was open is solved.
func (r *renewing) begin(t time.Time) {
	r.say(t, "contact.joined", data{"contact": r.champion(), "role": "champion"})
	r.say(t, "contact.joined", data{"contact": "u", "role": "user"})
	r.answer(t, 9)
	r.say(t, "pulse.reported", data{"score": 3, "valid_days": 360})
	r.say(t, "payment.recovered", data{"invoice": fmt.Sprint("i", r.term-1)})
}

// decide lets troubles come in sight before the ninety days begin, perhaps a call
// after that, and chance decide.
func (r *renewing) decide(sight time.Time) (loss float64, lost bool) {
	z := calmLoss
	for _, t := range troubles {
		if r.Float64() < t.often {
			t.tell(r, sight.Add(-time.Duration(30+r.IntN(9))*24*time.Hour))
			z += t.weight
		}
	}
	loss = 1 / (1 + math.Exp(-z))
	return loss, r.Float64() < loss*r.stepIn(loss, sight.Add(10*24*time.Hour))
}

// stepIn calls a customer who is about to leave, perhaps, and is by what that
// multiplies the chance of losing them.
func (r *renewing) stepIn(loss float64, at time.Time) float64 {
	if r.Float64() >= r.help.Share || loss < r.help.From {
		return 1
	}
	if r.help.Recorded {
		r.say(at, "engagement.logged", data{"kind": "call", "direction": "both"})
	}
	return 1 - r.help.Works
}

func (r *renewing) champion() string { return fmt.Sprint("champion-", r.hires) }

func (r *renewing) answer(t time.Time, score int) {
	r.say(t, heed.FeedbackNPS, data{"score": score, "contact": "u", "survey": fmt.Sprint("wave-", r.term)})
}

func (r *renewing) ticket(t time.Time) {
	r.say(t, "ticket.opened", data{"ticket": fmt.Sprint("t", r.term), "priority": "urgent"})
	r.say(t.AddDate(0, 0, 150), "ticket.resolved", data{"ticket": fmt.Sprint("t", r.term)})
}

func (r *renewing) say(t time.Time, kind string, d data) {
	r.told++
	r.signals = append(r.signals, signal(fmt.Sprint(r.id, "-", r.told), r.id, kind, t, d))
}
