package cost

// chunk is what SQS counts as one request: a call of up to 64 KB.
const chunk = 64 << 10

// maxEntries is how many messages one call to SQS takes.
const maxEntries = 10

// QueueRequests are the requests a call of some bytes counts as: one per 64 KB begun.
func QueueRequests(bytes int) int { return steps(bytes, chunk) }

// HTTPRequests are the requests that API Gateway counts for one call: one per
// 512 KB begun of its body.
func HTTPRequests(bytes int) int { return steps(bytes, 512<<10) }

// logOverhead is what CloudWatch adds to every line it takes in.
const logOverhead = 26

// GBSeconds are what Lambda bills for milliseconds at a memory size in MB.
func GBSeconds(millis, megabytes int) float64 {
	return float64(millis) / 1000 * float64(megabytes) / 1024
}
