package heed

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Group is what related factors say together: largely the same thing seen more
// than once, and so one line of a receipt.
type Group struct {
	Group string
	Title Text
	// Contribution is the sum of its factors', and Delta of their changes: base and
	// the groups add up to the log-odds as base and the factors do.
	Contribution float64
	Delta        float64
	Factors      []string
	Reason       Text
}

// groupTitles are how people call the groups Heed has.
var groupTitles = map[string]Text{
	"usage":        {EN: "Usage", DE: "Nutzung"},
	"support":      {EN: "Support", DE: "Support"},
	"sentiment":    {EN: "Sentiment", DE: "Stimmung"},
	"relationship": {EN: "Relationship", DE: "Beziehung"},
	"money":        {EN: "Money", DE: "Geld"},
	"contract":     {EN: "Contract", DE: "Vertrag"},
	"onboarding":   {EN: "Onboarding", DE: "Einführung"},
	"value":        {EN: "Value", DE: "Nutzen"},
	CustomGroup:    {EN: "Your own factors", DE: "Eigene Faktoren"},
}

// GroupTitle is how people call a group; one of the operator's own as it is named.
func GroupTitle(group string) Text {
	if title, known := groupTitles[group]; known {
		return title
	}
	name := strings.ReplaceAll(group, "_", " ")
	return Text{EN: name, DE: name}
}

// Groups are the factors of a receipt by group, the weightiest first; a group with
// a decisive fact before all.
func (r Risk) Groups() []Group {
	var all []Group
	decisive := map[string]bool{}
	for i := range r.Factors {
		f := &r.Factors[i]
		at := slices.IndexFunc(all, func(g Group) bool { return g.Group == f.Group })
		if at < 0 {
			at, all = len(all), append(all, Group{Group: f.Group, Title: GroupTitle(f.Group)})
		}
		all[at].Contribution += f.Contribution
		all[at].Delta += f.Delta
		all[at].Factors = append(all[at].Factors, f.Factor)
		decisive[f.Group] = decisive[f.Group] || f.Decisive
	}
	for i := range all {
		all[i].Reason = r.saidOf(all[i])
	}
	slices.SortStableFunc(all, func(a, b Group) int {
		if decisive[a.Group] != decisive[b.Group] {
			return cmp.Compare(rank(decisive[b.Group]), rank(decisive[a.Group]))
		}
		return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution))
	})
	return all
}

func rank(first bool) int {
	if first {
		return 1
	}
	return 0
}

// saidOf are the sentences of those that pull the way their group does.
func (r Risk) saidOf(g Group) Text {
	var said []Text
	for i := range r.Factors {
		if f := &r.Factors[i]; f.Group == g.Group && f.Contribution*g.Contribution > 0 && f.Reason != (Text{}) {
			said = append(said, f.Reason)
		}
	}
	return Together(g.Group, g.Contribution > 0, said)
}

// Together says in one line what several factors of a group say. That they stand
// with a higher or lower risk is an association; nobody knows the cause.
func Together(group string, raises bool, said []Text) Text {
	switch len(said) {
	case 0:
		return Text{}
	case 1:
		return said[0]
	}
	title, how := GroupTitle(group), Text{EN: " is associated with a lower risk:", DE: " geht mit einem niedrigeren Risiko einher:"}
	if raises {
		how = Text{EN: " is associated with a higher risk:", DE: " geht mit einem höheren Risiko einher:"}
	}
	line := Text{EN: title.EN + how.EN, DE: title.DE + how.DE}
	for _, s := range said {
		line.EN, line.DE = line.EN+" "+s.EN, line.DE+" "+s.DE
	}
	return line
}
