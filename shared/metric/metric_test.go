package metric

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

func TestParse(t *testing.T) {
	for _, n := range Names() {
		if got, err := Parse(string(n)); got != n || err != nil {
			t.Errorf("Parse(%q) = %q, %v", n, got, err)
		}
	}
	for _, s := range []string{"", "NPS", "nps ", "churn"} {
		if got, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %q, want an error", s, got)
		}
	}
}

func TestStateFollowsTheNumberOfAnswers(t *testing.T) {
	for _, c := range []struct {
		n           int64
		state       State
		value, ends bool
	}{
		{0, NoData, false, false},
		{1, Few, true, false},
		{2, Few, true, true},
		{4, Few, true, true},
		{5, LowConfidence, true, true},
		{29, LowConfidence, true, true},
		{30, OK, true, true},
	} {
		all := merged(answered(NPS, "", 9, c.n), answered(CSAT, "1-5", 4, c.n), answered(CES, "1-7", 6, c.n))
		for _, n := range []Name{NPS, CSAT, CES} {
			s := Compute(n, all)
			if s.N != c.n || s.State != c.state || (s.Value != nil) != c.value || (s.Low != nil) != c.ends || (s.High != nil) != c.ends {
				t.Errorf("%s of %d answers: %+v, want state %s, value %t, interval %t", n, c.n, s, c.state, c.value, c.ends)
			}
		}
	}
}

func TestResponseCount(t *testing.T) {
	counts := merged(nps(2, 1, 1), answered(CSAT, "1-5", 3, 5), answered(CSAT, "1-2", 1, 2),
		answered(CES, "1-7", 3, 4), answered(CES, "1-5", 5, 15), heed.Counts{{Metric: "ticket", Bucket: "opened"}: 9})
	s := Compute(ResponseCount, counts)
	near(t, "value", s.Value, 30, 0)
	if s.N != 30 || s.Low != nil || s.High != nil || s.State != OK || s.Detail != (ResponseDetail{NPS: 4, CSAT: 7, CES: 19}) {
		t.Errorf("got %+v", s)
	}
	if s := Compute(ResponseCount, nil); s.Value != nil || s.N != 0 || s.State != NoData {
		t.Errorf("of nothing: %+v", s)
	}
}

func TestUnknownNameHasNoData(t *testing.T) {
	if s := Compute("churn", nps(1, 1, 1)); s.Value != nil || s.State != NoData {
		t.Errorf("got %+v", s)
	}
}

func TestWhatIsNoAnswerIsIgnored(t *testing.T) {
	strange := heed.Counts{
		{Metric: "nps", Bucket: "11"}: 1, {Metric: "nps", Bucket: "-1"}: 1, {Metric: "nps", Bucket: ""}: 1,
		{Metric: "nps", Bucket: "nine"}: 1, {Metric: "nps", Scale: "1-5", Bucket: "3"}: 1,
		{Metric: "csat", Bucket: "3"}: 1, {Metric: "csat", Scale: "1-9", Bucket: "3"}: 1, {Metric: "csat", Scale: "1-5", Bucket: "0"}: 1,
		{Metric: "ces", Scale: "1-10", Bucket: "3"}: 1, {Metric: "engagement", Bucket: "3"}: 1,
	}
	for _, n := range Names() {
		if s := Compute(n, strange); s.N != 0 || s.State != NoData {
			t.Errorf("%s counts %d of them", n, s.N)
		}
	}
}

func TestCellBelowZeroCountsAsZero(t *testing.T) {
	counts := merged(nps(3, 0, 2), answered(NPS, "", 5, -4), answered(NPS, "", 4, 0))
	if diff := cmp.Diff(Compute(NPS, nps(3, 0, 2)), Compute(NPS, counts)); diff != "" {
		t.Error(diff)
	}
}

