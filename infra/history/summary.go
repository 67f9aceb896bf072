package history

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Summary is what a file holds.
type Summary struct {
	Rows    int
	Types   map[string]int // signals by type
	Bad     map[string]int // rows by reason
	Ignored map[string]int // rows that were left out, by reason

	accounts      map[uint64]struct{}
	seed          maphash.Seed
	oldest, newst time.Time
}

// maxReasons bounds how many different reasons are told apart.
const maxReasons = 100

// NewSummary begins a summary.
func NewSummary() *Summary {
	return &Summary{
		Types: map[string]int{}, Bad: map[string]int{}, Ignored: map[string]int{},
		accounts: map[uint64]struct{}{}, seed: maphash.MakeSeed(),
	}
}

// Add counts a row.
func (s *Summary) Add(e Entry) {
	s.Rows++
	switch {
	case e.Ignored:
		count(s.Ignored, e.Reason)
	case e.Reason != "":
		count(s.Bad, e.Reason)
	}
	for _, signal := range e.Signals {
		s.Types[signal.Type]++
		s.accounts[maphash.String(s.seed, signal.Subject)] = struct{}{}
		if s.oldest.IsZero() || signal.Time.Before(s.oldest) {
			s.oldest = signal.Time
		}
		if signal.Time.After(s.newst) {
			s.newst = signal.Time
		}
	}
}

func count(reasons map[string]int, reason string) {
	if _, known := reasons[reason]; !known && len(reasons) >= maxReasons {
		reason = "other reasons"
	}
	reasons[reason]++
}

// BadRows is how many rows are bad.
func (s *Summary) BadRows() int { return sum(s.Bad) }

// Signals is how many signals the file holds.
func (s *Summary) Signals() int { return sum(s.Types) }

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// Print tells the summary to people.
func (s *Summary) Print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "rows\t%d\n", s.Rows)
	for _, kind := range slices.Sorted(maps.Keys(s.Types)) {
		fmt.Fprintf(table, "%s\t%d\n", kind, s.Types[kind])
	}
	if s.Signals() > 0 {
		fmt.Fprintf(table, "accounts\t%d\n", len(s.accounts))
		fmt.Fprintf(table, "from\t%s\nto\t%s\n", s.oldest.Format(time.RFC3339), s.newst.Format(time.RFC3339))
	}
	printReasons(table, "left out", s.Ignored)
	printReasons(table, "bad", s.Bad)
	return table.Flush()
}

func printReasons(w io.Writer, what string, reasons map[string]int) {
	names := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(cmp.Compare(reasons[b], reasons[a]), strings.Compare(a, b))
	})
	for _, reason := range names {
		fmt.Fprintf(w, "%s\t%d\t%s\n", what, reasons[reason], reason)
	}
}
