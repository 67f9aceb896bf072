package console

import (
	"math"
	"net/url"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// weightGroup is related factors, as receipts group them.
type weightGroup struct {
	Group, Title string
	Rows         []weightRow
}

// weightRow is one factor and how much it may say.
type weightRow struct {
	Factor, Title string
	Own, Decisive bool
	Changed       bool // the weight is another than 1
	// Worst and Best are what it does at most at weight 1; nil where it does nothing.
	Worst, Best *effectView
}

// effectView is what some log-odds do to an account at the usual risk.
type effectView struct{ LogOdds, From, To float64 }

// weightGroups are all factors with the weights of a form.
func weightGroups(f url.Values, set heed.Settings, lang heed.Language) (groups []weightGroup) {
	usual, _ := shifted(f.Get("loss_rate"), "e-2").(float64)
	for _, d := range append(risk.Descriptions(), ownDescriptions(set)...) {
		i := slices.IndexFunc(groups, func(g weightGroup) bool { return g.Group == d.Group })
		if i < 0 {
			i, groups = len(groups), append(groups, weightGroup{Group: d.Group, Title: heed.GroupTitle(d.Group).In(lang)})
		}
		groups[i].Rows = append(groups[i].Rows, weightRow{
			Factor: d.Factor, Title: d.Title.In(lang), Decisive: d.Decisive, Own: !contains(risk.Factors(), d.Factor),
			Changed: f.Get("weights/"+d.Factor) != "1", Worst: effectAt(d.Worst, usual), Best: effectAt(d.Best, usual),
		})
	}
	return groups
}

// ownDescriptions are the operator's own factors as Heed's are described.
func ownDescriptions(set heed.Settings) (all []risk.Description) {
	for _, own := range set.Factors {
		d := risk.Description{Factor: own.Factor, Group: own.Group, Unit: own.Unit, Title: own.Title}
		if own.Worst != nil {
			d.Worst = own.Worst.LogOdds
		}
		if own.Best != nil {
			d.Best = own.Best.LogOdds
		}
		all = append(all, d)
	}
	return all
}

// weighView leads from a factor to its weight.
type weighView struct{ Factor, Title, Word string }

// Weigh is the way from a factor to its weight.
func (l locale) Weigh(factor, title string) weighView {
	return weighView{factor, title, l.T("weight_change")}
}

func effectAt(logOdds, usual float64) *effectView {
	if logOdds == 0 {
		return nil
	}
	return &effectView{logOdds, usual, 1 / (1 + math.Exp(-logit(usual)-logOdds))}
}
