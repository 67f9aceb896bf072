package history

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// written puts text in a file.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// all reads a file to its end.
func all(t *testing.T, path string, o Options) (*Reader, []Entry) {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if o.Now.IsZero() {
		o.Now = now
	}
	r, err := f.Read(o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	var entries []Entry
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r, entries
		} else if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
}

// lines writes what became of rows, a line for each signal or reason.
func lines(entries []Entry) string {
	var text strings.Builder
	for _, e := range entries {
		for _, s := range e.Signals {
			fmt.Fprintf(&text, "%d %s %s %s %s %s %s\n", e.Line, s.Type, s.Source, s.ID, s.Subject, s.Time.Format(time.RFC3339), s.Data)
		}
		if e.Ignored {
			fmt.Fprintf(&text, "%d left out: %s\n", e.Line, e.Reason)
		} else if e.Reason != "" {
			fmt.Fprintf(&text, "%d bad: %s\n", e.Line, e.Reason)
		}
	}
	return text.String()
}

// TestCommentSet reads a file as the open comments of the NHS are: scores from 1, very
// good, to 5, with one map.
func TestCommentSet(t *testing.T) {
	path := os.Getenv("HEED_COMMENTS")
	if path == "" {
		t.Skip("HEED_COMMENTS names no comment set")
	}
	_, entries := all(t, path, Options{Map: commentMap, Habits: Habits{Dates: "dmy"}})
	s := NewSummary()
	for _, e := range entries {
		s.Add(e)
	}
	_ = s.Print(os.Stderr)
}

const commentMap = `int(col("FFT categorical answer")) > 5 ? nil : {type: "feedback.csat", id: col("Comment ID"), account: col("Trust"),
	time: col("Date"), score: 6 - int(col("FFT categorical answer")), scale: "1-5", comment: col("FFT answer"), touchpoint: col("Service type 1")}`
