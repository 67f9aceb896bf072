package metric

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// NPSDetail are the answers behind a net promoter score.
type NPSDetail struct {
	Promoters  int64 `json:"promoters"`  // 9–10
	Passives   int64 `json:"passives"`   // 7–8
	Detractors int64 `json:"detractors"` // 0–6
}

func (d NPSDetail) n() int64 { return d.Promoters + d.Passives + d.Detractors }

func npsDetail(counts heed.Counts) NPSDetail {
	a := tally(NPS, counts)[0]
	return NPSDetail{a.happy(), a.neither(), a.unhappy()}
}

// scoreNPS is 100·(promoters − detractors)/n. The value is the plain score; the
// interval around it is the adjusted one, so it is not symmetric.
func scoreNPS(counts heed.Counts) Score {
	d := npsDetail(counts)
	n := d.n()
	net, squaredError := d.adjusted()
	half := z * math.Sqrt(squaredError)
	value := 100 * float64(d.Promoters-d.Detractors) / float64(n)
	low, high := max(-100, 100*(net-half)), min(100, 100*(net+half))
	return Score{estimate(n, value, low, high), stateOf(n), AdjustedWald, d}
}

// adjusted is the net share of promoters (−1 to 1) and its squared standard
// error after adding ¾ promoters, ¾ detractors and 1½ passives: the
// adjusted-Wald interval that Rocks (2016) found to cover best.
func (d NPSDetail) adjusted() (net, squaredError float64) {
	n := float64(d.n()) + 3
	p := (float64(d.Promoters) + 0.75) / n
	q := (float64(d.Detractors) + 0.75) / n
	net = p - q
	return net, (p + q - net*net) / n
}
