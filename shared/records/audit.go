package records

import (
	"context"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func auditPartition(d heed.Day) string { return "AUDIT#" + string(d) }

// PutAudit adds an entry to the audit log, once for each name: a second one of the
// same moment and name conflicts.
func PutAudit(a heed.Audit, name string, expires time.Time) store.Op {
	key := store.Key{Partition: auditPartition(heed.DayOf(a.At)), Sort: AuditPosition(a.At, name)}
	return store.Put(store.Item{Key: key, Data: encode(a), Expires: expires}).IfAbsent()
}

// AuditPosition is where an entry stands in the log of its day.
func AuditPosition(at time.Time, name string) string { return heed.Instant(at) + "#" + name }

// AuditEntry is an entry and where it stands.
type AuditEntry struct {
	heed.Audit
	Position string
}

// Audits reads up to limit entries of one day, newest first, before a position
// made by AuditPosition; an empty one is the end of the day.
func (r *Records) Audits(ctx context.Context, d heed.Day, position string, limit int) ([]AuditEntry, error) {
	q := store.Query{Partition: auditPartition(d), To: position, Backward: true, Limit: limit}
	var all []AuditEntry
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, err
		}
		e := AuditEntry{Position: strings.Clone(it.Key.Sort)}
		if err := decode(it, &e.Audit); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}
