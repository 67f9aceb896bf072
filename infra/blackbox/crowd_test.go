package blackbox

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"time"
)

// crowd makes up what customers and their tools say. One seed decides it all.
type crowd struct {
	r        *rand.Rand
	now      time.Time
	subjects []string
	days     []time.Time // on which anything happens
	n        int
}

const (
	confirmed   = 9 // accounts with a profile; some are also addressed by a tool's id
	provisional = 3 // accounts that only answers name
	// reach is how many days back anything lies: as far as one question by account may ask.
	reach = 398
)

// choice is a member and what it may be; empty leaves it out.
type choice struct {
	name   string
	values []string
}

var attributes = []choice{
	{"segment", []string{"smb", "enterprise", "Großkunden / DACH", ""}},
	{"plan", []string{"free", "pro", ""}},
	{"region", []string{"emea", "amer", "apac"}},
	{"industry", []string{"retail", ""}},
	{"owner", []string{"csm-1", "csm-2", "csm-3"}},
	{"phase", []string{"onboarding", "adoption", "retention", "expansion", ""}},
}

var details = []choice{
	{"touchpoint", []string{"", "support", "onboarding", "Vertrag & Rechnung"}},
	{"channel", []string{"", "email", "in_app", "call"}},
	{"contact", []string{"", "u1", "u2", "u3"}},
	{"survey", []string{"", "", "w1", "w2"}},
	{"excluded", []string{"", "", "", "", "", "", "", "scanner", "test"}},
	{"comment", []string{"", "Ünglaublich\n🚀"}},
}

func newCrowd(seed uint64) *crowd {
	c := &crowd{r: rand.New(rand.NewPCG(seed, 7)), now: time.Now().UTC().Truncate(time.Second)}
	for i := range confirmed {
		c.subjects = append(c.subjects, account(i))
		if i%3 == 0 {
			c.subjects = append(c.subjects, fmt.Sprintf("crm:0018 %d/ü", i))
		}
	}
	for i := range provisional {
		c.subjects = append(c.subjects, fmt.Sprintf("stranger-%d", i))
	}
	c.subjects = append(c.subjects, "desk:nobody claims this")
	midnight := c.now.Truncate(24 * time.Hour)
	c.days = []time.Time{midnight, midnight, midnight.AddDate(0, 0, -1), midnight.AddDate(0, 0, -reach+1)}
	for range 24 {
		c.days = append(c.days, midnight.AddDate(0, 0, -c.r.IntN(reach)))
	}
	return c
}

func account(i int) string { return fmt.Sprintf("company.%d", i) }

func (c *crowd) pick(of ...string) string { return of[c.r.IntN(len(of))] }

// profile is what is said of an account; the groups of metrics follow from it.
func (c *crowd) profile() map[string]string {
	p := map[string]string{}
	for _, a := range attributes {
		if v := c.pick(a.values...); v != "" {
			p[a.name] = v
		}
	}
	return p
}

// at is a moment of one of the days, coarse so that ties happen, and how it is written.
func (c *crowd) at() (time.Time, string) {
	day := c.days[c.r.IntN(len(c.days))]
	at := day.Add([]time.Duration{0, time.Millisecond, 6 * time.Hour, 24*time.Hour - time.Millisecond}[c.r.IntN(4)])
	if at.After(c.now) {
		at = day
	}
	zone := time.FixedZone("", []int{0, 0, 2, -8, 14}[c.r.IntN(5)]*3600)
	return at, at.In(zone).Format(time.RFC3339Nano)
}

func (c *crowd) signal(kind string, data map[string]any) signal {
	c.n++
	s := signal{ID: fmt.Sprintf("s/%d", c.n), Source: c.pick("survey-app", "urn:tool:2", "a b%c"), Type: kind, Data: data}
	s.Subject = c.subjects[c.r.IntN(len(c.subjects))]
	s.At, s.Written = c.at()
	return s
}

// speak is one more signal.
func (c *crowd) speak() signal {
	switch n := c.r.IntN(24); {
	case n == 0:
		return c.signal("ticket.opened", map[string]any{"ticket": c.pick("t1", "t2"), "priority": "urgent"})
	case n == 1:
		return c.signal("usage.reported", map[string]any{"metric": "active_users", "value": c.r.IntN(50), "mode": c.pick("set", "add")})
	case n == 2:
		return c.signal("survey.sent", map[string]any{"survey": "w1", "contact": "u1"})
	}
	return c.answer()
}

