package heed

import "encoding/json"

// Engagement is one touch between the customer and the company; never its content.
type Engagement struct {
	Kind          string `json:"kind"`
	Direction     string `json:"direction,omitempty"`
	Outcome       string `json:"outcome,omitempty"`
	DecisionMaker bool   `json:"decision_maker,omitempty"`
}

// The buckets engagements are counted in.
const (
	BucketTwoWay = "two_way"
	BucketQBR    = "qbr"
	BucketOneWay = "one_way"
)

// NoShow is the outcome of a meeting that the customer did not attend.
const NoShow = "no_show"

// TwoWay reports whether the customer took part: anything held together, or an
// e-mail of theirs.
func (e Engagement) TwoWay() bool {
	if e.Outcome == NoShow {
		return false
	}
	return e.Kind != "email" || e.Direction == "inbound" || e.Direction == "both"
}

// FactCell is the counter that a signal other than an answer moves on its day,
// or false when it moves none. The phase is the account's at the time.
func FactCell(s Signal, phase string) (Cell, bool) {
	cell := Cell{Metric: Family(s.Type), Phase: phase}
	switch cell.Metric {
	case "ticket", "survey":
		cell.Bucket = s.Type[len(cell.Metric)+1:]
	case "engagement":
		cell.Bucket = engagementBucket(s.Data)
	default:
		return Cell{}, false
	}
	return cell, true
}

func engagementBucket(data json.RawMessage) string {
	var e Engagement
	_ = json.Unmarshal(data, &e) // checked when it came in
	switch {
	case !e.TwoWay():
		return BucketOneWay
	case e.Kind == "qbr":
		return BucketQBR
	}
	return BucketTwoWay
}
