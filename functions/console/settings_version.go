package console

import (
	"context"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// listSettingsVersions answers how the settings came to be what they are, the
// newest change first.
func (c *Console) listSettingsVersions(r *request) (reply, error) {
	if _, err := r.knownQuery("limit", "cursor"); err != nil {
		return reply{}, err
	}
	limit, cursor, err := r.page()
	if err != nil {
		return reply{}, err
	}
	before, err := receiptNumber(cursor)
	if err != nil {
		return reply{}, err
	}
	versions, err := c.rec.SettingsVersions(r.Context(), before, limit+1)
	if err != nil {
		return reply{}, err
	}
	next := ""
	if len(versions) > limit {
		versions = versions[:limit]
		next = strconv.FormatInt(versions[limit-1].Version, 10)
	}
	return listed(versions, next), nil
}

// getSettingsVersion answers the settings as a version left them, in the form that
// can be put again.
func (c *Console) getSettingsVersion(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	n, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || n < 0 {
		return reply{}, heed.Refuse(heed.NotFound, "a version is a whole number, 0 are the defaults: GET /v1/settings/versions lists them")
	}
	set, err := c.settingsAt(r.Context(), n)
	return reply{body: set}, err
}

// settingsAt undoes every change since a version. Only changes are kept, so that
// is possible as long as each of them is remembered.
func (c *Console) settingsAt(ctx context.Context, n int64) (heed.Settings, error) {
	row, err := c.rec.Settings(ctx)
	set, at := row.Value, row.Version
	if err != nil || n == at {
		return set, err
	}
	versions, err := c.rec.SettingsVersions(ctx, 0, int(min(max(at-n, 1), records.KeptVersions)))
	if err != nil {
		return set, err
	}
	for _, v := range versions {
		if v.Version != at || at == n {
			break
		}
		if set, err = set.Undone(v.Changes); err != nil {
			return set, err
		}
		at--
	}
	if at != n {
		return set, heed.Refuse(heed.NotFound, "version %d of the settings is not remembered: GET /v1/settings/versions lists those that are", n)
	}
	return set, nil
}
