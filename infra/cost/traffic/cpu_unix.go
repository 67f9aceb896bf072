//go:build unix

package traffic

import (
	"syscall"
	"time"
)

// cpuTime is what this process has computed so far, garbage collection and the
// kernel's work for it included.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
