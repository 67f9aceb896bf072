package heed

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// The scales answers come on, and the directions of an effort question.
var (
	CSATScales = []string{"1-5", "1-7", "1-4", "1-3", "1-2", "1-10"}
	CESScales  = []string{"1-7", "1-5"}
)

// Directions of a CES question: whether a high score means little effort.
const (
	HighIsEasy = "high_is_easy"
	LowIsEasy  = "low_is_easy"
)

// The metrics that answers are counted under.
const (
	MetricNPS  = "nps"
	MetricCSAT = "csat"
	MetricCES  = "ces"
)

// Feedback is the data of one answer.
type Feedback struct {
	Score      int    `json:"score"`
	Scale      string `json:"scale,omitempty"`
	Direction  string `json:"direction,omitempty"`
	Comment    string `json:"comment,omitempty"`
	Touchpoint string `json:"touchpoint,omitempty"`
	Channel    string `json:"channel,omitempty"`
	Language   string `json:"language,omitempty"`
	Contact    string `json:"contact,omitempty"`
	Role       string `json:"role,omitempty"`
	Survey     string `json:"survey,omitempty"`
	Response   string `json:"response,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Product    string `json:"product,omitempty"`
	Excluded   string `json:"excluded,omitempty"`
}

// FeedbackOf reads the answer in a valid feedback signal, with its scale filled
// in and its score turned so that high is always good.
func FeedbackOf(s Signal) (Feedback, error) {
	var f Feedback
	if err := json.Unmarshal(s.Data, &f); err != nil {
		return f, fmt.Errorf("reading the answer of signal %s: %w", s.SID(), err)
	}
	switch s.Type {
	case FeedbackCSAT:
		f.Scale = or(f.Scale, CSATScales[0])
	case FeedbackCES:
		f.Scale = or(f.Scale, CESScales[0])
		f.turn()
	}
	return f, nil
}

// Replaces reports whether the answer, if it belongs with others, replaces the older
// of them: it is the tool's same answer, or one person's in one wave.
func (f Feedback) Replaces() bool { return f.Response != "" || f.Survey != "" }

// turn makes an effort score high when it was easy.
func (f *Feedback) turn() {
	if f.Direction == LowIsEasy {
		f.Score = scaleMax(f.Scale) + 1 - f.Score
		f.Direction = HighIsEasy
	}
}

// Metric is what the feedback type is counted under: "nps", "csat" or "ces".
func Metric(kind string) string { return strings.TrimPrefix(kind, "feedback.") }

// IsFeedback reports whether signals of the type are answers.
func IsFeedback(kind string) bool { return Family(kind) == "feedback" }

// Cell is the counter the answer moves in the account's phase.
func (f Feedback) Cell(kind, phase string) Cell {
	return Cell{
		Metric: Metric(kind), Touchpoint: f.Touchpoint, Channel: f.Channel, Phase: phase,
		Scale: f.Scale, Bucket: strconv.Itoa(f.Score),
	}
}

func scaleMax(scale string) int {
	_, high, _ := strings.Cut(scale, "-")
	n, _ := strconv.Atoi(high)
	return n
}

// checkScale refuses a score outside its scale, which the fields alone cannot see.
func checkScale(kind string, data json.RawMessage) []FieldError {
	if kind != FeedbackCSAT && kind != FeedbackCES {
		return nil
	}
	var f Feedback
	_ = json.Unmarshal(data, &f) // the fields are checked by now
	scale := or(f.Scale, map[string]string{FeedbackCSAT: CSATScales[0], FeedbackCES: CESScales[0]}[kind])
	if high := scaleMax(scale); f.Score > high {
		return []FieldError{{
			Pointer: "/data/score", Code: "range",
			Detail: fmt.Sprintf("the score must lie between 1 and %d on the scale %s; name another with \"scale\"", high, scale),
		}}
	}
	return nil
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
