// Package metric turns integer counters into scores that say how sure they are.
//
// It is pure: nothing wakes it, it reads only its arguments, writes nothing and
// cannot fail. [Compute] gives a metric's value with its 95 % interval, [Compare]
// says whether two periods really differ, and [Buckets] cuts a stretch of days
// into the points of a series. Scores of groups or days are never averaged:
// merge their counts and compute again.
//
// A counted answer is one cell of [heed.Counts]: metric "nps" with an empty
// scale, "csat" or "ces" with the scale it was asked on, and the answer as
// bucket; CES answers are already turned so that high is easy. A cell that is
// below zero counts as zero, because nobody answered fewer than zero times.
// A cell that names no answer on a known scale is ignored.
package metric

import (
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
)

// Name names a metric, in the API as in the counters.
type Name string

// The metrics.
const (
	NPS           Name = "nps"            // net promoter score, −100 to 100
	CSAT          Name = "csat"           // share of satisfied answers in percent
	CES           Name = "ces"            // mean ease on the scale 1–7
	ResponseCount Name = "response_count" // answers counted by the other three

	ShareOfAnswers        Name = "share_of_answers"
	GrossRevenueRetention Name = "gross_revenue_retention"
	NetRevenueRetention   Name = "net_revenue_retention"
	GrossRenewalRate      Name = "gross_renewal_rate"
	RenewalRate           Name = "renewal_rate"
	LogoChurn             Name = "logo_churn"
	CLV                   Name = "clv"
	UpsellRevenue         Name = "upsell_revenue"
	CrossSellRevenue      Name = "cross_sell_revenue"
	RepurchaseRate        Name = "repurchase_rate"
	ProblemResolutionRate Name = "problem_resolution_rate"
	Adoption              Name = "adoption"
	ShareOfWallet         Name = "share_of_wallet"
	ROI                   Name = "roi"
)

// Names lists the metrics in the order they are shown.
func Names() []Name {
	names := make([]Name, len(descriptions))
	for i, d := range descriptions {
		names[i] = d.Metric
	}
	return names
}

// Parse reads a metric's name. Its error lists the names there are.
func Parse(s string) (Name, error) {
	d, err := Describe(Name(s))
	return d.Metric, err
}

func unknownName(n Name) error {
	return fmt.Errorf("there is no metric %q: use one of %q", n, Names())
}

// Score is a metric's value, how sure it is, and what it is made of.
type Score struct {
	Estimate
	State  State  `json:"state"`
	Method Method `json:"-"`
	Detail any    `json:"detail"` // NPSDetail, CSATDetail, CESDetail or ResponseDetail
}

// State says how far a score can be trusted, by its number of answers.
type State string

// The states, from the fewest answers to the most.
const (
	NoData        State = "no_data"        // no answer, no value
	Few           State = "few"            // 1–4: the people behind it can be guessed
	LowConfidence State = "low_confidence" // 5–29
	OK            State = "ok"             // 30 and more
)

func stateOf(n int64) State {
	switch {
	case n < 1:
		return NoData
	case n < 5:
		return Few
	case n < 30:
		return LowConfidence
	}
	return OK
}

// Compute scores the counts, whatever other metrics they hold. An unknown name
// has no data.
func Compute(n Name, counts heed.Counts) Score {
	switch n {
	case NPS:
		return scoreNPS(counts)
	case CSAT:
		return scoreCSAT(counts)
	case CES:
		return scoreCES(counts)
	case ResponseCount:
		return scoreResponses(counts)
	case ShareOfAnswers:
		return scoreShareOfAnswers(counts)
	}
	return Score{State: NoData}
}

// ResponseDetail says what the answers were given to.
type ResponseDetail struct {
	NPS  int64 `json:"nps"`
	CSAT int64 `json:"csat"`
	CES  int64 `json:"ces"`
}

// scoreResponses counts all answers. It is a census: there is no interval.
func scoreResponses(counts heed.Counts) Score {
	answered := func(n Name) int64 { return sum(tally(n, counts), answers.n) }
	d := ResponseDetail{answered(NPS), answered(CSAT), answered(CES)}
	n := d.NPS + d.CSAT + d.CES
	s := Score{State: stateOf(n), Method: Census, Detail: d}
	s.N = n
	if n > 0 {
		s.Value = new(float64(n))
	}
	return s
}

// AnswerShareDetail are the answers and the surveys that were delivered.
type AnswerShareDetail struct {
	Answers   int64 `json:"answers"`
	Delivered int64 `json:"delivered"`
	Bounced   int64 `json:"bounced"`
	Sent      int64 `json:"sent"`
}

// scoreShareOfAnswers is the share of delivered surveys that were answered, both
// counted on their own days. Where a tool never says what was delivered, what was
// sent and did not bounce was. More answers than deliveries say that deliveries are
// not all reported: then there is no share.
func scoreShareOfAnswers(counts heed.Counts) Score {
	d := AnswerShareDetail{Answers: scoreResponses(counts).N}
	for cell, n := range counts {
		if cell.Metric == "survey" && n > 0 {
			d.count(cell.Bucket, n)
		}
	}
	if d.Delivered == 0 {
		d.Delivered = max(d.Sent-d.Bounced, 0)
	}
	if d.Answers > d.Delivered {
		return share(0, 0, d)
	}
	return share(d.Answers, d.Delivered, d)
}

func (d *AnswerShareDetail) count(bucket string, n int64) {
	switch bucket {
	case "sent":
		d.Sent += n
	case "delivered":
		d.Delivered += n
	case "bounced":
		d.Bounced += n
	}
}
