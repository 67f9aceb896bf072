package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

var paymentFactor = factor{
	Description: Description{
		Factor: "payment", Group: groupMoney, Unit: "days",
		Title: heed.Text{EN: "Payment", DE: "Zahlung"}, Worst: .80,
	},
	judge: payment, say: sayPayment,
	play: play("settle_invoice", "payment", 3,
		heed.Text{EN: "Find out whether they cannot or will not pay", DE: "Klären, ob sie nicht zahlen können oder wollen"},
		heed.Text{EN: "Ask the sponsor, not accounts payable, what holds the payment up.", DE: "Nicht die Buchhaltung, sondern den Entscheider fragen, was die Zahlung aufhält."},
		heed.Text{EN: "Agree a date for the payment with both sides' finance teams.", DE: "Mit beiden Buchhaltungen einen Zahlungstermin vereinbaren."}),
}

var overdueLine = line{{0, 0}, {14, .35}, {45, .80}}

// payment looks at the invoice that has been unpaid for longest.
func payment(j *judgement) verdict {
	if !j.billed() {
		return missing(noSource)
	}
	v, first := verdict{at: j.asOf}, math.MaxInt
	for i := range j.Invoices {
		in := &j.Invoices[i]
		if in.UnpaidSince.IsZero() || in.UnpaidSince.After(j.asOf) {
			continue
		}
		v.n++
		if day := dayOf(in.UnpaidSince); day < first {
			first, v.of = day, i
		}
	}
	if v.n > 0 {
		v.day = j.today - first
		v.value = float64(v.day)
		v.effect = overdueLine.at(v.value)
	}
	return v
}

// billed reports whether anything was said of an invoice that is not forgotten.
func (j *judgement) billed() bool {
	for i := range j.Invoices {
		if in := &j.Invoices[i]; !in.UnpaidSince.IsZero() || in.SettledAt.IsZero() || j.within(in.SettledAt, heed.InvoiceDays-1) {
			return true
		}
	}
	return false
}

func sayPayment(j *judgement, v *verdict) heed.Text {
	switch {
	case v.n == 0:
		return j.prose.text("No invoice is overdue.", "Keine Rechnung ist überfällig.")
	case v.n > 1:
		return j.prose.text("{1} invoices are overdue, the oldest for {2}.",
			"{1} Rechnungen sind überfällig, die älteste seit {2}.", count(v.n), span(v.day))
	}
	if amount := j.Invoices[v.of].Amount; amount != nil && amount.Amount > 0 {
		return j.prose.text("An invoice of {1} has been overdue for {2}.",
			"Eine Rechnung über {1} ist seit {2} überfällig.", sum(*amount), span(v.day))
	}
	return j.prose.text("A payment has been overdue for {1}.", "Eine Zahlung ist seit {1} überfällig.", span(v.day))
}

var downgradeFactor = factor{
	Description: Description{
		Factor: "downgrade", Group: groupMoney, Unit: "days",
		Title: heed.Text{EN: "Downgrade", DE: "Verkleinerung"}, Worst: .50,
	},
	judge: downgrade, say: sayDowngrade,
	play: play("stop_the_shrinking", "downgrade", 7,
		heed.Text{EN: "Learn what the smaller contract stands for", DE: "Verstehen, wofür der kleinere Vertrag steht"},
		heed.Text{EN: "Ask what was given up and what replaced it.", DE: "Fragen, worauf verzichtet wurde und was es ersetzt."},
		heed.Text{EN: "Agree with the sponsor what must work for the rest to stay.", DE: "Mit dem Entscheider vereinbaren, was funktionieren muss, damit der Rest bleibt."}),
}

// downgrade holds while a contract's ARR fell within the settings' window, 365
// days unless told otherwise.
func downgrade(j *judgement) verdict {
	if len(j.Contracts) == 0 {
		return missing(noSource)
	}
	v, fell := verdict{at: j.asOf}, math.MinInt
	for i := range j.Contracts {
		if at := j.Contracts[i].DowngradedAt; j.within(at, j.set.Windows.Downgrade) {
			fell = max(fell, dayOf(at))
		}
	}
	if fell != math.MinInt {
		v.day, v.effect, v.value = fell, .50, float64(j.today-fell)
	}
	return v
}

func sayDowngrade(j *judgement, v *verdict) heed.Text {
	if v.effect > 0 {
		return j.prose.text("The contract was made smaller on {1}.", "Der Vertrag wurde am {1} verkleinert.", on(v.day))
	}
	return j.prose.text("The contract has not been made smaller lately.", "Der Vertrag wurde zuletzt nicht verkleinert.")
}
