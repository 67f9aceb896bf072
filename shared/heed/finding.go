package heed

import "fmt"

// Health is how bad a finding is.
type Health string

// The degrees of health, the best first.
const (
	Well    Health = "ok"
	Warning Health = "warn" // mend it in days
	Failing Health = "fail" // mend it now
)

// Finding is what one check of a running Heed has found.
type Finding struct {
	Check   string `json:"check"` // such as "queues"
	Status  Health `json:"status"`
	Finding string `json:"finding"` // a sentence, with what it means
	Fix     string `json:"fix,omitempty"`
}

// Find makes a finding that needs no fix.
func Find(check, format string, args ...any) Finding {
	return Finding{Check: check, Status: Well, Finding: fmt.Sprintf(format, args...)}
}

// Warn makes it a warning with what to do.
func (f Finding) Warn(fix string) Finding { f.Status, f.Fix = Warning, fix; return f }

// Fail makes it a failure with what to do.
func (f Finding) Fail(fix string) Finding { f.Status, f.Fix = Failing, fix; return f }
