package history

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

const umlauts = "type,account,time,score,comment\nfeedback.nps,acme,2025-01-01,9,Grüße – “schön” €\n"

// TestEncodings holds that a file means the same in every encoding people have.
func TestEncodings(t *testing.T) {
	windows, err := charmap.Windows1252.NewEncoder().String(umlauts)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(umlauts)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte(windows))
	_ = z.Close()
	for name, text := range map[string]string{
		"x.csv": umlauts, "bom.csv": "\ufeff" + umlauts, "1252.csv": windows, "utf16.csv": utf16, "x.csv.gz": zipped.String(),
		"late.csv": windows[:32] + strings.Repeat("feedback.nps,acme,2025-01-01,9,plain\n", 5000) + windows[32:],
	} {
		_, entries := all(t, written(t, name, text), Options{Source: "s"})
		last := entries[len(entries)-1]
		if len(last.Signals) != 1 || !strings.Contains(string(last.Signals[0].Data), "Grüße – “schön” €") {
			t.Errorf("%s reads %+v", name, last)
		}
	}
}

// TestPiecesOfUTF8 holds that it does not matter where a file is cut into pieces.
func TestPiecesOfUTF8(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.Repeat(rapid.StringMatching(`[aé€😀]{1,9}`).Draw(t, "text"), 9000))
		if rapid.Bool().Draw(t, "broken") {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "at")] = 0xff
		}
		if got, err := isUTF8(bytes.NewReader(text)); err != nil || got != bytes.Equal(text, bytes.ToValidUTF8(text, nil)) {
			t.Fatalf("it is UTF-8: %v (%v)", got, err)
		}
	})
}

// TestDigests holds that the same bytes have the same digest, and others another.
func TestDigests(t *testing.T) {
	digest := func(text string) string {
		f, err := Open(written(t, "x.csv", text))
		if err != nil || f.Size != int64(len(text)) {
			t.Fatal(f, err)
		}
		return f.Digest
	}
	if first, again := digest("a"), digest("a"); first != again || first == digest("b") {
		t.Error("the digest does not tell files apart")
	}
}

func TestBrokenZip(t *testing.T) {
	if _, err := Open(written(t, "x.csv.gz", "\x1f\x8b\x08 no")); err == nil {
		t.Error("a broken zip is opened")
	}
	if _, err := Open(written(t, "y", "") + "missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file is %v", err)
	}
}

// TestEndlessQuote holds that a quote which is never closed ends the file before it
// fills the memory.
func TestEndlessQuote(t *testing.T) {
	text := "type,account,time,score,comment\nfeedback.nps,acme,2025-01-01,9,\"" + strings.Repeat("and so on,\n", 2*maxRow/10)
	f, err := Open(written(t, "x.csv", text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if e, err := r.Next(); !errors.Is(err, errEndless) {
		t.Errorf("it reads line %d, %s (%v)", e.Line, e.Reason, err)
	}
}

// TestEqualRowsCountEachAndOnce holds that equal rows have different ids, which are
// the same whenever the file is read and wherever the rows stand in it.
func TestEqualRowsCountEachAndOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(0, 10), 1, 3000).Draw(rt, "scores")
		ids := func(scores []int) map[string]int {
			found := map[string]int{}
			var o occurrences
			for _, score := range scores {
				found[o.digest(row{cells: map[string]any{"score": fmt.Sprint(score)}})]++
			}
			return found
		}
		first := ids(scores)
		if len(first) != len(scores) {
			rt.Fatalf("%d rows have %d ids", len(scores), len(first))
		}
		for id := range ids(rapid.Permutation(scores).Draw(rt, "moved")) {
			if first[id] != 1 {
				rt.Fatalf("the id %s is new", id)
			}
		}
	})
}
