package onlambda

import (
	"os"
	"runtime/debug"
	"strconv"
)

// CollectAt is how much garbage there may be beside what lives, in percent, before
// it is collected, while there is memory enough: what is paid for is time.
const CollectAt = 400

// economise has the process collect garbage seldom, and more often the nearer it
// comes to the memory that Lambda gives it. Elsewhere it changes nothing.
func economise() {
	megabytes, err := strconv.ParseInt(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 10, 64)
	if err != nil || megabytes <= 0 {
		return
	}
	const beside = 16 // the program itself, and what Lambda keeps in the same room
	debug.SetMemoryLimit(max(megabytes-beside, megabytes/2) << 20)
	debug.SetGCPercent(CollectAt)
}
