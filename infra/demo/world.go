// Package demo makes a believable world for trying Heed out: two hundred
// invented customer companies and a year of signals about them, and some that
// left before, from a seed.
//
// Nothing wakes it but a caller, and it reads and writes nothing: World is a
// pure function of (seed, now), the same to the byte every time. Every
// signal is one that the signals API takes, with default settings, at now.
//
// A tour: archetype.go says how healthy each kind of account is and how many
// there are of it; it is the table to change when the bands should look
// different. former.go does so for those who left, of whom is learned. company.go invents who they are from the words in words.go. The
// other files each tell one part of an account's story (contract, payment, crisis,
// people, usage, support, feedback, objective) as its archetype shapes it; story.go keeps
// what was told. unhappy.go is the bad day of Northwind, for tours and tests.
package demo

import (
	"cmp"
	"encoding/json"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Source is the source that all demo signals name.
const Source = "demo"

// Signal is one CloudEvent, in the shape the signals API takes.
type Signal struct {
	ID      string          `json:"id"`
	Source  string          `json:"source"`
	Type    string          `json:"type"`
	Time    time.Time       `json:"time"`
	Subject string          `json:"subject"`
	Data    json.RawMessage `json:"data"`
}

// Account is one customer of the demo and all that was heard of it.
type Account struct {
	ID        string
	Name      string
	Archetype string   // the hidden truth: "thriving", "steady", "leaving" …
	Former    bool     // they left some time ago
	Signals   []Signal // oldest first
	// Begins is when more than contracts and people was heard of first; zero when that
	// was always so.
	Begins time.Time
	// Objectives are what was agreed with the customer; no signal tells of them.
	Objectives []Objective
}

// Demo is the world at one moment.
type Demo struct {
	Accounts []Account // Northwind first
}

// World makes the 200 accounts of a seed as they are at now, and behind them those who
// left.
func World(seed uint64, now time.Time) *Demo {
	today := now.UTC().Truncate(24 * time.Hour)
	d := &Demo{}
	for i, c := range companies(rand.New(rand.NewPCG(seed, 0))) {
		// An own generator for each account: changing one story leaves the others as they are.
		s := newStory(c, rand.New(rand.NewPCG(seed, uint64(i)+1)), today)
		d.Accounts = append(d.Accounts, s.account())
	}
	return d
}

// Signals are those of all accounts, oldest first.
func (d *Demo) Signals() []Signal {
	var all []Signal
	for _, a := range d.Accounts {
		all = append(all, a.Signals...)
	}
	slices.SortFunc(all, older)
	return all
}

// Batches are the same signals, at most limit at a time, account after account
// and oldest first within each: intake groups by account, so a seed sent this
// way costs far fewer messages and writes than one in order of time.
func (d *Demo) Batches(limit int) iter.Seq[[]Signal] {
	var all []Signal
	for _, a := range d.Accounts {
		all = append(all, a.Signals...)
	}
	return slices.Chunk(all, limit)
}

func older(a, b Signal) int {
	return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.ID, b.ID))
}
