package cost

import (
	"math"
	"testing"
	"time"
)

func TestBill(t *testing.T) {
	m := NewMeter()
	m.HTTP(100)
	m.HTTP(512<<10 + 1)
	m.Billed("intake", 900*time.Microsecond, 300*time.Microsecond, 256)
	m.Queue(Label{"intake", Send, "signals"}, 3, 70<<10, 3)
	m.Table(Label{"aggregate", Write, "S"}, "S#1", Tally{Calls: 1, Writes: 4})
	m.Table(Label{"aggregate", Get, "S"}, "S#2", Tally{Calls: 1, Reads: 1.5})
	m.Logged(174)
	m.Scheduled()
	want := map[string]float64{
		"HTTP API": 3, "Lambda requests": 1, "Lambda time": .002 * .25, "SQS requests": 2, "SQS fair queues": 3,
		"DynamoDB writes": 4, "DynamoDB reads": 1.5, "Logs": 200, "Scheduler": 1,
	}
	bill := m.Bill(10)
	for _, c := range bill {
		if math.Abs(c.Amount-10*want[c.What]) > 1e-9 || math.Abs(c.Dollars-c.Amount*c.Price.Dollars) > 1e-12 {
			t.Errorf("%s: %v for %v dollars, want %v", c.What, c.Amount, c.Dollars, 10*want[c.What])
		}
		if c.Price.Source == "" || c.Price.Unit == "" {
			t.Errorf("the price of %s has no source", c.What)
		}
	}
	if len(bill) != len(want) || Total(bill) <= 0 {
		t.Errorf("%d lines of %v dollars", len(bill), Total(bill))
	}
	if hottest := m.Hottest(1); len(hottest) != 1 || hottest[0].Partition != "S#1" || math.Abs(hottest[0].Share-4/5.5) > 1e-9 {
		t.Errorf("the hottest partition is %+v", hottest)
	}
}

// TestFloor is the figure that the bill is shown beside.
func TestFloor(t *testing.T) {
	if f := Floor(); math.Abs(f-2.40) > .03 {
		t.Errorf("the floor is %.3f, want about 2.40", f)
	}
}

func TestMonthlyIsSmall(t *testing.T) {
	if d := Total(Monthly()); d < 1 || d > 20 {
		t.Errorf("an idle installation costs %.2f a month", d)
	}
}
