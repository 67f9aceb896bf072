package risk

import (
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Shifted is the band an unchanged account falls into when only the model's base
// has moved: what it changes is no news, and is not told. Decisive facts do not
// move with the base.
func Shifted(before heed.Card, m Model, set heed.Settings, now time.Time) heed.Band {
	if before.Probability >= floor || before.Probability <= ceiling {
		return before.Band
	}
	p, lines := probability(m.base(before.TargetKind)+before.Offset), lines(&set, before.TargetKind)
	band, _ := moveBand(p, lines, before.Band, time.Time{}, now)
	own, leaves := lines.Of(before.Band)
	if band == before.Band && leaves && p < own.Leave && before.BelowSince.IsZero() {
		return worst(lines, heed.Bands[band.Rank()-1], func(t heed.Thresholds) bool { return p >= t.Leave })
	}
	return band
}

var surveyNames = map[string]heed.Text{
	heed.MetricNPS:  {EN: "NPS", DE: "NPS"},
	heed.MetricCSAT: {EN: "satisfaction (CSAT)", DE: "Zufriedenheit (CSAT)"},
	heed.MetricCES:  {EN: "ease (CES)", DE: "Einfachheit (CES)"},
}

var roleNames = map[string]heed.Text{
	"champion":       {EN: "The champion", DE: "Der wichtigste Fürsprecher"},
	"decision_maker": {EN: "A decision maker", DE: "Ein Entscheider"},
	"user":           {EN: "A user", DE: "Ein Anwender"},
	"":               {EN: "Somebody", DE: "Jemand"},
}

// Detractor says in one sentence that an answer lies at the bottom of its scale,
// and what to do about it.
func Detractor(metric string, f heed.Feedback) (heed.Text, heed.Play) {
	who, what := roleNames[f.Role], surveyNames[metric]
	scale := f.Scale
	if scale == "" {
		scale = "0-10"
	}
	en, de := "", ""
	if f.Touchpoint != "" {
		en, de = " at the touchpoint "+f.Touchpoint, " am Kontaktpunkt "+f.Touchpoint
	}
	reason := heed.Text{
		EN: fmt.Sprintf("%s gave %d on %s for %s%s.", who.EN, f.Score, scale, what.EN, en),
		DE: fmt.Sprintf("%s gab %d auf %s für %s%s.", who.DE, f.Score, scale, what.DE, de),
	}
	return reason, detractorPlay
}

var detractorPlay = play("call_detractor", "bad_answer", 2,
	heed.Text{EN: "Call within 48 hours and log the outcome.", DE: "Binnen 48 Stunden anrufen und das Ergebnis festhalten."},
	heed.Text{EN: "Read the answer and the open tickets first.", DE: "Zuerst die Antwort und die offenen Tickets lesen."},
	heed.Text{EN: "Ask what would have to change, and promise one thing with a date.", DE: "Fragen, was sich ändern müsste, und eine Sache mit Datum zusagen."},
)

// Renewal says in one sentence how near a decision is, or how long overdue, and
// what to do about it. Without a contract the date is the profile's.
func Renewal(t heed.Target) (heed.Text, heed.Play) {
	what := heed.Text{EN: "The decision", DE: "Die Entscheidung"}
	if t.Contract != "" {
		what.EN += " on contract " + t.Contract
		what.DE += " über den Vertrag " + t.Contract
	}
	when, next := falls(t.Days), duePlay
	if t.Days < 0 {
		next = overduePlay
	}
	return heed.Text{EN: what.EN + when.EN, DE: what.DE + when.DE}, next
}

// falls says when a decision falls, some days from now.
func falls(days int) heed.Text {
	var p prose
	switch {
	case days < 0:
		return p.text(" is {1} overdue and no outcome is known.", " ist seit {1} überfällig, ein Ergebnis ist nicht bekannt.", span(-days))
	case days == 0:
		return heed.Text{EN: " is due today.", DE: " steht heute an."}
	case days == 1:
		return heed.Text{EN: " is due tomorrow.", DE: " steht morgen an."}
	}
	return p.text(" is due in {1}.", " steht in {1} an.", span(days))
}

var duePlay = play("prepare_renewal", "renewal", 5,
	heed.Text{EN: "Open the renewal: agree with the decision maker what success was.", DE: "Die Verlängerung eröffnen: mit dem Entscheider klären, was Erfolg war."},
	heed.Text{EN: "Bring usage and results of the term on one page.", DE: "Nutzung und Ergebnisse der Laufzeit auf einer Seite zeigen."},
	heed.Text{EN: "Name open risks yourself before they are named for you.", DE: "Offene Risiken selbst ansprechen, bevor es andere tun."},
)

var overduePlay = play("settle_renewal", "renewal", 1,
	heed.Text{EN: "Ask for the decision today and record the outcome.", DE: "Heute nach der Entscheidung fragen und das Ergebnis festhalten."},
	heed.Text{EN: "Send a contract signal: renewed, ended or notice given.", DE: "Ein Vertragssignal senden: verlängert, beendet oder gekündigt."},
)
