package console

import "strconv"

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
