package heed

import (
	"fmt"
	"strings"
)

// Cell names one counter of an account's day: what was answered or happened,
// where, how, and in which phase of the account.
type Cell struct {
	Metric     string // "nps", "csat", "ces"; for facts: "ticket", "engagement", "survey" …
	Touchpoint string // where it was asked; empty when not said
	Channel    string // how it was asked; empty when not said
	Phase      string // the account's lifecycle phase when it was counted
	Scale      string // "1-5" …; empty for NPS and facts
	Bucket     string // the score as an integer ("9"), or what happened ("opened")
}

// Counts are the integers behind every metric: how often each cell happened.
// Retractions and replacements move them back, so a zero may remain.
type Counts map[Cell]int64

// Merge adds other to the counts.
func (c Counts) Merge(other Counts) {
	for cell, n := range other {
		c[cell] += n
	}
}

const cellSeparator = "|"

var (
	cellEscaper   = strings.NewReplacer("%", "%25", cellSeparator, "%7C")
	cellUnescaper = strings.NewReplacer("%7C", cellSeparator, "%25", "%")
)

// String is the cell's name in the store; ParseCell reads it back.
func (c Cell) String() string {
	parts := []string{c.Metric, c.Touchpoint, c.Channel, c.Phase, c.Scale, c.Bucket}
	for i, p := range parts {
		parts[i] = cellEscaper.Replace(p)
	}
	return strings.Join(parts, cellSeparator)
}

// ParseCell reads a name made by Cell.String.
func ParseCell(s string) (Cell, error) {
	parts := strings.Split(s, cellSeparator)
	if len(parts) != 6 {
		return Cell{}, fmt.Errorf("cell %q has %d parts, not 6", s, len(parts))
	}
	for i, p := range parts {
		parts[i] = cellUnescaper.Replace(p)
	}
	return Cell{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]}, nil
}
