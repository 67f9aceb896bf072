package risk

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// now is the moment of most tests: a Friday, 60 days before the end of a term.
var now = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

func daysAgo(n int) time.Time   { return now.AddDate(0, 0, -n) }
func dayAgo(n int) heed.Day     { return heed.DayOf(daysAgo(n)) }
func euros(n int64) *heed.Money { return &heed.Money{Amount: n * 100, Currency: "EUR"} }

// term is a contract of twelve months that ends in some days.
func term(id string, arr int64, endsIn int) heed.Contract {
	return heed.Contract{
		ID: id, ARR: euros(arr), TermMonths: new(12), RenewalDate: dayAgo(-endsIn),
		StartDate: dayAgo(3*365 - endsIn), Renewals: 2, SignedAt: daysAgo(3*365 - endsIn),
	}
}

// answer is a counted answer of a contact.
func answer(kind string, score, daysBack int, contact, role string) heed.Answer {
	a := heed.Answer{Type: kind, Score: score, Contact: contact, Role: role}
	a.Stamp = heed.Stamp{Time: daysAgo(daysBack), Source: "survey", ID: kind + contact + strconv.Itoa(daysBack)}
	a.Scale = map[string]string{heed.FeedbackCSAT: "1-5", heed.FeedbackCES: "1-7"}[kind]
	a.Cell = heed.Cell{Metric: heed.Metric(kind), Touchpoint: "support", Scale: a.Scale, Bucket: strconv.Itoa(score)}
	return a
}

// report is what was reported as a metric's state some days ago.
func report(metric string, value float64, daysBack int) heed.UsageDay {
	return heed.UsageDay{
		Day: dayAgo(daysBack), Metric: metric, Set: value,
		Stamp: heed.Stamp{Time: daysAgo(daysBack), Source: "app", ID: metric + strconv.Itoa(daysBack)},
	}
}

// reports are a state every so many days: before until four weeks ago, recent since.
func reports(metric string, before, recent float64, every int) (list []heed.UsageDay) {
	for back := recentDays + beforeDays; back >= 1; back -= every {
		value := before
		if back <= recentDays {
			value = recent
		}
		list = append(list, report(metric, value, back))
	}
	return list
}

// happened is what a day counter of an engagement or ticket tells.
func happened(metric, bucket string, n int64) heed.Activity {
	cell := heed.Cell{Metric: metric, Phase: "adoption", Bucket: bucket}
	a, _ := heed.ActivityOf("", map[string]int64{cell.String(): n})
	return a
}

// daysOf lists days as a dossier does.
func daysOf(days map[heed.Day]heed.Activity) (list []heed.Activity) {
	for _, day := range slices.Sorted(maps.Keys(days)) {
		a := days[day]
		a.Day = day
		list = append(list, a)
	}
	return list
}

// acme is an account of which everything is known, and nothing stands out.
func acme() Snapshot {
	return Snapshot{
		Account:   heed.Account{ID: "acme", Profile: heed.Profile{Name: "Acme", CustomerSince: dayAgo(1000), Phase: "retention"}},
		Contracts: []heed.Contract{term("k-1", 48_000, 60)},
		Contacts: []Person{
			{Hash: "h1", Contact: heed.Contact{ID: "u-1", Role: "champion", JoinedAt: daysAgo(900)}},
			{Hash: "h2", Contact: heed.Contact{ID: "u-2", Role: "decision_maker", JoinedAt: daysAgo(900)}},
		},
		Tickets:  []heed.Ticket{{ID: "t-1", Priority: "low", OpenedAt: daysAgo(70), ResolvedAt: daysAgo(69)}},
		Invoices: []heed.Invoice{{ID: "i-1", Amount: euros(4_800)}},
		Pulse:    &heed.Pulse{Score: 3, ValidDays: 90, At: daysAgo(9)},
		Answers: []heed.Answer{
			answer(heed.FeedbackNPS, 7, 20, "h1", ""), answer(heed.FeedbackNPS, 8, 21, "h3", ""),
			answer(heed.FeedbackCSAT, 4, 30, "h1", ""),
		},
		Days: daysOf(map[heed.Day]heed.Activity{
			dayAgo(5): happened("engagement", heed.BucketTwoWay, 1), dayAgo(70): happened("ticket", "opened", 1),
			dayAgo(40): happened("engagement", heed.BucketTwoWay, 2), dayAgo(69): happened("ticket", "resolved", 1),
		}),
		Usage: slicesOf(reports(heed.ActiveUsers, 40, 40, 7), reports(heed.FeaturesUsed, 12, 12, 7),
			reports(heed.DecisionMakerLogins, 2, 2, 7), reports(heed.SeatsUsed, 26, 26, 7), reports(heed.SeatsTotal, 40, 40, 7)),
		Reference: Reference{MedianTenureDays: 1000},
	}
}

func slicesOf(lists ...[]heed.UsageDay) (all []heed.UsageDay) {
	for i := range lists[0] {
		for _, l := range lists {
			all = append(all, l[i])
		}
	}
	return all
}

// troubled is acme with much going wrong.
func troubled() Snapshot {
	s := acme()
	s.Usage = slicesOf(reports(heed.ActiveUsers, 48, 12, 7), reports(heed.FeaturesUsed, 14, 8, 7),
		reports(heed.DecisionMakerLogins, 2, 0, 7), reports(heed.SeatsUsed, 26, 9, 7), reports(heed.SeatsTotal, 40, 40, 7))
	s.Contacts[0].LeftAt = daysAgo(17)
	s.Tickets = append(s.Tickets, heed.Ticket{ID: "t-2", Priority: "urgent", OpenedAt: daysAgo(9)}, heed.Ticket{ID: "t-3", Priority: "urgent", OpenedAt: daysAgo(2)})
	s.Answers = append(s.Answers, answer(heed.FeedbackNPS, 2, 5, "h2", ""), answer(heed.FeedbackNPS, 1, 6, "h1", ""), answer(heed.FeedbackNPS, 8, 120, "h2", ""))
	s.Invoices[0].UnpaidSince = daysAgo(21)
	return s
}
