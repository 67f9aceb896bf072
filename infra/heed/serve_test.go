package main

import (
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	addressPattern = regexp.MustCompile(`Heed listens at (http://[^\s/]+)`)
	keyPattern     = regexp.MustCompile(`heed_[0-9a-f]{48}`)
)

// serve starts heed on a free port and waits until it says where.
func serve(t *testing.T, args ...string) *session {
	t.Helper()
	s := begin(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	s.says("Heed listens at ")
	s.says("\n")
	return s
}

func (s *session) url() string { return addressPattern.FindStringSubmatch(s.out.String())[1] }

// api is a client that holds the key which was printed.
func (s *session) api(key string) *client {
	return &client{base: s.url(), key: key, http: &http.Client{}}
}

func (s *session) printedKey() string { return keyPattern.FindString(s.out.String()) }

func TestServe(t *testing.T) {
	data := t.TempDir()
	s := serve(t, "--data", data)
	s.says("Admin key, shown this once: heed_")
	key := s.printedKey()
	if err := s.api(key).call(t.Context(), "GET", "/healthz", nil, nil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.err.String(), key) {
		t.Errorf("the log tells the key: %s", s.err)
	}
	if code := s.end(); code != 0 {
		t.Errorf("a stopped serve ends with %d: %s", code, s.err)
	}

	again := serve(t, "--data", data)
	if printed := again.printedKey(); printed != "" {
		t.Errorf("the second start shows a key: %s", again.out)
	}
	var keys struct{ Items []apiKey }
	if err := again.api(key).call(t.Context(), "GET", "/v1/keys", nil, &keys); err != nil || len(keys.Items) != 1 {
		t.Errorf("keys %v, %v: want the first start's", keys.Items, err)
	}
}

func TestServeWithAnAdminKey(t *testing.T) {
	key := newKey()
	s := serve(t, "--data", t.TempDir(), "--admin-key", key)
	if err := s.api(key).call(t.Context(), "GET", "/v1/keys", nil, nil); err != nil {
		t.Error(err)
	}
	if s.printedKey() != "" || strings.Contains(s.err.String(), key) {
		t.Errorf("the given key is told: %s%s", s.out, s.err)
	}
	weak := begin(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--admin-key", "heed_secret")
	if code := weak.code(); code != 1 || !strings.Contains(weak.err.String(), "the admin key must") || strings.Contains(weak.err.String(), "heed_secret") {
		t.Errorf("a weak key ends with %d: %s", code, weak.err)
	}
}

// TestTheFirstAnswerKnowsTheKey asks as soon as the address is taken, as programs
// do that wait for Heed to start.
func TestTheFirstAnswerKnowsTheKey(t *testing.T) {
	key := newKey()
	s := begin(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--admin-key", key)
	taken := regexp.MustCompile(`"address":"([^"]+)"`)
	eventually(t, func() bool { return taken.MatchString(s.err.String()) }, s.err.String)
	api := &client{base: "http://" + taken.FindStringSubmatch(s.err.String())[1], key: key, http: &http.Client{}}
	if err := api.call(t.Context(), "GET", "/v1/keys", nil, nil); err != nil {
		t.Error(err)
	}
}

// TestOneAtATime holds that what is taken is named with what to do.
func TestOneAtATime(t *testing.T) {
	data := t.TempDir()
	s := serve(t, "--data", data)
	for _, row := range []struct{ name, address, data, want string }{
		{"the same folder", "127.0.0.1:0", data, filepath.Join(data, "heed.db") + " is in use: stop the other heed, or set HEED_DATA to another folder"},
		{"the same port", strings.TrimPrefix(s.url(), "http://"), t.TempDir(), "is in use: stop what listens there, or set HEED_ADDR"},
	} {
		second := begin(t, "serve", "--addr", row.address, "--data", row.data)
		if code := second.code(); code != 1 || !strings.Contains(second.err.String(), row.want) {
			t.Errorf("%s ends with %d and %s, want %q", row.name, code, second.err, row.want)
		}
	}
}

func TestPrivateEndpointsAreSaidLoudly(t *testing.T) {
	s := serve(t, "--data", t.TempDir(), "--allow-private-endpoints")
	if !strings.Contains(s.err.String(), `"level":"WARN","msg":"webhooks may go to loopback and private addresses`) {
		t.Errorf("nothing is said: %s", s.err)
	}
}

func TestKeysCommands(t *testing.T) {
	s := serve(t, "--data", t.TempDir())
	s.says("Admin key")
	at := []string{"--url", s.url(), "--key", s.printedKey()}
	heed := func(args ...string) *session {
		c := begin(t, append(append([]string{"keys"}, args...), at...)...)
		c.code()
		return c
	}
	made := heed("create", "widget", "--scope", "ingest", "--type", "feedback.*", "--expires", "2160h")
	key := strings.TrimSpace(made.out.String())
	if !strings.HasPrefix(key, "heed_") {
		t.Fatalf("made %q: %s", key, made.err)
	}
	row := regexp.MustCompile(`(key_\w+) +widget +ingest +feedback\.\* +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d`).FindStringSubmatch(heed("list").out.String())
	if row == nil {
		t.Fatalf("the list has no such key: %s", heed("list").out)
	}
	if c := heed("delete", row[1]); c.code() != 0 {
		t.Error(c.err)
	}
	if c := heed("delete", row[1]); c.code() != 1 || !strings.Contains(c.err.String(), "(404 not_found)") {
		t.Errorf("deleting twice: %s", c.err)
	}
	if c := heed("create", "widget", "--scope", "read", "--type", "feedback.*x"); c.code() != 1 || !strings.Contains(c.err.String(), "(422 invalid)") {
		t.Errorf("a wrong type: %s", c.err)
	}
}

func TestALostSecretIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	in, err := open(log, dir, options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admit(t.Context(), in.rec, "", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(in.close(), os.Remove(filepath.Join(dir, "secret.key"))); err != nil {
		t.Fatal(err)
	}
	if _, err := open(log, dir, options{}); err == nil || !strings.Contains(err.Error(), "secret.key is missing") {
		t.Errorf("opening without the secret says %v, want a refusal that names it", err)
	}
}
