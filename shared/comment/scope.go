package comment

// What stands around a word turns it. The figures were chosen by hand on comments
// of the NHS (docs/comments.md).
const (
	negatedGood = -.9  // "not good" is nearly bad
	negatedLow  = -1.6 // the weight of any good negated, at least: "does not work"
	negatedBad  = -.6  // "not bad" is less than good
	negation    = -.7  // of itself, where it finds nothing to negate
	intensified = 1.4  // "very"
	diminished  = .6   // "somewhat"
	wished      = 0    // of the good in what is only wished for
	wishing     = -.6  // a wish says that something is not there
	lacking     = -.8  // what is good is not there
	beforeBut   = .6   // what is said before "but"
	afterBut    = 1.3  // and what it is all about
	conceded    = .6   // "although"
	shouted     = 1.3  // CAPITALS
	cried       = 1.15 // an exclamation mark
	asked       = .5   // a question
	unsurpassed = 1.5  // "could not be better"
)

// How far words reach, in tokens.
const (
	negationReach  = 6
	intensityReach = 2
)

// turn lets what stands around the words of opinion turn them.
func (t *text) turn() {
	t.quieten()
	for i := range t.marks {
		switch t.marks[i].entry.role {
		case negates:
			t.negate(i)
		case intensify:
			t.scale(i, intensified)
		case diminish:
			t.scale(i, diminished)
		case wishes:
			t.wish(i)
		case contrasts:
			t.contrast(i)
		case concedes:
			t.concede(i)
		default:
			t.goOn(i)
		}
	}
	t.stress()
}

// quieten takes the weight off words that turn others: "nobody" is listed as both.
func (t *text) quieten() {
	for i := range t.marks {
		if t.marks[i].entry.role != "" {
			t.marks[i].entry.weight = 0
		}
	}
}

// scale makes the word behind stronger or weaker.
func (t *text) scale(i int, by float64) {
	for k := i + 1; k < len(t.marks) && t.marks[k].first-t.marks[i].last <= intensityReach; k++ {
		m := &t.marks[k]
		if m.clause != t.marks[i].clause {
			return
		}
		if m.entry.weight != 0 {
			m.factor *= by
			return
		}
	}
}

// wish takes the good out of what is only wished for.
func (t *text) wish(i int) {
	from, to := t.clauseOf(i)
	for k := from; k < i; k++ {
		if t.marks[k].entry.role == negates {
			return // "nothing that could be better"
		}
	}
	for to < len(t.marks) && t.marks[to].sentence == t.marks[i].sentence && t.marks[to].entry.role != contrasts {
		to++ // "More calls, more help": all of it is wished for
	}
	t.marks[i].own = wishing
	for k := from; k < to; k++ {
		if m := &t.marks[k]; m.entry.weight > 0 {
			m.factor *= wished
			t.marks[i].own = lacking
		}
	}
}

// contrast lets what comes after "but" count more than what came before.
func (t *text) contrast(i int) {
	before := false
	for k := range t.marks {
		m := &t.marks[k]
		if m.sentence == t.marks[i].sentence && k < i {
			m.factor *= beforeBut
			m.own *= beforeBut
			before = before || m.weight() != 0
		}
	}
	if !before {
		return // it answers the sentence before
	}
	for k := i + 1; k < len(t.marks) && t.marks[k].sentence == t.marks[i].sentence; k++ {
		t.marks[k].factor *= afterBut
	}
}

func (t *text) concede(i int) {
	for k := i + 1; k < len(t.marks) && t.marks[k].clause == t.marks[i].clause; k++ {
		t.marks[k].factor *= conceded
	}
}

// stress hears capitals, exclamation and question marks.
func (t *text) stress() {
	for i := range t.marks {
		m := &t.marks[i]
		if m.entry.weight == 0 {
			continue
		}
		if !t.shouting && t.tokens[m.first].capitals {
			m.factor *= shouted
		}
		switch t.ending(m.last) {
		case cryToken:
			m.factor *= cried
		case askToken:
			m.factor *= asked
		}
	}
}

// ending is what the sentence of a token ends with.
func (t *text) ending(i int) kind {
	for ; i < len(t.tokens); i++ {
		if k := t.tokens[i].kind; k >= stopToken {
			return k
		}
	}
	return stopToken
}