func TestJSON(t *testing.T) {
	for _, c := range []struct {
		name   Name
		counts heed.Counts
		want   string
	}{
		{NPS, nil, `{"value":null,"n":0,"low":null,"high":null,"state":"no_data","detail":{"promoters":0,"passives":0,"detractors":0}}`},
		{NPS, nps(1, 0, 0), `{"value":100,"n":1,"low":null,"high":null,"state":"few","detail":{"promoters":1,"passives":0,"detractors":0}}`},
		{CSAT, replies(CSAT, "1-2", 2), `{"value":100,"n":1,"low":null,"high":null,"state":"few","detail":{"satisfied":1,"neutral":0,"dissatisfied":0,"pooled":false,` +
			`"scales":[{"scale":"1-2","n":1,"mean":2,"low":null,"high":null,"distribution":{"1":0,"2":1}}]}}`},
		{CES, nil, `{"value":null,"n":0,"low":null,"high":null,"state":"no_data","detail":{"agreement":{"value":null,"n":0,"low":null,"high":null},` +
			`"distribution":{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0},"other_scales":[]}}`},
		{ResponseCount, nps(1, 1, 0), `{"value":2,"n":2,"low":null,"high":null,"state":"few","detail":{"nps":2,"csat":0,"ces":0}}`},
	} {
		got, err := json.Marshal(Compute(c.name, c.counts))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.name, err, got, c.want)
		}
	}
}

func TestEveryScoreIsSound(t *testing.T) {
	bounds := map[Name][2]float64{NPS: {-100, 100}, CSAT: {0, 100}, CES: {1, 7}}
	rapid.Check(t, func(t *rapid.T) {
		counts := drawCounts(t, "drawn")
		for n, b := range bounds {
			s := Compute(n, counts)
			if _, err := json.Marshal(s); err != nil {
				t.Fatalf("%s: %v", n, err)
			}
			if s.N > 0 && (*s.Value < b[0] || *s.Value > b[1]) {
				t.Fatalf("%s = %v, outside %v", n, *s.Value, b)
			}
			if s.N > 1 && !(b[0] <= *s.Low && *s.Low <= *s.Value && *s.Value <= *s.High && *s.High <= b[1]) {
				t.Fatalf("%s: not %v ≤ %v ≤ %v ≤ %v ≤ %v", n, b[0], *s.Low, *s.Value, *s.High, b[1])
			}
		}
	})
}

func TestOrderOfMergingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := []heed.Counts{drawCounts(t, "first"), drawCounts(t, "second"), drawCounts(t, "third")}
		shuffled := rapid.Permutation(days).Draw(t, "order")
		for _, n := range Names() {
			if diff := cmp.Diff(Compute(n, merged(days...)), Compute(n, merged(shuffled...))); diff != "" {
				t.Fatalf("%s: %s", n, diff)
			}
		}
	})
}

func TestMoreOfTheSameAnswersNeverWidenTheInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := drawCounts(t, "drawn")
		more := times(rapid.Int64Range(2, 50).Draw(t, "times"), counts)
		for _, n := range []Name{NPS, CSAT, CES} {
			few, many := Compute(n, counts), Compute(n, more)
			if few.N > 1 && *many.High-*many.Low > *few.High-*few.Low+1e-9 {
				t.Fatalf("%s: %v…%v of %d widens to %v…%v", n, *few.Low, *few.High, few.N, *many.Low, *many.High)
			}
		}
	})
}

func ExampleCompute() {
	march := heed.Counts{
		{Metric: "nps", Touchpoint: "support", Bucket: "9"}: 10,
		{Metric: "nps", Touchpoint: "support", Bucket: "3"}: 5,
	}
	april := heed.Counts{{Metric: "nps", Touchpoint: "renewal", Bucket: "8"}: 5}
	march.Merge(april)

	s := Compute(NPS, march)
	fmt.Printf("%.0f of %d answers, between %.1f and %.1f: %s\n", *s.Value, s.N, *s.Low, *s.High, s.State)
	// Output: 25 of 20 answers, between -11.7 and 55.2: low_confidence
}
