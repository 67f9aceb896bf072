package console

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// minAdminKey is how long a key must be that people think of themselves: as
// long as 32 letters and digits, 165 bits when they are drawn at random.
const minAdminKey = len(heed.KeyPrefix) + 32

func (c *Console) keyRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/v1/keys", scope: heed.ScopeAdmin, answer: c.createKey, remembers: true},
		{method: http.MethodGet, path: "/v1/keys", scope: heed.ScopeAdmin, answer: c.listKeys},
		{method: http.MethodDelete, path: "/v1/keys/{id}", scope: heed.ScopeAdmin, answer: c.deleteKey},
	}
}

// keyView is an API key as lists show it.
type keyView struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	Scopes    []heed.Scope `json:"scopes"`
	Types     []string     `json:"types"` // the signal types it may send; null is all
	CreatedAt time.Time    `json:"created_at"`
	ExpiresAt *time.Time   `json:"expires_at"`
	// Key is the secret, shown once: when it is made.
	Key string `json:"key,omitempty"`
}

func keyIn(k heed.Key) keyView {
	return keyView{ID: k.ID, Name: k.Name, Scopes: k.Scopes, Types: k.Types, CreatedAt: k.CreatedAt, ExpiresAt: orNever(k.ExpiresAt)}
}

// keyForm is what people say of a key.
type keyForm struct {
	Name      string       `json:"name"`
	Scopes    []heed.Scope `json:"scopes"`
	Types     []string     `json:"types"`
	ExpiresAt string       `json:"expires_at"`
}

// createKey makes a key and shows it, this once: only its hash is kept.
func (c *Console) createKey(r *request) (reply, error) {
	body, err := r.body()
	if err != nil {
		return reply{}, err
	}
	var form keyForm
	if err := strictly(body, &form); err != nil {
		return reply{}, err
	}
	return c.once(r, body, func() (reply, []store.Op, error) {
		expires, err := form.check(r.now)
		if err != nil {
			return reply{}, nil, err
		}
		secret := heed.KeyPrefix + randomText()
		k := newKey(form.Name, secret, r.now)
		k.Scopes, k.Types, k.ExpiresAt = slices.Compact(slices.Sorted(slices.Values(form.Scopes))), form.Types, expires
		view := keyIn(k)
		view.Key = secret
		return reply{status: http.StatusCreated, body: view}, []store.Op{records.PutKey(records.Row[heed.Key]{Value: k})}, nil
	})
}

// randomText is 32 random bytes as letters, digits, - and _.
func randomText() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// newKey makes a key without scopes. Its id is the beginning of its hash, which
// tells nothing about the secret.
func newKey(name, secret string, now time.Time) heed.Key {
	hash := heed.HashKey(secret)
	return heed.Key{ID: "key_" + hash[:16], Name: name, Hash: hash, CreatedAt: now}
}

// check names every mistake in what is said of a key, and reads when it ends.
func (f keyForm) check(now time.Time) (expires time.Time, err error) {
	var errs []heed.FieldError
	fail := func(pointer, code, format string, args ...any) {
		errs = append(errs, heed.FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	if n := utf8.RuneCountInString(f.Name); n < 1 || n > 128 {
		fail("/name", "required", "the name has 1 to 128 characters and says what the key is for")
	}
	if len(f.Scopes) == 0 {
		fail("/scopes", "required", "a key needs one scope at least, of %s", joined(heed.Scopes))
	}
	for i, s := range f.Scopes {
		if !slices.Contains(heed.Scopes, s) {
			fail(fmt.Sprintf("/scopes/%d", i), "enum", "the scope must be one of %s", joined(heed.Scopes))
		}
	}
	if f.ExpiresAt != "" {
		if expires, err = parsedTime(f.ExpiresAt); err != nil {
			fail("/expires_at", "format", "%s", err)
		} else if !expires.After(now) {
			fail("/expires_at", "range", "the time must lie ahead")
		}
	}
	if f.Types != nil {
		errs = append(errs, checkPatterns("/types", f.Types, heed.SignalTypes())...)
	}
	return expires.Truncate(time.Second), mistakes("the key", errs)
}

// parsedTime reads a time as the API writes it.
func parsedTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, errors.New("the member must be a time such as 2026-11-20T09:30:00Z (RFC 3339)")
	}
	return t.UTC(), nil
}

func joined[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

func (c *Console) listKeys(r *request) (reply, error) {
	all, err := c.rec.Keys(r.Context())
	if err != nil {
		return reply{}, err
	}
	return pageIn(r, all, func(k heed.Key) string { return k.ID }, keyIn)
}

// deleteKey ends a key. Functions that remember it let it in for a little longer.
func (c *Console) deleteKey(r *request) (reply, error) {
	all, err := c.rec.Keys(r.Context())
	if err != nil {
		return reply{}, err
	}
	i := slices.IndexFunc(all, func(k heed.Key) bool { return k.ID == r.PathValue("id") })
	if i < 0 {
		return reply{}, heed.Refuse(heed.NotFound, "there is no key of this id: GET /v1/keys lists them")
	}
	return noContent, c.commit(r, records.DeleteKey(all[i].Hash))
}

// EnsureAdminKey makes a key of the given secret that may do everything, unless
// it is there. The host calls it with HEED_ADMIN_KEY at start.
func EnsureAdminKey(ctx context.Context, rec *records.Records, secret string, now time.Time) error {
	if !strings.HasPrefix(secret, heed.KeyPrefix) || len(secret) < minAdminKey {
		return fmt.Errorf("the admin key must begin with %s and have at least 32 random characters behind it: make one with: echo %s$(openssl rand -hex 24)", heed.KeyPrefix, heed.KeyPrefix)
	}
	row, err := rec.Key(ctx, heed.HashKey(secret))
	if err != nil || row.Found() {
		return err
	}
	row.Value = newKey("admin key of the deployment", secret, now.UTC())
	row.Value.Scopes = []heed.Scope{heed.ScopeAdmin}
	return store.UnlessConflict(rec.Write(ctx, records.PutKey(row))) // another process may have been quicker
}
