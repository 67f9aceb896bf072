package learn

import (
	"cmp"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// mostExamples is about how many looks one invocation learns from, and half as many
// again fit into its memory: a hundred and thirty thousand decisions, each looked at
// three times. Of more, the newest decisions are learned from.
const mostExamples = 400_000

// thrift has examples take as little memory as they can: of names that come again
// and again, as those of factors do, it keeps one. A hundred thousand accounts fit
// into one invocation by it.
type thrift map[string]string

func (t thrift) lessons(l heed.Lessons) []heed.Example {
	for i := range l.Examples {
		e := &l.Examples[i]
		e.Account, e.Contract, e.Kind = t.one(e.Account), t.one(e.Contract), t.one(e.Kind)
		e.AsOf, e.End = heed.Day(t.one(string(e.AsOf))), heed.Day(t.one(string(e.End)))
		e.Factors = t.factors(e.Factors)
	}
	return l.Examples
}

// factors are the same in no more room than they need: decoding leaves some.
func (t thrift) factors(said []heed.Measured) []heed.Measured {
	same := make([]heed.Measured, len(said))
	for i, m := range said {
		m.Factor = t.one(m.Factor)
		same[i] = m
	}
	return same
}

func (t thrift) one(name string) string {
	if same, known := t[name]; known {
		return same
	}
	t[name] = name
	return name
}

// newest are the looks at the decisions that were made last: about so many, for those
// of one day stay together.
func newest(looks []heed.Example, most int) []heed.Example {
	if len(looks) <= most {
		return looks
	}
	days := make([]heed.Day, len(looks))
	for i, e := range looks {
		days[i] = e.End
	}
	slices.SortFunc(days, func(a, b heed.Day) int { return cmp.Compare(b, a) })
	return slices.DeleteFunc(looks, func(e heed.Example) bool { return e.End < days[most-1] })
}
