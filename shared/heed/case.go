package heed

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// CaseKind says what a case is about.
type CaseKind string

// The kinds of cases. Those of detractors and risks are opened by Heed.
const (
	DetractorCase CaseKind = "detractor"
	RiskCase      CaseKind = "risk"
	ManualCase    CaseKind = "manual"
)

// CaseOutcome is what came of a case.
type CaseOutcome string

// The outcomes of cases.
const (
	CaseResolved   CaseOutcome = "resolved"
	CaseNoChange   CaseOutcome = "no_change"
	CaseLost       CaseOutcome = "lost"
	CaseFalseAlarm CaseOutcome = "false_alarm"
)

// CaseKinds and CaseOutcomes list them all.
var (
	CaseKinds    = []CaseKind{DetractorCase, RiskCase, ManualCase}
	CaseOutcomes = []CaseOutcome{CaseResolved, CaseNoChange, CaseLost, CaseFalseAlarm}
)

// Case is something that somebody is to see to at an account. Heed opens one for
// every detractor that it tells of, and one when a risk becomes high or critical
// while none is open for it; a person closes it.
type Case struct {
	ID       string      `json:"id"`
	Account  string      `json:"account"`
	Kind     CaseKind    `json:"kind"`
	Event    string      `json:"event,omitempty"` // that it was opened for
	Reason   Text        `json:"reason"`
	OpenedAt time.Time   `json:"opened_at"`
	Owner    string      `json:"owner,omitempty"` // whoever looks after it
	Due      Day         `json:"due"`
	Note     string      `json:"note,omitempty"` // may be about people
	Outcome  CaseOutcome `json:"outcome,omitempty"`
	ClosedAt time.Time   `json:"closed_at,omitzero"`
}

// Open reports whether somebody has yet to see to it.
func (c Case) Open() bool { return c.ClosedAt.IsZero() }

// NewCase opens a case for an event of an account; its owner is the account's.
func NewCase(kind CaseKind, a Account, ev Event, reason Text, days int) Case {
	return Case{
		ID: CaseID(ev.ID), Account: a.ID, Kind: kind, Event: ev.ID, Reason: reason, OpenedAt: ev.At,
		Owner: a.Profile.Owner, Due: DayOf(ev.At).Add(days),
	}
}

// CaseID names the case of an event: there is one at most.
func CaseID(event string) string { return "case_" + strings.TrimPrefix(event, "evt_") }

const (
	maxCaseNote   = 4000
	maxCaseReason = 500
	maxCaseDays   = 3660
)

// Check names what is wrong with what a person says of a case.
func (c Case) Check() (errs []FieldError) {
	fail := func(pointer, code, format string, args ...any) {
		errs = append(errs, FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	if strings.TrimSpace(c.Reason.EN) == "" || len(c.Reason.EN) > maxCaseReason {
		fail("/reason", "required", "say in 1 to %d bytes what is to be seen to", maxCaseReason)
	}
	if days := c.Due.Sub(DayOf(c.OpenedAt)); days < 0 || days > maxCaseDays {
		fail("/due", "range", "a case is due on the day it is opened or later, within ten years")
	}
	if len(c.Note) > maxCaseNote {
		fail("/note", "range", "a note has at most %d bytes", maxCaseNote)
	}
	if len(c.Owner) > 128 {
		fail("/owner", "range", "an owner has at most 128 bytes")
	}
	if !c.Open() && !slices.Contains(CaseOutcomes, c.Outcome) {
		fail("/outcome", "enum", "say what came of it: one of %v", CaseOutcomes)
	}
	return errs
}

// CaseRules say when cases are opened.
type CaseRules struct {
	// DetractorDays and RiskDays are until when what Heed opens is due; 0 opens none.
	DetractorDays int `json:"detractor_days"`
	RiskDays      int `json:"risk_days"`
}
