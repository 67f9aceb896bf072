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

// quieten leaves out words that are written between two meanings: a role has no
// weight of its own, and a phrase of none has no meaning.
func (t *text) quieten() {
	for i := range t.marks {
		if t.marks[i].entry.role != "" {
			t.marks[i].entry.weight = 0
		}
	}
}

// negate turns the next word of opinion in the clause, and those that "or" adds to
// it. In German the verb may stand before its "nicht": without a word behind, the
// nearest before it is turned. Where nothing is to be turned, it is bad news of itself.
func (t *text) negate(i int) {
	from, to := t.clauseOf(i)
	turned := t.negateAfter(i, to)
	if !turned && !t.backwards(i, from) && !t.alone(i) {
		t.marks[i].own = negation
	}
}

func (t *text) negateAfter(i, to int) (turned bool) {
	last, sign := t.marks[i].last, 0.
	if t.marks[i].entry.weight > 0 { // "no problems" is a phrase, and may go on
		turned, sign = true, -1
	}
	for k := i + 1; k < to && t.marks[k].entry.role != negates; k++ {
		m := &t.marks[k]
		if m.entry.weight == 0 {
			continue
		}
		if m.first-last > negationReach || !t.reaches(last, m, sign) {
			break
		}
		sign = m.entry.weight
		if t.unsurpassed(i, k) {
			m.factor *= unsurpassed
			return true
		}
		m.turn()
		turned, last = true, m.last
	}
	return turned
}

// reaches reports whether a negation that turned words up to a token turns the next
// one too: the first always, but not beyond "and"; others that "or" adds, and the
// bad that "and" adds to the bad.
func (t *text) reaches(last int, next *mark, sign float64) bool {
	and := t.between(last, next.first, "and", "und")
	if sign == 0 {
		return !and
	}
	return t.between(last, next.first, "or", "nor", "oder", "noch") || and && sign < 0 && next.entry.weight < 0
}

// goOn lets a phrase that says "no problems" turn what "or" adds to it.
func (t *text) goOn(i int) {
	if m := &t.marks[i]; m.last > m.first && m.entry.weight > 0 && lists().negator(t.tokens[m.first].word) {
		_, to := t.clauseOf(i)
		t.negateAfter(i, to)
	}
}

// betterable are words of what could be better. Who could not do better does well.
var betterable = setOf("better improve improved improving improvement quicker faster easier besser verbessern verbessert schneller")

// unsurpassed reports whether a negation says that nothing could be better.
func (t *text) unsurpassed(i, k int) bool {
	n, m := &t.marks[i], &t.marks[k]
	if !betterable[t.tokens[m.first].word] {
		return false
	}
	switch t.tokens[n.first].word {
	case "cannot", "cant", "couldnt", "nothing", "nichts":
		return true
	}
	return t.between(max(n.first-2, 0), m.first, "could", "can", "koennte", "koennten", "kann")
}

func (m *mark) turn() {
	if m.entry.weight > 0 {
		m.factor *= min(negatedGood, negatedLow/m.entry.weight)
	} else {
		m.factor *= negatedBad
	}
}

// backwards turns the nearest word of opinion before a German "nicht".
func (t *text) backwards(i, from int) bool {
	switch t.tokens[t.marks[i].first].word {
	case "nicht", "nie", "niemals", "kaum", "keineswegs":
	default:
		return false
	}
	for _, sign := range [...]float64{1, -1} { // "hilft leider nicht" is not about "leider"
		for k := i - 1; k >= from; k-- {
			m := &t.marks[k]
			if m.entry.weight*sign > 0 && m.factor > 0 && t.marks[i].first-m.last <= negationReach {
				m.turn()
				return true
			}
		}
	}
	return false
}

// alone reports whether a negation is all that is said: "Nothing", "no".
func (t *text) alone(i int) bool {
	words := 0
	for k := range t.tokens {
		if t.tokens[k].kind == wordToken {
			words++
		}
	}
	return words <= 2 || words <= 3 && len(t.marks) <= 2 && i <= 1
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
