package console

import (
	"net/url"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// bandLinesView is the lines of one kind of target, drawn.
type bandLinesView struct {
	Kind  string
	Bands []heed.Band // that are entered and left: all but low
	Zones []zone
	Marks []string // where bands are left
	Ends  float64  // the probability at the drawing's right
}

// bandLinesViews draw what stands in a form.
func bandLinesViews(f url.Values) (views []bandLinesView) {
	for _, kind := range []string{heed.TargetRenewal, heed.TargetWindow, heed.TargetAssumed} {
		views = append(views, drawLines(f, kind))
	}
	return views
}

// drawLines draws zones from line to line; the last ends a fifth beyond where the
// worst band is entered. Without numbers that rise, nothing is drawn.
func drawLines(f url.Values, kind string) bandLinesView {
	view := bandLinesView{Kind: kind, Bands: heed.Bands[1:]}
	edges, from := []float64{0}, 0.
	for _, band := range view.Bands {
		enter := lineIn(f, kind, band, "enter")
		if !(enter > from && enter < 1) {
			return view
		}
		edges, from = append(edges, enter), enter
	}
	view.Ends = min(1.2*from, 1)
	for i, band := range heed.Bands {
		to := view.Ends
		if i+1 < len(edges) {
			to = edges[i+1]
		}
		x, width := 100*edges[i]/view.Ends, 100*(to-edges[i])/view.Ends
		view.Zones = append(view.Zones, zone{Band: band, span: span{percentage(x), percentage(width)}, Edge: edges[i], Roomy: width > roomy})
	}
	for _, band := range view.Bands {
		view.Marks = append(view.Marks, percentage(100*min(lineIn(f, kind, band, "leave")/view.Ends, 1)))
	}
	return view
}

// lineIn is one of the lines, as a probability; 0 where no number stands.
func lineIn(f url.Values, kind string, band heed.Band, line string) float64 {
	percent, err := strconv.ParseFloat(f.Get("bands/"+kind+"/"+string(band)+"/"+line), 64)
	if err != nil || percent < 0 {
		return 0
	}
	return percent / 100
}
