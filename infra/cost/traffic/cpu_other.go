//go:build !unix

package traffic

import "time"

// cpuTime is not known here: billed time then holds only what calls take.
func cpuTime() time.Duration { return 0 }
