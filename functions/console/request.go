package console

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

const (
	defaultLimit = 50
	maxLimit     = 200
	maxBody      = 1 << 20
)

// request is an authenticated request with the instant it is answered at.
type request struct {
	*http.Request
	key heed.Key
	now time.Time

	members []string        // of the body, by name
	audited bool            // the audit log has it, or need not
	saw     map[string]bool // the accounts whose personal data was shown
}

// may reports whether the caller's key has a scope beyond the route's own.
func (r *request) may(scope heed.Scope) bool { return r.key.Allows(scope, r.now) }

// language is the one the caller asked for.
func (r *request) language() heed.Language {
	return heed.PreferredLanguage(r.Header.Get("Accept-Language"), heed.English)
}

// spoken answers a body with sentences in the language the caller asked for.
func (r *request) spoken(body any) reply {
	return reply{body: body, header: http.Header{
		"Content-Language": {string(r.language())}, "Vary": {"Accept-Language"},
	}}
}

// object reads the body as one strict JSON object and gives its members.
func (r *request) object() (map[string]json.RawMessage, error) {
	raw, err := r.body()
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return nil, heed.Refuse(heed.Unreadable, "the body must be a JSON object")
	}
	return members, nil
}

// body reads strict JSON.
func (r *request) body() ([]byte, error) {
	if kind := r.Header.Get("Content-Type"); kind != "" && !heed.IsJSON(kind) {
		return nil, heed.Refuse(heed.Unsupported, "the body must be application/json, not %q", kind)
	}
	raw, err := problem.Body(r.Body, maxBody)
	if err != nil {
		return nil, err
	}
	if err := heed.Strict(raw); err != nil {
		var field heed.FieldError
		errors.As(err, &field)
		return nil, &heed.Problem{Code: heed.Unreadable, Detail: field.Detail, Fields: []heed.FieldError{field}}
	}
	r.sent(raw)
	return raw, nil
}

// into reads the body into a struct and refuses members it does not have, by name.
func (r *request) into(v any) error {
	raw, err := r.body()
	if err != nil {
		return err
	}
	return strictly(raw, v)
}

func strictly(raw []byte, v any) error {
	if text := bytes.TrimLeft(raw, " \t\r\n"); len(text) == 0 || text[0] != '{' {
		return heed.Refuse(heed.Unreadable, "the body must be a JSON object")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		pointer := "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		return heed.RefuseField(pointer, "type", "the member must be %s, not %s", inJSON(wrong.Type.Kind()), wrong.Value)
	case err != nil && strings.HasPrefix(err.Error(), "json: unknown field "):
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		return heed.RefuseField("/"+name, "unknown", "the member is not known here")
	case err != nil:
		return heed.Refuse(heed.Unreadable, "the body must be a JSON object: %v", err)
	}
	return nil
}

// inJSON names in JSON's words what a member of the kind holds.
func inJSON(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "an array"
	case reflect.Map, reflect.Struct:
		return "an object"
	case reflect.Float64:
		return "a number"
	}
	return "a whole number"
}

// page reads limit and cursor. The cursor's text is what the answer before gave.
func (r *request) page() (limit int, cursor string, err error) {
	q := r.URL.Query()
	limit = defaultLimit
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxLimit {
			return 0, "", heed.RefuseField("limit", "range", "limit must be a whole number between 1 and %d", maxLimit)
		}
		limit = n
	}
	raw, err := base64.RawURLEncoding.DecodeString(q.Get("cursor"))
	if err != nil || len(raw) > 1024 {
		return 0, "", badCursor("cursor")
	}
	return limit, string(raw), nil
}

func badCursor(name string) error {
	return heed.RefuseField(name, "format", "%s is not one that Heed gave: start again without it", name)
}

// knownQuery refuses query parameters the call does not have, so that a
// misspelt filter is not a lost one.
func (r *request) knownQuery(names ...string) (url.Values, error) {
	q := r.URL.Query()
	for name := range q {
		if !contains(names, name) {
			return nil, heed.RefuseField(name, "unknown", "the parameter is not known here; known are %s", strings.Join(names, ", "))
		}
	}
	return q, nil
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// list is how every list is answered.
type list struct {
	Items any     `json:"items"`
	Next  *string `json:"next"`
}

// listed answers a list; an empty next ends it.
func listed[T any](items []T, next string) reply {
	if items == nil {
		items = []T{}
	}
	out := list{Items: items}
	if next != "" {
		opaque := base64.RawURLEncoding.EncodeToString([]byte(next))
		out.Next = &opaque
	}
	return reply{body: out}
}

// reply is an answer: 200 with a JSON body unless it says otherwise.
type reply struct {
	status int
	body   any
	etag   string
	header http.Header
}

var noContent = reply{status: http.StatusNoContent}

func (out reply) write(w http.ResponseWriter, r *http.Request) {
	for name, values := range out.header {
		w.Header()[name] = values
	}
	if out.status == 0 {
		out.status = http.StatusOK
	}
	w.Header().Set("Cache-Control", "no-store")
	if out.etag != "" {
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Set("ETag", out.etag)
		if r.Method == http.MethodGet && r.Header.Get("If-None-Match") == out.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if out.body == nil {
		w.WriteHeader(out.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(out.status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(out.body) // the caller may be gone
}

// etagOf names a version of something that can be edited.
func etagOf(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// tagOf names a version and how it is shown: what is shown of some things changes
// without anybody editing them.
func tagOf(version int64, view any) string { return fmt.Sprintf(`"%d-%s"`, version, digest(view)) }

// ifMatch honours If-Match against the version that is there; 0 is nothing.
func (r *request) ifMatch(version int64) error {
	return r.ifVersion(strconv.FormatInt(version, 10), version > 0)
}

// ifVersion honours If-Match and "If-None-Match: *" before a write. A tag is the
// version in quotes, or the version, a hyphen and a digest of how it was shown.
func (r *request) ifVersion(version string, there bool) error {
	want := r.Header.Get("If-Match")
	switch {
	case want != "" && !names(want, version, there):
		return heed.Refuse(heed.Stale, "somebody changed it since you read it: read it again, then write")
	case r.Header.Get("If-None-Match") == "*" && there:
		return heed.Refuse(heed.Stale, "it is there already: write without If-None-Match to change it")
	}
	return nil
}

// names reports whether a list of entity tags holds one of the version.
func names(tags, version string, there bool) bool {
	for tag := range strings.SplitSeq(tags, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/") // proxies that compress weaken tags
		named, _, _ := strings.Cut(strings.Trim(tag, `"`), "-")
		if named == version || tag == "*" && there {
			return true
		}
	}
	return false
}
