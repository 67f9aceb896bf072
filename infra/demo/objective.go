package demo

import (
	"encoding/json"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// Objective is what success means for an account, as it was said and measured.
type Objective struct {
	ID    string
	Facts heed.Facts
}

// goal is what customers of this kind of product want of it.
type goal struct {
	id               string
	title, unit      heed.Text
	baseline, target float64
}

var goals = []goal{
	{"faster-closing", heed.Text{EN: "Close the books faster", DE: "Monatsabschluss beschleunigen"}, heed.Text{EN: "days", DE: "Tage"}, 12, 5},
	{"fewer-errors", heed.Text{EN: "Fewer wrong deliveries", DE: "Weniger Fehllieferungen"}, heed.Text{EN: "a month", DE: "im Monat"}, 120, 40},
	{"self-service", heed.Text{EN: "More requests solved without a call", DE: "Mehr Anfragen ohne Anruf gelöst"}, heed.Text{EN: "%", DE: "%"}, 20, 60},
	{"hours-saved", heed.Text{EN: "Save manual work", DE: "Handarbeit sparen"}, heed.Text{EN: "hours a week", DE: "Stunden pro Woche"}, 0, 40},
	{"roll-out", heed.Text{EN: "Bring every site on board", DE: "Alle Standorte anbinden"}, heed.Text{EN: "sites", DE: "Standorte"}, 2, 12},
}

// measuredEvery is how many days lie between two measurements.
const measuredEvery = 45

// pursue agrees on objectives with some customers, and measures them until the end.
// Northwind's is as far as it should be.
func (s *story) pursue() []Objective {
	if s.id == Northwind {
		return []Objective{s.pursued(goals[0], s.day(-180), s.day(120), 1)}
	}
	if s.nature.fate == ended || s.nature.fate == gone || !s.chance(.3) {
		return nil
	}
	var all []Objective
	for _, i := range s.Perm(len(goals))[:s.between(1, 2)] {
		start := max(s.contract.since, s.day(-s.between(120, 300)))
		pace := 1 + 2*(s.nature.slope+s.nature.drop) + .15*s.NormFloat64()
		all = append(all, s.pursued(goals[i], start, s.day(s.between(60, 240)), pace))
	}
	return all
}

// pursued is an objective that comes along at a pace: 1 gets there in time.
func (s *story) pursued(g goal, start, due heed.Day, pace float64) Objective {
	members := map[string]json.RawMessage{}
	say := func(name string, v any) { members[name], _ = json.Marshal(v) } // plain data
	say("title", g.title.In(s.place.language))
	say("unit", g.unit.In(s.place.language))
	say("baseline", g.baseline)
	say("target", g.target)
	say("start", start)
	say("due", due)
	say("value", heed.Money{Amount: s.contract.arr / 100 * int64(s.between(60, 240)) / 100 * 100, Currency: s.place.currency})
	say("source", heed.Text{EN: "Business review", DE: "Gemeinsames Review"}.In(s.place.language))
	o := Objective{ID: g.id}
	for day := start; day < s.day(0); day = day.Add(measuredEvery) {
		at := s.during(day)
		if day > start {
			way := min(max(pace, 0)*float64(day.Sub(start))/float64(due.Sub(start)), 1)
			say("current", float64(int(10*(g.baseline+way*(g.target-g.baseline))))/10)
			say("measured_on", heed.DayOf(at))
		}
		stamp := heed.Stamp{Time: at, Source: Source, ID: g.id + "-" + strconv.Itoa(len(o.Facts)+1)}
		o.Facts, _ = o.Facts.Pursued(g.id, members, stamp)
	}
	return o
}
