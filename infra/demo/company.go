package demo

import (
	"math/rand/v2"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// Northwind is the id of the account that tours and tests are about.
const Northwind = "northwind"

// company is who an account is.
type company struct {
	id, name, parent string
	plan, owner      string
	trade            trade
	place            place
	size             size
	nature           archetype
	left             int // days ago at which notice was given that ended it; 0 of today's customers
}

// size is a segment and what follows from it.
type size struct {
	segment       string
	plans         []string
	owners        []string
	seats         [2]int
	contacts      int
	touchEvery    int // days between two-way contacts
	weight        int
	pricePerMonth int // and seat, in major units of the currency
}

var sizes = []size{
	{
		segment: "smb", plans: []string{"starter", "team"}, owners: []string{"csm-5", "csm-6"}, seats: [2]int{10, 45},
		contacts: 2, touchEvery: 48, weight: 45, pricePerMonth: 38,
	},
	{
		segment: "mid", plans: []string{"team", "business"}, owners: []string{"csm-3", "csm-4"}, seats: [2]int{45, 180},
		contacts: 3, touchEvery: 40, weight: 38, pricePerMonth: 46,
	},
	{
		segment: "enterprise", plans: []string{"business", "enterprise"}, owners: []string{"csm-1", "csm-2"}, seats: [2]int{180, 700},
		contacts: 4, touchEvery: 25, weight: 17, pricePerMonth: 52,
	},
}

// companies invents them all: Northwind, a group with its three subsidiaries, the rest,
// and behind them those who left.
func companies(r *rand.Rand) []company {
	natures := population(r, archetypes)
	names := stems(r)
	all := []company{{id: Northwind, name: "Northwind", trade: trades[0], place: places[3], size: sizes[1], nature: northwind}}
	for i, nature := range natures {
		all = append(all, invented(r, names[i], nature))
	}
	group(all[1], all[2:5])
	employ(r, all)
	return append(all, former(r, names[len(natures):])...)
}

func invented(r *rand.Rand, stem string, nature archetype) company {
	t := pick(r, trades)
	return company{
		id: strings.ToLower(stem), name: stem + " " + t.word, trade: t, place: weighted(r, places, placeWeight),
		size: weighted(r, sizes, sizeWeight), nature: nature,
	}
}

// employ gives each a plan, and somebody who looks after them.
func employ(r *rand.Rand, all []company) {
	for i := range all {
		all[i].plan, all[i].owner = pick(r, all[i].size.plans), pick(r, all[i].size.owners)
	}
}

// population deals archetypes out.
func population(r *rand.Rand, of []archetype) []archetype {
	var all []archetype
	for _, a := range of {
		for range a.accounts {
			all = append(all, a)
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func stems(r *rand.Rand) []string {
	var all []string
	for _, head := range heads {
		for _, tail := range tails {
			all = append(all, head+tail)
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// group makes subsidiaries of one parent, in its trade and under its name.
func group(parent company, subsidiaries []company) {
	stem, _, _ := strings.Cut(parent.name, " ")
	for i, branch := range []string{"Nord", "Digital", "Services"} {
		s := &subsidiaries[i]
		s.id, s.name, s.parent, s.trade = parent.id+"-"+strings.ToLower(branch), stem+" "+branch, parent.id, parent.trade
	}
}

func weighted[T any](r *rand.Rand, of []T, weight func(T) int) T {
	total := 0
	for _, v := range of {
		total += weight(v)
	}
	for n := r.IntN(total); ; of = of[1:] {
		if n -= weight(of[0]); n < 0 {
			return of[0]
		}
	}
}

func placeWeight(p place) int { return p.weight }
func sizeWeight(s size) int   { return s.weight }

// tellProfile says who the account is, and later that it has settled in.
func (s *story) tellProfile() {
	since := s.contract.since
	first, phase := s.known(since, 0), s.phase()
	d := data{
		"name": s.name, "segment": s.size.segment, "plan": s.plan, "region": s.place.region,
		"country": s.place.country, "industry": s.trade.industry, "owner": s.owner, "phase": phase,
		"language": s.place.language, "domains": []string{s.domain()}, "products": products[:s.between(1, len(products))],
		"customer_since": since,
	}
	if s.parent != "" {
		d["parent"] = s.parent
	}
	if s.chance(.3) {
		d["tags"] = []string{pick(s.Rand, tags)}
	}
	s.tell(first, heed.AccountUpdated, d)
	if phase == "onboarding" {
		s.tell(s.during(since.Add(75)), heed.AccountUpdated, data{"phase": "adoption"})
	}
}

// phase is the one an account starts its story in.
func (s *story) phase() string {
	tenure := s.day(0).Sub(s.contract.since)
	switch {
	case tenure < historyDays:
		return "onboarding"
	case tenure < 600:
		return "adoption"
	case s.nature.slope > .2:
		return "expansion"
	}
	return "retention"
}

func (s *story) domain() string { return s.id + ".example" }
