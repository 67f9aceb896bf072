package cost

import "maps"

// Cost is one line of a bill.
type Cost struct {
	What    string
	Amount  float64 // in the price's unit
	Price   Price
	Dollars float64
}

// Usage is what was counted besides the table's units.
func (m *Meter) Usage() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := m.usage
	u.Invocations, u.Millis = maps.Clone(u.Invocations), maps.Clone(u.Millis)
	u.Computed, u.Waited = maps.Clone(u.Computed), maps.Clone(u.Waited)
	return u
}

// Bill is what was counted, times the prices, times a factor: 1e6 divided by the
// signals that were counted makes dollars per million.
func (m *Meter) Bill(factor float64) []Cost {
	u, reads, writes := m.Usage(), 0., 0
	for _, l := range m.Lines() {
		reads, writes = reads+l.Reads, writes+l.Writes
	}
	invocations := 0
	for _, n := range u.Invocations {
		invocations += n
	}
	p := &Prices
	return []Cost{
		costOf("HTTP API", float64(u.HTTPRequests)*factor, p.HTTPRequest),
		costOf("Lambda requests", float64(invocations)*factor, p.LambdaRequest),
		costOf("Lambda time", u.GBSeconds*factor, p.LambdaGBSecond),
		costOf("SQS requests", float64(u.QueueRequests)*factor, p.QueueRequest),
		costOf("SQS fair queues", float64(u.FairMessages)*factor, p.FairMessage),
		costOf("DynamoDB writes", float64(writes)*factor, p.Write),
		costOf("DynamoDB reads", reads*factor, p.Read),
		costOf("Logs", float64(u.LogBytes)*factor, p.LogByte),
		costOf("Scheduler", float64(u.Schedules)*factor, p.Schedule),
	}
}

func costOf(what string, amount float64, p Price) Cost {
	return Cost{What: what, Amount: amount, Price: p, Dollars: amount * p.Dollars}
}

// Total adds the lines of a bill up, in dollars.
func Total(bill []Cost) (dollars float64) {
	for _, c := range bill {
		dollars += c.Dollars
	}
	return dollars
}
