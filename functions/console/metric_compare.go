package console

import (
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/measure"
	"github.com/heed-cs/heed/shared/metric"
)

// compareView is a metric before and after, by group.
type compareView struct {
	Metric metric.Name        `json:"metric"`
	Before stretchView        `json:"before"`
	After  stretchView        `json:"after"`
	Series []measure.Compared `json:"series"`
}

type stretchView struct {
	From heed.Day `json:"from"`
	To   heed.Day `json:"to"` // not included
}

// compareMetric says whether a metric differs between two stretches by more than
// chance would make it.
func (c *Console) compareMetric(r *request) (reply, error) {
	params, err := r.knownQuery("before_from", "before_to", "after_from", "after_to", "by", "account", "within")
	if err != nil {
		return reply{}, err
	}
	before, err := c.question(r, params)
	if err != nil {
		return reply{}, err
	}
	after := before
	if err := readPair(&before, &after, params); err != nil {
		return reply{}, err
	}
	all, err := c.measure.Compare(r.Context(), before, after)
	return reply{body: compareView{before.Metric, stretchView{before.From, before.To}, stretchView{after.From, after.To}, all}}, err
}

// readPair reads both stretches and checks both questions.
func readPair(before, after *measure.Question, params url.Values) error {
	before.Prefix, after.Prefix = "before_", "after_"
	for _, q := range []*measure.Question{before, after} {
		for _, name := range []string{q.Prefix + "from", q.Prefix + "to"} {
			if params.Get(name) == "" {
				return heed.RefuseField(name, "required", "%s must be said: a comparison needs both stretches", name)
			}
		}
		if err := readStretch(q, params); err != nil {
			return err
		}
	}
	return measure.CheckPair(before, after)
}
