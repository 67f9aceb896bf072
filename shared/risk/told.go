package risk

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	// toldMonths is how far back what was told is held against what came.
	toldMonths = 12
	// leastTold is how many decisions a verdict over what was told takes.
	leastTold = 30
	// surprising is how many standard deviations chance rarely reaches.
	surprising = 2.
)

// Foretold sets what was told before decisions beside what came of them, month by
// month of the decision, for the twelve months up to a day. Each decision counts
// once, with what was told at the first look. Those in alarm that somebody acted on
// are left out: what was told of them is what happens when nobody does.
func Foretold(examples []heed.Example, kind string, set heed.Settings, today heed.Day) heed.Told {
	oldest := today.AddMonths(-toldMonths)
	looks := firstLooks(LeftAlone(examples, set), func(e heed.Example) bool {
		return e.Told != nil && e.Kind == kind && decidedOn(e) >= oldest
	})
	months := map[string][]heed.Example{}
	for _, e := range looks {
		month := string(decidedOn(e))[:len("2026-10")]
		months[month] = append(months[month], e)
	}
	t := heed.Told{Months: []heed.Month{}, Total: monthOf("", looks)}
	for _, name := range slices.Sorted(maps.Keys(months)) {
		t.Months = append(t.Months, monthOf(name, months[name]))
	}
	z := t.Total.Surprise
	t.Moved = z != nil && math.Abs(*z) > surprising && t.Total.Decisions >= leastTold
	t.Sentence = toldSentence(t)
	return t
}

func decidedOn(e heed.Example) heed.Day { return e.AsOf.Add(e.LeadDays) }

func monthOf(name string, looks []heed.Example) heed.Month {
	m := heed.Month{Month: name, Decisions: len(looks)}
	variance := 0.
	for _, e := range looks {
		p := *e.Told
		m.Expected += p
		variance += p * (1 - p)
		if e.Lost {
			m.Losses++
		}
	}
	m.Surprise = known((float64(m.Losses) - m.Expected) / math.Sqrt(variance))
	return m
}

// Surprise sets the log-odds of looks beside what came of their decisions, each by
// its first look: how many were lost, how many were expected to be, and by how many
// standard deviations these differ.
func Surprise(examples []heed.Example, logOdds []float64) (losses int, expected, surprise float64) {
	told := make([]heed.Example, len(examples))
	for i, e := range examples {
		p := probability(logOdds[i])
		e.Told = &p
		told[i] = e
	}
	m := monthOf("", firstLooks(told, everyLook))
	if m.Surprise != nil {
		surprise = *m.Surprise
	}
	return m.Losses, m.Expected, surprise
}

func toldSentence(t heed.Told) heed.Text {
	if t.Total.Decisions == 0 {
		return heed.Text{
			EN: "Nothing that was told has been decided yet.",
			DE: "Über nichts von dem, was gesagt wurde, ist schon entschieden.",
		}
	}
	text := heed.Text{
		EN: fmt.Sprintf("Of %d decisions that were foretold, %d were lost where %.1f were expected", t.Total.Decisions, t.Total.Losses, t.Total.Expected),
		DE: fmt.Sprintf("Von %d vorhergesagten Entscheidungen gingen %d verloren, erwartet waren %.1f", t.Total.Decisions, t.Total.Losses, t.Total.Expected),
	}
	z := 0.
	if t.Total.Surprise != nil {
		z = *t.Total.Surprise
	}
	switch {
	case t.Moved:
		text.EN += fmt.Sprintf(" (%+.1f standard deviations): more than chance. The next training sets the base right before it learns anew.", z)
		text.DE += fmt.Sprintf(" (%+.1f Standardabweichungen): mehr als Zufall. Das nächste Lernen rückt die Basis zurecht, bevor es neu lernt.", z)
	case t.Total.Decisions < leastTold:
		text.EN += fmt.Sprintf(": too few to tell; %d are needed.", leastTold)
		text.DE += fmt.Sprintf(": zu wenige für ein Urteil; %d sind nötig.", leastTold)
	default:
		text.EN += fmt.Sprintf(" (%+.1f standard deviations): within chance.", z)
		text.DE += fmt.Sprintf(" (%+.1f Standardabweichungen): im Rahmen des Zufalls.", z)
	}
	return text
}
