package cost

// What an installation costs that nobody talks to, as template.yaml has it.
const (
	queues       = 4  // that a function reads
	keys         = 1  // of KMS
	alarmMetrics = 27 // an alarm over an expression pays for each of its metrics
	metrics      = 11 // of Heed's own
	dashboards   = 1
	minuteTimers = 3    // Fold, Due and Train
	minuteLines  = 500. // bytes of the lines that these write
	idleWrites   = 2.   // units of the echo that Fold waits for: its row, and its place in the index
	idleReads    = 11.5 // units of an idle minute: the partitions of Fold and Due, eventually consistent, and a row of Train
	learnMemory  = 2048 // MB, of the function that Train wakes

	minutes   = 30 * 24 * 60.
	pollers   = 5
	longPolls = 3 // a minute and poller
)

// Monthly is what an installation costs in 30 days without any traffic. AWS gives
// everybody the first ten alarms and metrics, and three dashboards, which are
// counted here like all else.
func Monthly() []Cost {
	p, calls := &Prices, minuteTimers*minutes+30 // and the sweep
	return []Cost{
		costOf("pollers that receive nothing", queues*pollers*longPolls*minutes, p.QueueRequest),
		costOf("schedules", calls, p.Schedule),
		costOf("their invocations", calls, p.LambdaRequest),
		costOf("their time, 30 ms each", calls*GBSeconds(30, 256)+minutes*GBSeconds(30, learnMemory-256), p.LambdaGBSecond),
		costOf("their reads", idleReads*minutes, p.Read),
		costOf("their writes", idleWrites*minutes, p.Write),
		costOf("their lines", minuteLines*minutes, p.LogByte),
		costOf("key of KMS", keys, p.Key),
		costOf("alarms", alarmMetrics, p.Alarm),
		costOf("metrics", metrics, p.Metric),
		costOf("dashboard", dashboards, p.Dashboard),
	}
}
