package risk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// maxLines is how many lines a receipt has at most.
const maxLines = maxEntries + heed.MaxCustomFactors

// unread says that an expression was never checked: settings that were not put
// through the API.
const unread = "unread"

// customs are the factors that the settings define, as judgements use them. They
// speak as those Heed has, but are no part of what was learned: of them the
// settings' opinion stands.
func customs(set *heed.Settings, into []factor) []factor {
	into = into[:0]
	for i := range set.Factors[:min(len(set.Factors), heed.MaxCustomFactors)] {
		into = append(into, customFactor(&set.Factors[i]))
	}
	return into
}

func customFactor(c *heed.CustomFactor) factor {
	effects := lineOf(c)
	f := factor{
		Description: Description{Factor: c.Factor, Group: c.Group, Unit: c.Unit, Title: c.Title, Worst: effects.most(), Best: effects.least()},
		judge:       func(j *judgement) verdict { return j.measure(c, effects) },
		say:         func(j *judgement, v *verdict) heed.Text { return j.prose.filled(c.Reason, v.value) },
		capped:      capped(c.Group),
		custom:      true,
	}
	if c.Play != nil {
		f.play = play(c.Factor, c.Factor, c.Play.DueDays, c.Play.Title, c.Play.Steps...)
	}
	return f
}

// lineOf is a custom factor's opinion.
func lineOf(c *heed.CustomFactor) line {
	l := line{{c.Neutral, 0}}
	for _, e := range []*heed.Effect{c.Worst, c.Best} {
		if e != nil {
			l = append(l, point{e.At, e.LogOdds})
		}
	}
	slices.SortFunc(l, func(a, b point) int { return cmp.Compare(a.value, b.value) })
	return l
}

func (l line) most() (most float64) {
	for _, p := range l {
		most = max(most, p.effect)
	}
	return most
}

func (l line) least() (least float64) {
	for _, p := range l {
		least = min(least, p.effect)
	}
	return least
}

// measure works a custom factor's expression out.
func (j *judgement) measure(c *heed.CustomFactor, effects line) verdict {
	if c.Formula == nil {
		return missing(unread)
	}
	found := j.work(c.Formula)
	if found.why != "" {
		return missing(found.why)
	}
	return verdict{value: found.number, effect: effects.at(found.number), at: j.asOf}
}

// filled writes a number in the place that a sentence keeps for it.
func (p *prose) filled(said heed.Text, value float64) heed.Text {
	n := p.text("{1}", "{1}", num(value))
	return heed.Text{EN: strings.ReplaceAll(said.EN, "{value}", n.EN), DE: strings.ReplaceAll(said.DE, "{value}", n.DE)}
}
