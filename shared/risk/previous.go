package risk

import "github.com/heed-cs/heed/shared/heed"

// Previous is the receipt that was last told, folded for comparing with it.
type Previous struct {
	told *heed.Previous
	by   [maxEntries]float64 // contributions of Heed's own factors, by place
}

// NewPrevious folds the receipt that was last told; nil where there is none.
func NewPrevious(told *heed.Previous) *Previous {
	if told == nil {
		return nil
	}
	p := &Previous{told: told}
	for _, list := range [...][]factor{factors, decisive} {
		for i := range list {
			p.by[list[i].place] = told.Factors[list[i].Factor]
		}
	}
	return p
}

// of is what a factor contributed.
func (p *Previous) of(f *factor) float64 {
	if f.custom {
		return p.told.Factors[f.Factor]
	}
	return p.by[f.place]
}

// brief is the receipt as the next one keeps it; nil where there was none.
func (p *Previous) brief() *heed.Previous {
	if p == nil {
		return nil
	}
	return p.told
}
