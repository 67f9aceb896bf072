package console

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// maxMembers bounds what an entry names of a body.
const maxMembers = 50

// commit writes a change together with its entry in the audit log: either both
// are kept or neither.
func (c *Console) commit(r *request, ops ...store.Op) error {
	if r.audited || len(ops) == 0 {
		return c.rec.Write(r.Context(), ops...)
	}
	entry, err := c.noted(r, r.entry(), rand.Text())
	if err != nil {
		return err
	}
	err = c.rec.Write(r.Context(), append(slices.Clip(ops), entry)...)
	r.audited = err == nil
	return err
}

// noted is the operation that puts an entry into the log, for as long as signals are kept.
func (c *Console) noted(r *request, entry heed.Audit, name string) (store.Op, error) {
	set, err := c.rec.Settings(r.Context())
	return records.PutAudit(entry, name, set.Value.Retention.Signals(r.now)), err
}

// audit keeps what a request did that no Write of its own has told: an order that
// went to a queue, and a look at personal data.
func (c *Console) audit(r *request) error {
	for _, account := range slices.Sorted(maps.Keys(r.saw)) {
		if err := c.auditRead(r, account); err != nil {
			return err
		}
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.audited {
		return nil
	}
	entry, err := c.noted(r, r.entry(), rand.Text())
	if err != nil {
		return err
	}
	return c.rec.Write(r.Context(), entry)
}

// harmless says that a request changes nothing, whatever its method: a preview.
func (r *request) harmless() { r.audited = true }

// entry is the request as the audit log tells it.
func (r *request) entry() heed.Audit {
	return heed.Audit{
		At: r.now, Act: heed.Changed, Key: r.key.ID, KeyName: r.key.Name, What: r.what(), Account: r.about(),
		Members: r.members, Request: r.Header.Get(problem.RequestID),
	}
}

// what is the method and the address without its parameters, and with an ellipsis for a contact.
func (r *request) what() string {
	path := r.URL.Path
	if contact := r.PathValue("contact"); contact != "" {
		path = strings.TrimSuffix(path, contact) + "…"
	}
	return r.Method + " " + path
}

// about is the account that the address names; empty when it names none.
func (r *request) about() string {
	if !strings.Contains(r.URL.Path, "/accounts/") {
		return ""
	}
	return r.PathValue("id")
}

// sent notes which members a body has.
func (r *request) sent(raw []byte) {
	var body map[string]json.RawMessage
	if json.Unmarshal(raw, &body) == nil {
		names := slices.Sorted(maps.Keys(body))
		r.members = names[:min(len(names), maxMembers)]
	}
}

// personal reports whether the caller may see who people are and what they wrote
// at an account, and notes that they did.
func (r *request) personal(account string) bool {
	if !r.may(heed.ScopePersonal) {
		return false
	}
	if r.saw == nil {
		r.saw = map[string]bool{}
	}
	r.saw[account] = true
	return true
}

// readers remembers which looks at personal data are in the log, for the hour
// that one entry stands for.
type readers struct {
	mu   sync.Mutex
	hour time.Time
	of   map[string]bool
}

// first reports whether nobody has noted this look in this hour, here.
func (s *readers) first(name string, hour time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !hour.Equal(s.hour) {
		s.hour, s.of = hour, map[string]bool{}
	}
	return !s.of[name]
}

func (s *readers) noted(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[name] = true
}

// auditRead keeps that a key's owner saw personal data of an account: once an
// hour, or a page that looks every second would fill the log.
func (c *Console) auditRead(r *request, account string) error {
	hour, name := r.now.Truncate(time.Hour), "read#"+r.key.ID+"#"+account
	if !c.readers.first(name, hour) {
		return nil
	}
	entry := r.entry()
	entry.At, entry.Act, entry.Account, entry.Members = hour, heed.ReadPersonal, account, nil
	op, err := c.noted(r, entry, name)
	if err != nil {
		return err
	}
	if err := store.UnlessConflict(c.rec.Write(r.Context(), op)); err != nil {
		return err
	}
	c.readers.noted(name)
	return nil
}
