package console

import (
	"context"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
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

// settingsAt undoes every change since a version, as long as each of them is remembered.
func (c *Console) settingsAt(ctx context.Context, n int64) (heed.Settings, error) {
	for set, err := range c.rec.SettingsBack(ctx) {
		if err != nil || set.Version == n {
			return set, err
		}
		if set.Version < n {
			break
		}
	}
	return heed.Settings{}, heed.Refuse(heed.NotFound, "version %d of the settings is not remembered: GET /v1/settings/versions lists those that are", n)
}
