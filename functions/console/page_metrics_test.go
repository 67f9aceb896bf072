package console

import (
	"net/http"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestMetricsInBothLanguages(t *testing.T) {
	bench, b := shown(t)
	day := heed.DayOf(time.Now())
	counts := heed.Counts{}
	for bucket, n := range map[string]int64{"9": 12, "3": 4} {
		counts[heed.Cell{Metric: "nps", Touchpoint: "support", Bucket: bucket}] = n
	}
	for dimension, group := range map[string]string{records.Everything: "", "segment": "smb"} {
		bench.write(records.PutRollup(dimension, records.Row[records.Rollup]{Value: records.Rollup{Day: day, Groups: map[string]heed.Counts{group: counts}}}))
	}
	mustHold(t, b.page("/ui/metrics?by=segment"), "Net promoter score", "the last 12 months", ">50<", "16 answers: a first hint", "By segment", ">smb<",
		`data-plot="low"`, `<data value="50">50</data>`)
	mustLack(t, b.page("/ui/metrics?by=owner"), `value="owner"`, "By owner")
	bench.want(200, "PUT", "/v1/settings", `{"privacy":{"owner_reports":true}}`)
	mustHold(t, b.page("/ui/metrics?by=owner"), `<option value="owner" selected`, "By owner")
	b.lang = "de"
	mustHold(t, b.page("/ui/metrics?by=segment"), "16 Antworten: ein erster Hinweis", "Nach Segment")
	mustHold(t, b.page("/ui/metrics?metric=csat"), "niemand hat geantwortet")
	mustLack(t, b.page("/ui/metrics?by=account&interval=hour&months=999"), "account=")
	if answer, _ := b.load(http.MethodGet, "/ui/metrics?metric=happiness", nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a metric that does not exist is answered %d, want 422", answer.StatusCode)
	}
}
