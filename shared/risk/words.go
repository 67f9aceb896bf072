package risk

import (
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// say puts a judgement into words. Only what moves the risk, now or until now, gets a
// sentence.
func (r *receipt) say(risk *heed.Risk, j *judgement) {
	j.prose.begin(j.asOf)
	j.prose.Grow(r.words())
	for i, at := range r.order[:r.n] {
		if f := &risk.Factors[i]; f.Contribution != 0 || f.Delta != 0 || f.Decisive {
			e := &r.entries[at]
			f.Reason, f.Signals = e.factor.say(j, &e.verdict), j.signalsBehind(&e.verdict)
		}
	}
	risk.Reason, risk.Plays = r.reason(j, risk), r.plays()
}

// words is about how many bytes the sentences take in both languages.
func (r *receipt) words() int {
	const frame, sentence = 288, 144
	bytes := frame
	for i := range r.entries[:r.n] {
		if r.entries[i].contribution != 0 {
			bytes += sentence
		}
	}
	return bytes
}

// wayOut says what would bring the account back, apart from the receipt's other
// sentences: few have it.
func (r *receipt) wayOut(way *heed.Counterfactual, p *prose) heed.Text {
	p.Reset()
	p.Grow(256)
	var titles heed.Text
	for i := range r.entries[:r.n] {
		switch f := r.entries[i].factor; {
		case !slices.Contains(way.Factors, f.Factor):
		case titles == (heed.Text{}):
			titles = p.text("“{1}”", "„{1}“", both(f.Title))
		default:
			titles = p.text("{1} and “{2}”", "{1} und „{2}“", both(titles), both(f.Title))
		}
	}
	return p.text("Without {1} the same account would be judged {2}.",
		"Ohne {1} würde dasselbe Konto als {2} eingestuft.", both(titles), both(bandTexts[way.Band]))
}

var bandTexts = map[heed.Band]heed.Text{
	heed.Low: {EN: "low", DE: "niedrig"}, heed.Medium: {EN: "medium", DE: "mittel"}, heed.High: {EN: "high", DE: "hoch"},
}
