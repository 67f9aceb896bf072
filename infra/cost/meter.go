package cost

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"
)

// Label names what is counted: which function asked for which operation on what.
type Label struct{ Function, Operation, Noun string }

// Tally is what was counted under a label.
type Tally struct {
	Calls, Items int
	Bytes        int
	Reads        float64 // read units
	Writes       int     // write units, the index's included
}

func (t *Tally) add(u Tally) {
	t.Calls, t.Items, t.Bytes = t.Calls+u.Calls, t.Items+u.Items, t.Bytes+u.Bytes
	t.Reads, t.Writes = t.Reads+u.Reads, t.Writes+u.Writes
}

// Meter counts what functions ask of AWS. It is safe for concurrent use.
type Meter struct {
	mu      sync.Mutex
	tallies map[Label]*Tally
	waits   map[string]time.Duration // by function: what its calls take on AWS, added up
	heat    map[string]float64       // by partition: the units it served
	usage   Usage
}

// Usage is what is billed besides table units, by function where it matters.
type Usage struct {
	HTTPRequests, QueueRequests, FairMessages int
	Invocations, Millis                       map[string]int
	// Of the milliseconds, by function: computing at the share of a core that the
	// memory buys, and waiting for calls of AWS.
	Computed, Waited map[string]time.Duration
	GBSeconds        float64
	LogBytes         int
	Schedules        int
}

// NewMeter makes a meter that has counted nothing.
func NewMeter() *Meter {
	return &Meter{
		tallies: map[Label]*Tally{}, waits: map[string]time.Duration{}, heat: map[string]float64{},
		usage: Usage{Invocations: map[string]int{}, Millis: map[string]int{}, Computed: map[string]time.Duration{}, Waited: map[string]time.Duration{}},
	}
}

// How long a call takes on AWS from inside Lambda, connection open: medians that
// practitioners report. They only fill billed time, of which a millisecond costs
// 0.0033 dollars a million.
var latency = map[string]time.Duration{
	Get: 4 * time.Millisecond, Query: 5 * time.Millisecond, Write: 5 * time.Millisecond, Transact: 12 * time.Millisecond, Send: 8 * time.Millisecond,
}

// Operations, as labels name them.
const (
	Get      = "get"
	Query    = "query"
	Write    = "write"
	Transact = "transact"
	Refused  = "refused"
	Send     = "send"
	Receive  = "receive"
	Delete   = "delete"
)

// Table counts what was read or written of one noun, in one partition.
func (m *Meter) Table(l Label, partition string, t Tally) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tally(l, t)
	m.heat[partition] += t.Reads + float64(t.Writes)
}

// Called counts the time of calls that a function waits for.
func (m *Meter) Called(function, operation string, calls int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waits[function] += time.Duration(calls) * latency[operation]
}

// Reads are the read units so far, and the queries among the calls that took them.
func (m *Meter) Reads() (units float64, queries int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for l, t := range m.tallies {
		units += t.Reads
		if l.Operation == Query {
			queries += t.Calls
		}
	}
	return units, queries
}

// Queue counts a call to a queue: so many messages of so many bytes together,
// of which some are in groups.
func (m *Meter) Queue(l Label, messages, bytes, grouped int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tally(l, Tally{Calls: QueueRequests(bytes), Items: messages, Bytes: bytes})
	m.usage.QueueRequests += QueueRequests(bytes)
	m.usage.FairMessages += grouped
}

// HTTP counts a call of the API with a body.
func (m *Meter) HTTP(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.usage.HTTPRequests += HTTPRequests(bytes)
}

// Scheduled counts an invocation by a schedule.
func (m *Meter) Scheduled() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.usage.Schedules++
}

// Logged counts a line's bytes.
func (m *Meter) Logged(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.usage.LogBytes += bytes + logOverhead
}

// Billed counts an invocation that computed and waited so long, one after the other.
func (m *Meter) Billed(function string, computed, waited time.Duration, megabytes int) {
	millis := max(1, int((computed+waited+time.Millisecond-1)/time.Millisecond))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.usage.Invocations[function]++
	m.usage.Millis[function] += millis
	m.usage.Computed[function] += computed
	m.usage.Waited[function] += waited
	m.usage.GBSeconds += GBSeconds(millis, megabytes)
}

// Waited is how long a function's calls take on AWS so far, one after the other.
func (m *Meter) Waited(function string) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.waits[function]
}

func (m *Meter) tally(l Label, t Tally) {
	if m.tallies[l] == nil {
		m.tallies[l] = &Tally{}
	}
	m.tallies[l].add(t)
}

// Line is one label with its tally.
type Line struct {
	Label
	Tally
}

// Dollars is what the table units and queue requests of a line cost.
func (l Line) Dollars() float64 {
	d := l.Reads*Prices.Read.Dollars + float64(l.Writes)*Prices.Write.Dollars
	switch l.Operation {
	case Send, Receive, Delete:
		d += float64(l.Calls) * Prices.QueueRequest.Dollars
	}
	return d
}

// Lines are all tallies, by label.
func (m *Meter) Lines() []Line {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Line
	for l, t := range m.tallies {
		all = append(all, Line{l, *t})
	}
	slices.SortFunc(all, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Function, b.Function), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Noun, b.Noun))
	})
	return all
}

// Heat is what a partition served, and its share of all units.
type Heat struct {
	Partition string
	Units     float64
	Share     float64 // 0 to 1
}

// Hottest are the n partitions with the largest shares.
func (m *Meter) Hottest(n int) []Heat {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Collect(maps.Keys(m.heat))
	total := 0.
	for _, units := range m.heat {
		total += units
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(m.heat[b], m.heat[a]), cmp.Compare(a, b)) })
	var hottest []Heat
	for _, p := range all[:min(n, len(all))] {
		hottest = append(hottest, Heat{p, m.heat[p], m.heat[p] / total})
	}
	return hottest
}
