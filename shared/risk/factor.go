package risk

import (
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// Description is what people may know of a factor before it says anything.
type Description struct {
	Factor string
	Group  string
	Unit   string
	Title  heed.Text
	// Worst and Best are the largest and smallest contribution in log-odds at
	// weight 1. Both are 0 for decisive factors, which contribute what is missing.
	Worst, Best float64
	Decisive    bool
}

// factor is a reason that may move the risk, and how it judges and speaks.
type factor struct {
	Description
	judge func(*judgement) verdict
	say   func(*judgement, *verdict) heed.Text
	play  heed.Play
	over  heed.Text // what to say when it counts no longer; empty for the usual

	place  int  // among Heed's own, the decisive ones last
	capped int  // the place of its group among those that are capped; none
	custom bool // the settings define it, and nothing is learned about it
}

// The groups factors belong to.
const (
	groupUsage        = "usage"
	groupSupport      = "support"
	groupSentiment    = "sentiment"
	groupRelationship = "relationship"
	groupMoney        = "money"
	groupContract     = "contract"
	groupOnboarding   = "onboarding"
	groupValue        = "value"
)

// maxGroup is the most that one capped group may raise the risk: what its
// factors measure is largely the same thing seen twice.
const maxGroup = 1.2

var cappedGroups = [...]string{groupUsage, groupSentiment}

func capped(group string) int { return slices.Index(cappedGroups[:], group) }

// factors are all factors that weigh, in the order they are judged.
var factors = []factor{
	usageTrendFactor, seatUtilisationFactor, decisionMakerLoginsFactor, featureBreadthFactor,
	urgentTicketsFactor, ticketTrendFactor,
	npsFactor, badAnswerFactor,
	championLeftFactor, silenceFactor, pulseFactor,
	paymentFactor, downgradeFactor,
	firstRenewalFactor, commitmentFactor, tenureFactor,
	onboardingFactor,
	commentFactor,
	objectiveFactor,
}

// decisive are the facts that settle the matter, the strongest first.
var decisive = []factor{noticeFactor, renewedEarlyFactor}

func init() {
	for i := range factors {
		factors[i].place, factors[i].capped = i, capped(factors[i].Group)
	}
	for i := range decisive {
		decisive[i].place, decisive[i].capped = len(factors)+i, none
	}
}

// Factors names all factors: those the settings may give a weight.
func Factors() []string {
	names := make([]string, 0, len(factors)+len(decisive))
	for _, d := range Descriptions() {
		names = append(names, d.Factor)
	}
	return names
}

// Descriptions lists all factors in the order they are judged.
func Descriptions() []Description {
	all := make([]Description, 0, len(factors)+len(decisive))
	for _, f := range factors {
		all = append(all, f.Description)
	}
	for _, f := range decisive {
		all = append(all, f.Description)
	}
	return all
}

// size is the largest effect a factor can have: what it counts for in coverage.
func (d *Description) size() float64 { return max(d.Worst, -d.Best) }

// weight is how much the operator lets a factor say; 1 unless told otherwise.
func weight(set *heed.Settings, name string) float64 {
	if len(set.Weights) == 0 {
		return 1
	}
	w, told := set.Weights[name]
	if !told {
		return 1
	}
	if !(w > 0) {
		return 0
	}
	return math.Min(w, 5)
}
