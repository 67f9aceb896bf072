package console

import (
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// proofView is how good a model was about one kind of target, for all accounts or
// one segment.
type proofView struct {
	Kind     string
	Part     partView
	Group    risk.Group
	Segment  string // whose figures these are; empty of all
	Segments []segmentView
	Tenths   []tenthView
}

// segmentView is a segment in the list of them.
type segmentView struct {
	Name string
	risk.Group
}

// tenthView is what was said of a tenth of the decisions, and came, drawn side by side.
type tenthView struct {
	risk.Reliable
	Range gauge
}

// figureView is one figure under its word.
type figureView struct {
	Name string
	*risk.Figure
}

func proofOf(kind string, part partView, b risk.Backtest, segment string) proofView {
	proof := proofView{Kind: kind, Part: part, Group: b.Group}
	if of, ok := b.Segments[segment]; ok {
		proof.Segment, proof.Group = segment, of
	}
	for _, name := range slices.Sorted(maps.Keys(b.Segments)) {
		proof.Segments = append(proof.Segments, segmentView{name, b.Segments[name]})
	}
	proof.Tenths = tenthsOf(proof.Group.Reliability)
	return proof
}

// tenthsOf draws all tenths on one scale, which ends at the highest of them.
func tenthsOf(all []risk.Reliable) []tenthView {
	most := 0.
	for _, r := range all {
		most = max(most, r.Expected, r.Happened.High)
	}
	views := make([]tenthView, len(all))
	for i, r := range all {
		share := func(x float64) float64 { return 100 * x / most }
		views[i] = tenthView{r, gauge{
			At: percentage(share(r.Expected)), Drawn: most > 0,
			span: span{percentage(share(r.Happened.Low)), percentage(share(r.Happened.High) - share(r.Happened.Low))},
		}}
	}
	return views
}

// Figures are what the proof says in numbers. Those that the outcomes do not define
// are none.
func (p proofView) Figures() []figureView { return figuresIn(p.Group.Figures) }

func figuresIn(f risk.Figures) []figureView {
	return []figureView{
		{"auc", f.AUC},
		{"brier", f.Brier},
		{"log_loss", f.LogLoss},
		{"ece", f.ECE},
		{"slope", f.Slope},
		{"lift", f.Lift},
	}
}

// Figures are those of the segment.
func (s segmentView) Figures() []figureView { return figuresIn(s.Group.Figures) }

// Chosen reports whether it is the segment shown.
func (p proofView) Chosen(segment string) bool { return p.Segment == segment }

// Enough reports whether there is anything to show.
func (p proofView) Enough() bool { return p.Group.Judgements > 0 }

// provenPage is a proof within its page.
type provenPage struct {
	Page  *modelsPage
	Proof proofView
}

// Proof is one of the page's proofs, for its template.
func (page *modelsPage) Proof(p proofView) provenPage { return provenPage{page, p} }

// Exact writes a figure with three decimals; a dash for none.
func (l locale) Exact(f *risk.Figure) string {
	if f == nil {
		return "–"
	}
	return l.decimal(f.Value, 3)
}

// Interval writes the interval of a figure; empty for none.
func (l locale) Interval(f *risk.Figure) string {
	if f == nil {
		return ""
	}
	return l.fill("between", l.decimal(f.Low, 3), l.decimal(f.High, 3))
}

// Rate writes a share with its interval; a dash for none.
func (l locale) Rate(f *risk.Figure) string {
	if f == nil {
		return "–"
	}
	return l.Percent(f.Value) + " (" + l.fill("between", l.Percent(f.Low), l.Percent(f.High)) + ")"
}

// Ahead writes how many days before a decision losses were called.
func (l locale) Ahead(b risk.BandFigures) string {
	switch {
	case b.LeadDays == nil:
		return "–"
	case b.Lead == nil:
		return l.fill("n_days", l.decimal(*b.LeadDays, 0))
	}
	return l.fill("n_days", l.decimal(b.Lead.Value, 0)) + " (" + l.fill("between", l.decimal(b.Lead.Low, 0), l.decimal(b.Lead.High, 0)) + ")"
}

// Happened writes the share of a tenth that was lost.
func (l locale) Happened(t tenthView) string { return l.Rate(&t.Reliable.Happened) }

// Base writes the figure of whoever always says the average.
func (l locale) Base(x *float64) string { return l.decimal(*x, 3) }

// Surprise writes standard deviations with their sign; a dash for none.
func (l locale) Surprise(z *float64) string {
	if z == nil {
		return "–"
	}
	return l.Signed(*z)
}

// Expected writes losses that were expected.
func (l locale) Expected(x float64) string { return l.decimal(x, 1) }

// WorthIt writes how often events of a type were worth saying.
func (l locale) WorthIt(u usefulView) string {
	return l.Rate(&risk.Figure{Value: u.Share, Low: u.Low, High: u.High})
}

// Worth is the share, drawn.
func (u usefulView) Worth() gauge {
	return gauge{At: percentage(100 * u.Share), Drawn: true, span: span{percentage(100 * u.Low), percentage(100 * (u.High - u.Low))}}
}

// Kinds are the kinds of target of a model, in one order.
func (m modelView) Kinds() []string {
	return slices.DeleteFunc([]string{heed.TargetRenewal, heed.TargetWindow}, func(kind string) bool {
		_, learned := m.Parts[kind]
		return !learned
	})
}