// answer is a piece of feedback of any kind, on any scale.
func (c *crowd) answer() signal {
	var s signal
	switch c.r.IntN(3) {
	case 0:
		s = c.signal("feedback.nps", map[string]any{"score": c.r.IntN(11)})
	case 1:
		s = c.csat()
	case 2:
		s = c.ces()
	}
	c.describe(s)
	if c.r.IntN(12) == 0 && s.Data["response"] == nil && s.Data["survey"] == nil {
		s.At, s.Written = time.Time{}, ""
	}
	return s
}

func (c *crowd) csat() signal {
	scale := c.pick("", "1-5", "1-7", "1-4", "1-3", "1-2", "1-10")
	return c.scored("feedback.csat", scale, high(scale, 5))
}

func (c *crowd) ces() signal {
	scale := c.pick("", "1-7", "1-5")
	s := c.scored("feedback.ces", scale, high(scale, 7))
	if direction := c.pick("", "high_is_easy", "low_is_easy"); direction != "" {
		s.Data["direction"] = direction
	}
	return s
}

func (c *crowd) scored(kind, scale string, most int) signal {
	data := map[string]any{"score": 1 + c.r.IntN(most)}
	if scale != "" {
		data["scale"] = scale
	}
	return c.signal(kind, data)
}

// high is the best score of a scale.
func high(scale string, fallback int) int {
	if scale == "" {
		return fallback
	}
	var most int
	_, _ = fmt.Sscanf(scale, "1-%d", &most) // the tests' own scales
	return most
}

// describe says where, how and by whom the answer was given.
func (c *crowd) describe(s signal) {
	for _, d := range details {
		if v := c.pick(d.values...); v != "" {
			s.Data[d.name] = v
		} else if c.r.IntN(4) == 0 {
			s.Data[d.name] = nil
		}
	}
	if c.r.IntN(3) == 0 {
		s.Data["response"] = fmt.Sprintf("%s-r%d", s.Subject, c.r.IntN(6))
	}
}

// replaces says whether the signal is an answer that others can replace.
func (s signal) replaces() bool {
	wave := s.Data["survey"] != nil && s.Data["contact"] != nil
	return strings.HasPrefix(s.Type, "feedback.") && (wave || s.Data["response"] != nil)
}

// echo is another answer that may replace a given one or be replaced by it,
// often at the very same instant.
func (c *crowd) echo(of signal) signal {
	s := c.signal(of.Type, maps.Clone(of.Data))
	s.Subject, s.Data["score"] = of.Subject, 1+c.r.IntN(2)
	if c.r.IntN(3) > 0 {
		s.At, s.Written = of.At, of.Written
	}
	if c.r.IntN(2) == 0 {
		s.Source = of.Source
	}
	return s
}

// retraction takes a signal back, under any subject.
func (c *crowd) retraction(of signal) signal {
	return c.signal("signal.retracted", map[string]any{"source": of.Source, "id": of.ID})
}

// plan is what tools post: signals, some of them taken back, some repeated, in
// any order and any form, with requests between them that are wrong.
func (c *crowd) plan(n int) []parcel {
	var all []signal
	for range n {
		s := c.speak()
		all = append(all, s)
		for s.replaces() {
			if s = c.echo(s); c.r.IntN(3) == 0 {
				break
			}
			all = append(all, s)
		}
		if c.r.IntN(12) == 0 {
			all = append(all, c.retraction(s))
		}
		for c.r.IntN(6) == 0 {
			all = append(all, s) // the same again
		}
	}
	c.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return c.parcels(all)
}

func (c *crowd) parcels(all []signal) []parcel {
	var parcels []parcel
	for len(all) > 0 {
		n := min(len(all), []int{1, 1, 1, 2, 7, 60}[c.r.IntN(6)])
		parcels = append(parcels, pack(c.r, all[:n]))
		all = all[n:]
		if c.r.IntN(5) == 0 {
			parcels = append(parcels, c.spoiled())
		}
	}
	return parcels
}

// spoiled is a request of good signals and a wrong one somewhere among them.
func (c *crowd) spoiled() parcel {
	var all []signal
	for range 1 + c.r.IntN(5) {
		s := c.answer()
		s.ID = "never/" + s.ID
		all = append(all, s)
	}
	ghost := c.signal("feedback.nps", map[string]any{"score": 9})
	ghost.Subject = fmt.Sprintf("ghost-%d", c.n)
	wrong := c.signal("feedback.nps", map[string]any{"score": []any{11, -1, 7.5, 7.0e0 + 1e-9, "9", nil, true, []int{9}}[c.r.IntN(8)]})
	all = append(all, ghost, wrong)
	c.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	p := pack(c.r, all)
	p.spoiled = true
	return p
}
