package comment

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

// negateAfter turns what comes after a negation, in a clause that ends before to.
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
const betterable = "better improve improved improving improvement quicker faster easier besser verbessern verbessert schneller"

// unsurpassed reports whether a negation says that nothing could be better.
func (t *text) unsurpassed(i, k int) bool {
	n, m := &t.marks[i], &t.marks[k]
	if !lists().betterable[t.tokens[m.first].word] {
		return false
	}
	switch t.tokens[n.first].word {
	case "cannot", "cant", "couldnt", "nothing", "nichts":
		return true
	}
	return t.between(max(n.first-2, 0), m.first, "could", "can", "koennte", "koennten", "kann")
}

// turn makes a word the opposite of what it says, or less.
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
