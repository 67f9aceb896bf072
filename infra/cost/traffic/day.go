package traffic

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// day is the traffic of a part of a day.
type day struct {
	*host
	Post
	teller    *teller
	portfolio Portfolio
	posted    int // signals
}

// run lets signals come in at random moments, timers beat every minute, and
// everything settle.
func (d *day) run(signals int) {
	length := time.Duration(float64(24*time.Hour) * float64(signals) / float64(perAccount*d.portfolio.Accounts))
	r := rand.New(rand.NewPCG(3, 3))
	for n := 0; n < signals; n += d.Each * d.Accounts {
		d.clock.at(time.Duration(r.Float64()*float64(length)), d.speak)
	}
	for at := time.Minute; at <= length; at += time.Minute {
		d.clock.at(at, func() {
			d.beat("aggregate", d.aggregate.Fold)
			d.beat("deliver", d.deliver.Due)
			d.beat("learn", d.learn.Train)
		})
	}
	d.clock.run(length + 10*time.Minute)
}

// speak posts signals about some accounts.
func (d *day) speak() {
	var all []heed.Signal
	for range d.Accounts {
		account := accountName(d.teller.IntN(d.portfolio.Accounts))
		for range d.Each {
			all = append(all, d.teller.signal(account, time.Now()))
		}
	}
	d.posted += len(all)
	d.post(bodyOf(all))
}

type posted struct {
	ID      string          `json:"id"`
	Source  string          `json:"source"`
	Type    string          `json:"type"`
	Time    time.Time       `json:"time"`
	Subject string          `json:"subject"`
	Data    json.RawMessage `json:"data"`
}

func bodyOf(signals []heed.Signal) string {
	all := make([]posted, len(signals))
	for i, s := range signals {
		all[i] = posted{s.ID, s.Source, s.Type, s.Time, s.Subject, s.Data}
	}
	raw, err := json.Marshal(all)
	if err != nil {
		panic(err) // plain data
	}
	return string(raw)
}

// beat runs a timer, for the model's time of the day: the machine's own is too short.
func (d *day) beat(function string, timer func(context.Context, time.Time) error) {
	d.meter.Scheduled()
	noon := time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	d.invoke(function, func() {
		if err := timer(context.Background(), noon.Add(d.clock.now)); err != nil {
			panic(err) // nothing fails here
		}
	})
}

// sweep is the one sweep of a day, with all the judging it brings.
func (d *day) sweep() {
	d.beat("score", d.score.Sweep)
	d.clock.run(d.clock.now + 20*time.Minute)
}
