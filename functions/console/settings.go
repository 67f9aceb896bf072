package console

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/formula"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

func (c *Console) settingsRoutes() []route {
	const path = "/v1/settings"
	return []route{
		{method: http.MethodGet, path: path, scope: heed.ScopeRead, answer: c.getSettings},
		{method: http.MethodPut, path: path, scope: heed.ScopeAdmin, answer: c.putSettings},
		{method: http.MethodPost, path: path + "/preview", scope: heed.ScopeAdmin, answer: c.previewSettings},
		{method: http.MethodGet, path: path + "/versions", scope: heed.ScopeRead, answer: c.listSettingsVersions},
		{method: http.MethodGet, path: path + "/versions/{version}", scope: heed.ScopeRead, answer: c.getSettingsVersion},
	}
}

func (c *Console) getSettings(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	row, err := c.rec.Settings(r.Context())
	return showSettings(row), err
}

func showSettings(row records.Row[heed.Settings]) reply {
	return reply{body: row.Value, etag: etagOf(row.Version)}
}

// putSettings replaces the settings and has every account judged again: bands that
// move by them alone follow in silence, for a changed opinion is no news of a customer. The
// judgements are asked for whether or not something changed, so that repeating
// a request whose answer was lost completes it.
func (c *Console) putSettings(r *request) (reply, error) {
	set, err := r.settings()
	if err != nil {
		return reply{}, err
	}
	row, err := onConflict(func() (records.Row[heed.Settings], error) { return c.replaceSettings(r, set) })
	if err != nil {
		return reply{}, err
	}
	return showSettings(row), c.touchAll(r)
}

func (c *Console) replaceSettings(r *request, set heed.Settings) (records.Row[heed.Settings], error) {
	row, err := c.rec.Settings(r.Context())
	if err != nil {
		return row, err
	}
	if err := r.ifMatch(row.Version); err != nil {
		return row, err
	}
	changes := row.Value.ChangesTo(set)
	if len(changes) == 0 && row.Found() {
		return row, nil // judged as before: no version of its own
	}
	version := heed.SettingsVersion{Version: row.Version + 1, At: r.now, Key: r.key.ID, KeyName: r.key.Name, Changes: changes}
	ops := records.PutSettingsVersion(version, row.Value)
	row.Value = set
	err = c.commit(r, append(ops, records.PutSettings(row))...)
	row.Version++
	return row, err
}

// settings reads a whole document of settings.
func (r *request) settings() (heed.Settings, error) {
	body, err := r.object()
	if err != nil {
		return heed.Settings{}, err
	}
	return settingsIn(body)
}

// settingsIn are the settings that an object says: members that are absent or null
// take their defaults, at every depth.
func settingsIn(object any) (heed.Settings, error) {
	set := heed.DefaultSettings()
	defaults, _ := json.Marshal(set) // plain data
	said, err := json.Marshal(object)
	if err != nil {
		return set, err
	}
	whole, err := json.Marshal(mergePatch(decoded(defaults), decoded(said)))
	if err != nil {
		return set, err
	}
	if err := strictly(whole, &set); err != nil {
		return set, err
	}
	read, wrong := formula.ReadAll(set.Factors)
	if errs := slices.Concat(set.Check(risk.Factors()), wrong, metric.CheckTargets(set.MetricTargets)); len(errs) > 0 {
		return set, &heed.Problem{Code: heed.Invalid, Detail: "the settings have mistakes: mend the named members", Fields: errs}
	}
	set.Factors = read
	return set, nil
}

// touchPause lies between the messages that have all accounts judged again, so
// that fresh signals need not wait behind them.
const touchPause = 200 * time.Millisecond

// touchAll asks for every account's judgement.
func (c *Console) touchAll(r *request) error {
	c.portfolio.forget() // an account of a moment ago counts too
	all, err := c.portfolio.accounts(r.Context(), r.now)
	if err != nil {
		return err
	}
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	msgs := hint.Touches(ids)
	for i := range msgs {
		msgs[i].Delay = min((touchPause * time.Duration(i)).Truncate(time.Second), queue.MaxDelay)
	}
	if len(msgs) == 0 {
		return nil
	}
	return c.touches.Send(r.Context(), msgs...)
}
