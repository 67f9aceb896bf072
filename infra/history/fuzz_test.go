package history

import (
	"errors"
	"io"
	"testing"
)

// FuzzFiles holds that no file brings the reader down, and that what it gives is
// what it would give again.
func FuzzFiles(f *testing.F) {
	f.Add("x.csv", umlauts)
	f.Add("x.csv", "account;name;arr;currency\nacme;\"A\"\"b\";4.800,50;EUR\n")
	f.Add("x.ndjson", `{"id":"1","type":"feedback.nps","account":"a","time":"2025-01-01","score":"7"}`)
	f.Add("x.csv", "\ufeff#,recommend,Submit Date (UTC),Network ID\n1,9,2025-01-01 00:00:00,n\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		if name != "x.ndjson" {
			name = "x.csv"
		}
		if one, two := readAll(t, written(t, name, text)), readAll(t, written(t, name, text)); one != two {
			t.Errorf("it reads\n%s\nand then\n%s", one, two)
		}
	})
}

func readAll(t *testing.T, path string) string {
	file, err := Open(path)
	if err != nil {
		return ""
	}
	r, err := file.Read(Options{Now: now})
	if err != nil {
		return ""
	}
	defer func() { _ = r.Close() }()
	var entries []Entry
	for {
		e, err := r.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, errEndless) {
				t.Logf("it ends with %v", err)
			}
			return lines(entries)
		}
		entries = append(entries, e)
	}
}
