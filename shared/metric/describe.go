package metric

import (
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// Unit is what a metric's value is counted in.
type Unit string

// The units.
const (
	Points  Unit = "points"  // −100 to 100
	Percent Unit = "percent" // may exceed 100 where the description says so
	Ease    Unit = "ease"    // 1 to 7
	Answers Unit = "answers"
	Money   Unit = "money" // minor units of the settings' currency
)

// Source is where a metric's numbers come from.
type Source string

// The sources.
const (
	FromCounters Source = "counters" // daily roll-ups: any days, every dimension
	FromRevenue  Source = "revenue"  // contracts, as they stood on the days asked for
	FromMonths   Source = "months"   // tickets and seats, kept by calendar month
	FromProfiles Source = "profiles" // the customer's own numbers, as they are now
)

// Description is what there is to know of a metric before asking for it.
type Description struct {
	Metric Name      `json:"metric"`
	Title  heed.Text `json:"title"`
	Unit   Unit      `json:"unit"`
	Source Source    `json:"source"`
	// Better is where a rise leads: up when more is better.
	Better Direction `json:"better"`
	// HasInterval says whether values come with a 95 % interval. Sums of all there is,
	// such as revenue, have none: low and high are null.
	HasInterval bool `json:"has_interval"`
	// Compares says whether two windows of it can be tested for a difference.
	Compares  bool       `json:"compares"`
	By        []string   `json:"by"`
	Intervals []Interval `json:"intervals"`
}

// attributes are the dimensions that say something of an account itself, and the
// account; asked adds those that say how a customer was asked.
var (
	attributes = []string{"account", "segment", "plan", "region", "industry", "owner"}
	asked      = append(slices.Clone(attributes), "phase", "touchpoint", "channel")
	surveyed   = append(slices.Clone(attributes), "phase") // nobody says of a delivery where it asked
	byMonth    = []Interval{Month, Quarter, None}
	present    = []Interval{None}
)

// descriptions are all metrics in the order they are shown.
var descriptions = []Description{
	{NPS, heed.Text{EN: "Net promoter score", DE: "Net Promoter Score"}, Points, FromCounters, Up, true, true, asked, Intervals()},
	{CSAT, heed.Text{EN: "Satisfaction", DE: "Zufriedenheit"}, Percent, FromCounters, Up, true, true, asked, Intervals()},
	{CES, heed.Text{EN: "Customer effort score", DE: "Customer Effort Score"}, Ease, FromCounters, Up, true, true, asked, Intervals()},
	{ResponseCount, heed.Text{EN: "Answers", DE: "Antworten"}, Answers, FromCounters, Up, false, false, asked, Intervals()},
	{ShareOfAnswers, heed.Text{EN: "Share of answers", DE: "Rücklaufquote"}, Percent, FromCounters, Up, true, true, surveyed, Intervals()},
	{GrossRevenueRetention, heed.Text{EN: "Gross revenue retention", DE: "Brutto-Umsatzbindung"}, Percent, FromRevenue, Up, false, true, attributes, Intervals()},
	{NetRevenueRetention, heed.Text{EN: "Net revenue retention", DE: "Netto-Umsatzbindung"}, Percent, FromRevenue, Up, false, true, attributes, Intervals()},
	{GrossRenewalRate, heed.Text{EN: "Gross renewal rate", DE: "Brutto-Verlängerungsquote"}, Percent, FromRevenue, Up, false, true, attributes, Intervals()},
	{RenewalRate, heed.Text{EN: "Renewal rate", DE: "Verlängerungsquote"}, Percent, FromRevenue, Up, true, true, attributes, Intervals()},
	{LogoChurn, heed.Text{EN: "Logo churn", DE: "Kundenabwanderung"}, Percent, FromRevenue, Down, true, true, attributes, Intervals()},
	{CLV, heed.Text{EN: "Customer lifetime value", DE: "Kundenwert (CLV)"}, Money, FromRevenue, Up, true, false, attributes, Intervals()},
	{UpsellRevenue, heed.Text{EN: "Up-sell revenue", DE: "Up-Selling-Umsatz"}, Money, FromRevenue, Up, false, false, attributes, Intervals()},
	{CrossSellRevenue, heed.Text{EN: "Cross-sell revenue", DE: "Cross-Selling-Umsatz"}, Money, FromRevenue, Up, false, false, attributes, Intervals()},
	{RepurchaseRate, heed.Text{EN: "Repurchase rate", DE: "Wiederkaufsrate"}, Percent, FromRevenue, Up, true, true, attributes, Intervals()},
	{ProblemResolutionRate, heed.Text{EN: "Problem-resolution rate", DE: "Problemlösungsquote"}, Percent, FromMonths, Up, true, true, attributes, byMonth},
	{Adoption, heed.Text{EN: "Adoption", DE: "Nutzungsgrad der Lizenzen"}, Percent, FromMonths, Up, false, true, attributes, byMonth},
	{ShareOfWallet, heed.Text{EN: "Share of wallet", DE: "Anteil am Kundenbudget"}, Percent, FromProfiles, Up, false, false, attributes, present},
	{ROI, heed.Text{EN: "Return on investment", DE: "Return on Investment"}, Percent, FromProfiles, Up, false, false, attributes, present},
}

// Descriptions lists all metrics in the order they are shown.
func Descriptions() []Description { return slices.Clone(descriptions) }

// Describe finds a metric's description. Its error lists the names there are.
func Describe(n Name) (Description, error) {
	i := slices.IndexFunc(descriptions, func(d Description) bool { return d.Metric == n })
	if i < 0 {
		return Description{}, unknownName(n)
	}
	return descriptions[i], nil
}
