package history

import (
	"bytes"
	"path/filepath"
	"testing"
)

// TestBadRowsComeBack holds that bad rows stand as they stood, with their reason,
// and give the same when they are read again.
func TestBadRowsComeBack(t *testing.T) {
	for _, name := range []string{"heed.csv", "heed.ndjson"} {
		path := filepath.Join("testdata", name)
		_, entries := all(t, path, Options{Source: "old"})
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Read(Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Close() }()
		var out bytes.Buffer
		bad := r.BadRows(&out)
		var reasons []string
		for _, e := range entries {
			if e.Reason != "" {
				reasons = append(reasons, e.Reason)
				if err := bad.Write(e, e.Reason); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := bad.Flush(); err != nil || bad.Count != len(reasons) {
			t.Fatalf("%d of %d rows were written (%v)", bad.Count, len(reasons), err)
		}
		golden(t, path+".bad.txt", out.String())
		_, again := all(t, written(t, "bad"+filepath.Ext(name), out.String()), Options{Source: "old"})
		for i, e := range again {
			if i < len(reasons) && name == "heed.csv" && e.Reason != reasons[i] {
				t.Errorf("row %d is bad for %q, and was for %q", i, e.Reason, reasons[i])
			}
		}
		if len(again) != len(reasons) {
			t.Errorf("%d rows came back of %d", len(again), len(reasons))
		}
	}
}
