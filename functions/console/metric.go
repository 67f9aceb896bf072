package console

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/measure"
	"github.com/heed-cs/heed/shared/metric"
)

func (c *Console) metricRoutes() []route {
	const path = "/v1/metrics"
	return []route{
		{method: http.MethodGet, path: path, scope: heed.ScopeRead, answer: c.listMetrics},
		{method: http.MethodGet, path: path + "/targets", scope: heed.ScopeRead, answer: c.listTargets},
		{method: http.MethodGet, path: path + "/{metric}", scope: heed.ScopeRead, answer: c.getMetric},
		{method: http.MethodGet, path: path + "/{metric}/compare", scope: heed.ScopeRead, answer: c.compareMetric},
	}
}

// listMetrics describes all metrics.
func (c *Console) listMetrics(r *request) (reply, error) {
	_, err := r.knownQuery()
	return reply{body: list{Items: metric.Descriptions()}}, err
}

// metricView is a metric over time.
type metricView struct {
	Metric   metric.Name      `json:"metric"`
	From     heed.Day         `json:"from"`
	To       heed.Day         `json:"to"` // not included
	Interval metric.Interval  `json:"interval"`
	Series   []measure.Series `json:"series"`
}

// getMetric answers a metric. With groups, only those are answered that have
// answers in the stretch.
func (c *Console) getMetric(r *request) (reply, error) {
	params, err := r.knownQuery("from", "to", "interval", "by", "account", "horizon", "discount", "within")
	if err != nil {
		return reply{}, err
	}
	q, err := c.question(r, params)
	if err != nil {
		return reply{}, err
	}
	if err := readStretch(&q, params); err != nil {
		return reply{}, err
	}
	if err := q.Check(); err != nil {
		return reply{}, err
	}
	all, err := c.measure.Answer(r.Context(), q)
	return reply{body: metricView{q.Metric, q.From, q.To, q.Interval, all}}, err
}

// question reads what is asked of a metric, but for the stretch.
func (c *Console) question(r *request, params url.Values) (q measure.Question, err error) {
	q = measure.Question{By: params.Get("by"), Interval: metric.Interval(params.Get("interval"))}
	if q.Metric, err = metric.Parse(r.PathValue("metric")); err != nil {
		return q, heed.Refuse(heed.NotFound, "%v", err)
	}
	if len(params["by"]) > 1 {
		return q, heed.RefuseField("by", "enum", "by must be said once")
	}
	if err := readBasis(&q.Basis, params); err != nil {
		return q, err
	}
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return q, err
	}
	q.WithSettings(set.Value, r.now)
	if name := params.Get("account"); name != "" {
		q.Account, err = c.asked(r.Context(), name)
	}
	return q, err
}

// asked is the account a parameter names.
func (c *Console) asked(ctx context.Context, name string) (*heed.Account, error) {
	row, err := c.find(ctx, name)
	if err != nil {
		return nil, err
	}
	if !row.Value.Exists() {
		return nil, noAccount(name)
	}
	return &row.Value, nil
}

func readBasis(b *metric.Basis, params url.Values) (err error) {
	if b.Horizon, err = wholeParam(params, "horizon"); err != nil {
		return err
	}
	if b.Within, err = wholeParam(params, "within"); err != nil {
		return err
	}
	if b.Discount, err = strconv.ParseFloat(cmp.Or(params.Get("discount"), "0"), 64); err != nil {
		return heed.RefuseField("discount", "type", "discount must be a number, such as 0.1")
	}
	return nil
}

func wholeParam(params url.Values, name string) (int, error) {
	n, err := strconv.Atoi(cmp.Or(params.Get(name), "0"))
	if err != nil || n == 0 && params.Get(name) != "" {
		return 0, heed.RefuseField(name, "type", "%s must be a whole number above 0", name)
	}
	return n, nil
}

// readStretch reads from and to, under the names the question has for them.
func readStretch(q *measure.Question, params url.Values) (err error) {
	if q.From, err = dayParam(params, q.Prefix+"from", ""); err != nil {
		return err
	}
	q.To, err = dayParam(params, q.Prefix+"to", "")
	return err
}

func dayParam(params url.Values, name string, fallback heed.Day) (heed.Day, error) {
	text := params.Get(name)
	if text == "" {
		return fallback, nil
	}
	d, err := heed.ParseDay(text)
	if err != nil {
		return "", heed.RefuseField(name, "format", "%s: %v", name, err)
	}
	return d, nil
}
