package risk

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// OpportunityModel names the numbers that opportunities are judged with: an opinion.
const OpportunityModel = "opportunity-1"

// spotLines are where an opportunity is spotted and where it ends, as scores. It
// moves by the rule of bands, as the one step above low.
var (
	spotLines = heed.Thresholds{Enter: .50, Leave: .40}
	spotBands = heed.BandLines{Medium: spotLines, High: beyond, Critical: beyond}
	beyond    = heed.Thresholds{Enter: math.Inf(1), Leave: math.Inf(1)}
)

// sentences is about how many bytes both kinds take in both languages.
const sentences = 2048

// barred is the most an opportunity that a fact rules out can score.
const barred = .03

// outlook is the opinion about one kind of opportunity: the log-odds of a calm
// account about which nothing speaks, and all that speaks for it or against.
type outlook struct {
	kind  string
	base  float64
	quiet int // days after an event in which there is no other
	signs []sign
	bars  []sign // facts that rule it out, the most telling first
}

// sign is one thing that speaks for an opportunity, or against it.
type sign struct {
	name, group, unit string
	most              float64 // the largest contribution, either way: what it counts for in coverage
	judge             func(*prospect) verdict
	say               func(*prospect, *verdict) heed.Text
	play              heed.Play
}

// restating lets a sign measure what a factor of the risk does and say the same of
// it, and draw its own conclusion by its own line; riskLine is that of the factor.
func (s sign) restating(judge func(*judgement) verdict, say func(*judgement, *verdict) heed.Text, riskLine, own line) sign {
	s.judge = func(p *prospect) verdict {
		v := judge(p.judgement)
		v.effect = own.at(v.value)
		return v
	}
	s.say = func(p *prospect, v *verdict) heed.Text {
		said := *v
		said.effect = riskLine.at(v.value)
		return say(p.judgement, &said)
	}
	return s
}

var outlooks = [...]*outlook{&expansion, &advocate}

// prospect is one account being looked at for one opportunity.
type prospect struct {
	*judgement
	*outlook
	card   *heed.Card // of the risk judged at the same moment
	before heed.Spotting
	known  float64 // sizes of the signs that could be judged
	all    float64
}

// Opportunities judges what an account could become, one judgement per kind in
// the order of heed.Opportunities. card is that of the risk judged at the same
// moment, whose numbers decide nothing here but whose band does; how the
// opportunities stood before is read from the snapshot's account.
func (f *Folded) Opportunities(card heed.Card) []heed.Opportunity {
	f.prose.begin(f.asOf)
	f.prose.Grow(sentences)
	all := make([]heed.Opportunity, len(outlooks))
	for i, o := range outlooks {
		p := prospect{judgement: &f.judgement, outlook: o, card: &card, before: f.Account.Card.Opportunities[o.kind]}
		all[i] = p.judged()
	}
	return all
}

// judged adds up what speaks for the opportunity, and moves its state on.
func (p *prospect) judged() heed.Opportunity {
	o := heed.Opportunity{
		Kind: p.kind, Base: p.base, Thresholds: spotLines, Basis: heed.BasisPrior, Model: OpportunityModel, AsOf: p.asOf,
		Factors: make([]heed.Factor, 0, len(p.signs)+1), Missing: []heed.Missing{},
	}
	for i := range p.signs {
		p.weigh(&o, &p.signs[i])
	}
	slices.SortStableFunc(o.Factors, func(a, b heed.Factor) int {
		return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution))
	})
	ruledOut := p.bar(&o)
	o.LogOdds = logOddsOf(&o)
	score := probability(o.LogOdds)
	if p.all > 0 {
		o.Coverage = p.known / p.all
	}
	o.Plays = p.playsFor(&o)
	o.Spotting = p.moved(score, ruledOut)
	o.Score, o.Reason = score, p.reason(&o)
	return o
}

func logOddsOf(o *heed.Opportunity) float64 {
	sum := o.Base
	for i := range o.Factors {
		sum += o.Factors[i].Contribution
	}
	return sum
}

// weigh judges a sign and notes what it says, or why it could not be judged.
func (p *prospect) weigh(o *heed.Opportunity, s *sign) {
	v := s.judge(p)
	if v.beside {
		return
	}
	p.all += s.most
	if v.why != "" {
		o.Missing = append(o.Missing, heed.Missing{Factor: s.name, Why: v.why})
		return
	}
	p.known += s.most
	f := p.factor(s, &v)
	if f.Contribution = finite(v.effect); f.Contribution != 0 {
		f.Reason = s.say(p, &v)
	}
	o.Factors = append(o.Factors, f)
}

func (p *prospect) factor(s *sign, v *verdict) heed.Factor {
	f := heed.Factor{Factor: s.name, Group: s.group, Unit: s.unit, AsOf: v.at, Signals: p.signalsBehind(v)}
	if !math.IsNaN(v.value) {
		f.Value = new(finite(v.value))
	}
	return f
}

// bar lets the first fact that rules the opportunity out contribute what is missing
// to its ceiling, and puts it first.
func (p *prospect) bar(o *heed.Opportunity) bool {
	for i := range p.bars {
		v := p.bars[i].judge(p)
		if v.beside {
			continue
		}
		f := p.factor(&p.bars[i], &v)
		f.Decisive, f.Contribution, f.Reason = true, min(0, logit(barred)-hair-logOddsOf(o)), p.bars[i].say(p, &v)
		o.Factors = slices.Insert(o.Factors, 0, f)
		return true
	}
	return false
}

// moved is the state after a judgement. It is entered and left as a band is, so
// that noise moves nothing twice in a day; a fact that rules it out ends it at once.
func (p *prospect) moved(score float64, ruledOut bool) heed.Spotting {
	now, band := p.before, heed.Low
	if now.Spotted() {
		band = heed.Medium
	}
	band, below := moveBand(score, spotBands, band, now.BelowSince, p.asOf)
	if ruledOut || band == heed.Low {
		return heed.Spotting{ToldAt: p.recently(now.ToldAt)}
	}
	if !now.Spotted() {
		now.Since = p.asOf
	}
	now.BelowSince = below
	return now
}

// recently forgets an event that need not be waited for any more.
func (p *prospect) recently(told time.Time) time.Time {
	if told.IsZero() || p.ago(told) >= p.quiet {
		return time.Time{}
	}
	return told
}

// playsFor are those of what speaks for it most; never nil.
func (p *prospect) playsFor(o *heed.Opportunity) []heed.Play {
	plays := make([]heed.Play, 0, maxPlays)
	for i := range o.Factors {
		f := &o.Factors[i]
		at := slices.IndexFunc(p.signs, func(s sign) bool { return s.name == f.Factor })
		if at >= 0 && f.Contribution > 0 && p.signs[at].play.Play != "" && len(plays) < maxPlays {
			plays = append(plays, p.signs[at].play)
		}
	}
	return plays
}

// reason is the sentence of what rules it out, or else of what speaks for it most.
func (p *prospect) reason(o *heed.Opportunity) heed.Text {
	for i := range o.Factors {
		if f := &o.Factors[i]; f.Decisive || f.Contribution > 0 {
			return f.Reason
		}
	}
	return p.prose.text("Nothing speaks for it; {1} % of the picture is known.",
		"Nichts spricht dafür; {1} % des Bildes sind bekannt.", num(math.Floor(100*o.Coverage)))
}
