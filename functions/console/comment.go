package console

import (
	"github.com/heed-cs/heed/shared/comment"
	"github.com/heed-cs/heed/shared/heed"
)

// commentView is what a comment comes to; all of it null where there is none, or the
// scope personal is missing.
type commentView struct {
	Sentiment *float64   `json:"sentiment"` // −1 to 1
	Themes    []string   `json:"themes"`
	Words     []wordView `json:"words"` // that decided; their weights add up to the sentiment
}

type wordView struct {
	Word   string  `json:"word"`
	Start  int     `json:"start"` // in bytes of the comment
	End    int     `json:"end"`   // behind the last
	Weight float64 `json:"weight"`
	Theme  *string `json:"theme"`
}

// commentIn reads the comment of an answer anew: only what it comes to is kept.
func commentIn(s heed.Stored, personal bool) (v commentView) {
	f, err := heed.FeedbackOf(s.Signal)
	if !personal || !heed.IsFeedback(s.Type) || err != nil || f.Comment == "" {
		return v
	}
	r := comment.Read(f.Comment, heed.Language(f.Language))
	v = commentView{Sentiment: &r.Sentiment, Themes: append([]string{}, r.Themes...), Words: make([]wordView, len(r.Words))}
	for i, w := range r.Words {
		v.Words[i] = wordView{Word: f.Comment[w.Start:w.End], Start: w.Start, End: w.End, Weight: w.Weight, Theme: orNull(w.Theme)}
	}
	return v
}
