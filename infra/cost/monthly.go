package cost

// What an installation costs that nobody talks to, as template.yaml has it.
const (
	queues       = 4 // that a function reads
	keys         = 1 // of KMS
	alarmMetrics = 13
	minuteTimers = 2    // Fold and Due
	idleReads    = 10.5 // units of an idle Fold and Due: their partitions, eventually consistent

	minutes   = 30 * 24 * 60.
	pollers   = 5
	longPolls = 3 // a minute and poller
)

// Monthly is what an installation costs in 30 days without any traffic.
func Monthly() []Cost {
	p, calls := &Prices, minuteTimers*minutes+30 // and the sweep
	return []Cost{
		costOf("pollers that receive nothing", queues*pollers*longPolls*minutes, p.QueueRequest),
		costOf("schedules", calls, p.Schedule),
		costOf("their invocations", calls, p.LambdaRequest),
		costOf("their time, 30 ms each", calls*GBSeconds(30, 256), p.LambdaGBSecond),
		costOf("their reads", idleReads*minutes, p.Read),
		costOf("key of KMS", keys, p.Key),
		costOf("alarms", alarmMetrics, p.Alarm),
	}
}
