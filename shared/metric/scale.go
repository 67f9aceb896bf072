package metric

// scale is what may be answered to a metric's question, and what it means. The
// thresholds belong to the question; they are never guessed from the answers.
type scale struct {
	metric          Name
	name            string // as in heed.Cell; empty for NPS
	lowest, highest int
	bottom          int // answers up to here are unhappy
	top             int // answers from here on are happy
}

// scales holds every scale an answer may have. Between bottom and top an answer
// is passive or neutral. Sources of the thresholds: NPS by definition; CSAT 1-2
// and 1-3 as Zendesk, 1-4 as Simplesat, 1-5 top-2-box as both, 1-7 top-2-box by
// analogy, 1-10 the common 8–10 rather than the strict top-2-box; CES agreement
// is 5–7 of 7 and, by analogy, 4–5 of 5; 1-7 comes first, the score is made of it.
var scales = []scale{
	{NPS, "", 0, 10, 6, 9},
	{CSAT, "1-2", 1, 2, 1, 2},
	{CSAT, "1-3", 1, 3, 1, 3},
	{CSAT, "1-4", 1, 4, 1, 3},
	{CSAT, "1-5", 1, 5, 2, 4},
	{CSAT, "1-7", 1, 7, 2, 6},
	{CSAT, "1-10", 1, 10, 4, 8},
	{CES, "1-7", 1, 7, 2, 5},
	{CES, "1-5", 1, 5, 1, 4},
}

func (s scale) contains(score int) bool { return s.lowest <= score && score <= s.highest }

// Bottom reports whether an answer is so bad that somebody should call: NPS 0–6,
// CSAT 1–2 of 5 and of 7, 1–4 of 10 and 1 of shorter scales, CES 1–2 of 7 and
// 1 of 5. What is no answer on a known scale is not at the bottom.
func Bottom(metric, scale string, score int) bool {
	s, ok := find(metric, scale)
	return ok && s.contains(score) && score <= s.bottom
}

// Top reports whether an answer is a happy one: NPS 9–10, CSAT 4–5 of 5 and as
// Satisfied says, CES 5–7 of 7 and 4–5 of 5. What is no answer on a known scale is
// not at the top.
func Top(metric, scale string, score int) bool {
	s, ok := find(metric, scale)
	return ok && s.contains(score) && score >= s.top
}

// Satisfied reports whether a CSAT answer counts as satisfied: 2 of 2, 3 of 3,
// 3–4 of 4, 4–5 of 5, 6–7 of 7, 8–10 of 10. What is no answer on a known scale
// does not.
func Satisfied(scale string, score int) bool { return Top(string(CSAT), scale, score) }

// Share is where an answer lies on its scale, in percent: 0 is the worst there is,
// 100 the best. False for what is no answer on a known scale.
func Share(metric, scale string, score int) (float64, bool) {
	s, ok := find(metric, scale)
	if !ok || !s.contains(score) {
		return 0, false
	}
	return 100 * float64(score-s.lowest) / float64(s.highest-s.lowest), true
}

func find(metric, name string) (scale, bool) {
	for _, s := range scales {
		if string(s.metric) == metric && s.name == name {
			return s, true
		}
	}
	return scale{}, false
}
