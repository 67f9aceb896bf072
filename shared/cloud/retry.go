package cloud

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// The patience of a call.
const (
	reserve    = 2 * time.Second  // of the deadline, kept for the caller to say what failed
	unbounded  = 20 * time.Second // the patience of a call without a deadline
	firstPause = 25 * time.Millisecond
	maxPause   = time.Second
)

// Patiently calls until it succeeds or fails with an error that is not passing,
// with growing random pauses, and gives up when 2 s of the context's deadline
// remain. It returns the last error, or the context's.
func Patiently(ctx context.Context, passing func(error) bool, call func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	end := giveUp(ctx)
	for pause := firstPause; ; pause = min(2*pause, maxPause) {
		err := call()
		if err == nil || !passing(err) {
			return err
		}
		wait := pause/2 + rand.N(pause)
		if time.Now().Add(wait).After(end) || !rest(ctx, wait) {
			return err
		}
	}
}

func giveUp(ctx context.Context) time.Time {
	if deadline, ok := ctx.Deadline(); ok {
		return deadline.Add(-reserve)
	}
	return time.Now().Add(unbounded)
}

// rest pauses; false when the context ends first.
func rest(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// busyCodes are refusals by which nothing was done and that pass by themselves.
var busyCodes = map[string]bool{
	"TransactionConflictException":     true,
	"ReplicatedWriteConflictException": true,
}

// lostCodes are failures of AWS after which it is unknown what was done.
var lostCodes = map[string]bool{
	"InternalServerError":        true,
	"InternalFailure":            true,
	"InternalError":              true,
	"ServiceUnavailable":         true,
	"KMSInternalException":       true,
	"DependencyTimeoutException": true,
}

// Busy reports whether AWS did nothing because there was too much to do:
// throttling, or another transaction at the same items. It may be tried again.
func Busy(err error) bool {
	code := codeOf(err)
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	return throttled || busyCodes[code]
}

// Passing reports whether trying again may help: Busy, a failure inside AWS, or a
// broken connection. After the latter two it is unknown whether the call was done.
// A connection's own time limit looks like the end of a context; Patiently knows
// the context and tells them apart.
func Passing(err error) bool {
	return Busy(err) || lostCodes[codeOf(err)] || sdk.IsErrorRetryable(err) == aws.TrueTernary
}

// sdk is what the SDK itself would try again.
var sdk = retry.IsErrorRetryables(retry.DefaultRetryables)

// codeOf is the code AWS gave the error; empty when it did not come from AWS.
func codeOf(err error) string {
	var coded interface{ ErrorCode() string }
	if errors.As(err, &coded) {
		return coded.ErrorCode()
	}
	return ""
}
