package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain makes this test binary a heed of its own when a test starts it anew.
func TestMain(m *testing.M) {
	if os.Getenv("HEED_TEST_IS_HEED") != "" {
		main()
	}
	os.Exit(m.Run())
}

// session is one command line under way.
type session struct {
	t        *testing.T
	out, err *record
	stop     context.CancelFunc
	ended    chan int
}

// begin runs a command line until it ends by itself or the test does.
func begin(t *testing.T, args ...string) *session {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &session{t: t, out: &record{}, err: &record{}, stop: stop, ended: make(chan int, 1)}
	go func() { s.ended <- run(ctx, &terminal{s.out, s.err}, args) }()
	t.Cleanup(func() { s.end() })
	return s
}

// end stops the command and returns its exit code.
func (s *session) end() int {
	s.stop()
	return s.code()
}

// code waits for the exit code.
func (s *session) code() int {
	s.t.Helper()
	select {
	case code := <-s.ended:
		s.ended <- code
		return code
	case <-time.After(patience):
		s.t.Fatalf("the command does not end; it wrote %s%s", s.out, s.err)
		return -1
	}
}

// says waits until standard output holds the text.
func (s *session) says(text string) {
	s.t.Helper()
	eventually(s.t, func() bool {
		if len(s.ended) > 0 {
			s.t.Fatalf("the command ended before it said %q: %s%s", text, s.out, s.err)
		}
		return strings.Contains(s.out.String(), text)
	}, func() string { return "it does not say " + text + ": " + s.out.String() + s.err.String() })
}

// patience is how long a test waits for what must happen; only a defect uses it up.
const patience = 5 * time.Minute

// eventually waits until something holds.
func eventually(t *testing.T, holds func() bool, otherwise func() string) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(otherwise())
		}
	}
}

func TestCommandLine(t *testing.T) {
	for _, row := range []struct {
		args []string
		code int
		out  string // somewhere on standard output
		err  string // on standard error
	}{
		{[]string{"version"}, 0, "heed ", ""},
		{[]string{"--help"}, 0, "Run all of Heed in this process", ""},
		{[]string{"serve", "--help"}, 0, "$HEED_ADDR", ""},
		{[]string{}, 80, "", `expected one of "serve"`},
		{[]string{"dance"}, 80, "", "unexpected argument dance"},
		{[]string{"serve", "--log", "loud"}, 80, "", "must be one of"},
		{[]string{"serve", "--addr", "nowhere"}, 1, "", "listening on nowhere (HEED_ADDR)"},
		{[]string{"serve", "--addr", "127.0.0.1:0", "--public-url", "heed.example.com"}, 1, "", "HEED_PUBLIC_URL must look like"},
		{[]string{"keys", "list"}, 1, "", "set HEED_KEY"},
		{[]string{"keys", "list", "--key", "heed_x", "--url", "here"}, 1, "", "HEED_URL must look like"},
		{[]string{"keys", "list", "--key", "heed_x", "--url", "http://127.0.0.1:1"}, 1, "", "no Heed answers at http://127.0.0.1:1"},
	} {
		s := begin(t, row.args...)
		if code := s.code(); code != row.code || !strings.Contains(s.out.String(), row.out) || !strings.Contains(s.err.String(), row.err) {
			t.Errorf("heed %v ends with %d, want %d\nout: %s\nerr: %s\nwant %q and %q", row.args, code, row.code, s.out, s.err, row.out, row.err)
		}
		if row.code != 0 && s.out.String() != "" {
			t.Errorf("heed %v fails and writes to standard output: %s", row.args, s.out)
		}
	}
}
