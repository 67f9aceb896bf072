package heed

import (
	"encoding/json"
	"testing"
)

func answerTo(kind, data string) Signal {
	return Signal{ID: "1", Source: "s", Type: kind, Time: noon, Data: json.RawMessage(data)}
}

func TestFeedbackOf(t *testing.T) {
	tests := []struct {
		kind, data string
		score      int
		scale      string
	}{
		{FeedbackNPS, `{"score":0}`, 0, ""},
		{FeedbackCSAT, `{"score":5}`, 5, "1-5"},
		{FeedbackCSAT, `{"score":2,"scale":"1-2"}`, 2, "1-2"},
		{FeedbackCSAT, `{"score":5,"scale":null}`, 5, "1-5"},
		{FeedbackCES, `{"score":7}`, 7, "1-7"},
		{FeedbackCES, `{"score":7,"direction":"high_is_easy"}`, 7, "1-7"},
		{FeedbackCES, `{"score":1,"direction":"low_is_easy"}`, 7, "1-7"},
		{FeedbackCES, `{"score":4,"direction":"low_is_easy"}`, 4, "1-7"},
		{FeedbackCES, `{"score":5,"scale":"1-5","direction":"low_is_easy"}`, 1, "1-5"},
	}
	for _, test := range tests {
		f, err := FeedbackOf(answerTo(test.kind, test.data))
		if err != nil || f.Score != test.score || f.Scale != test.scale || f.Direction == LowIsEasy {
			t.Errorf("%s %s is %+v, %v", test.kind, test.data, f, err)
		}
	}
	if _, err := FeedbackOf(answerTo(FeedbackNPS, `{"score":"9"}`)); err == nil {
		t.Error("a score in text is read")
	}
}

func TestAnswersCell(t *testing.T) {
	f, _ := FeedbackOf(answerTo(FeedbackCSAT, `{"score":4,"touchpoint":"support","channel":"email"}`))
	want := Cell{Metric: MetricCSAT, Touchpoint: "support", Channel: "email", Phase: "adoption", Scale: "1-5", Bucket: "4"}
	if got := f.Cell(FeedbackCSAT, "adoption"); got != want {
		t.Errorf("the cell is %+v, want %+v", got, want)
	}
}

func TestScoresKeepToTheirScale(t *testing.T) {
	for _, scale := range CSATScales {
		high := scaleMax(scale)
		inside, _ := json.Marshal(Feedback{Score: high, Scale: scale})
		above, _ := json.Marshal(Feedback{Score: high + 1, Scale: scale})
		if errs := checkScale(FeedbackCSAT, inside); len(errs) > 0 {
			t.Errorf("%s gives %v", inside, errs)
		}
		if errs := checkScale(FeedbackCSAT, above); len(errs) != 1 || errs[0].Pointer != "/data/score" {
			t.Errorf("%s gives %v", above, errs)
		}
	}
	if errs := checkScale(FeedbackNPS, []byte(`{"score":11}`)); errs != nil {
		t.Errorf("NPS has no scale: %v", errs)
	}
}
