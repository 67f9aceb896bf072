package onlambda

import (
	"runtime/debug"
	"testing"
)

func TestGarbageIsCollectedSeldomWithinTheMemoryThereIs(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetGCPercent(percent); debug.SetMemoryLimit(limit) })
	for memory, want := range map[string]struct {
		percent int
		limit   int64
	}{
		"":     {100, limit}, // not on Lambda
		"256":  {CollectAt, 240 << 20},
		"3008": {CollectAt, 2992 << 20},
	} {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(limit)
		t.Setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory)
		economise()
		if got := debug.SetMemoryLimit(-1); got != want.limit {
			t.Errorf("of %q MB the limit is %d, want %d", memory, got, want.limit)
		}
		if got := debug.SetGCPercent(100); got != want.percent {
			t.Errorf("of %q MB garbage may be %d %%, want %d", memory, got, want.percent)
		}
	}
}
