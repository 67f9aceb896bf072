package metric

import (
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// ResolutionDetail are the tickets behind a problem-resolution rate.
type ResolutionDetail struct {
	Opened   int64 `json:"opened"`
	Counted  int64 `json:"counted"` // those old enough to tell
	Solved   int64 `json:"solved"`  // of them, in time and for good
	Reopened int64 `json:"reopened"`
	Within   int   `json:"within_hours"`
}

// scoreResolution is the share of the tickets opened in some months that were
// solved in time. One that was opened again is not solved; one that is younger
// than the time allowed is left out.
func scoreResolution(p period) Score {
	d := ResolutionDetail{Within: p.Within}
	if d.Within == 0 {
		d.Within = DefaultWithin
	}
	class := slices.Index(heed.ResolutionHours, d.Within)
	for _, m := range p.months() {
		d.Opened, d.Reopened = d.Opened+m.Opened, d.Reopened+m.Reopened
		if class >= 0 && class < len(m.Solved) {
			d.Counted, d.Solved = d.Counted+m.OldEnough(class), d.Solved+m.Solved[class]
		}
	}
	return share(d.Solved, d.Counted, d)
}

// months are those that begin in the period, of all customers.
func (p period) months() (all []heed.Monthly) {
	for _, c := range p.customers {
		for _, m := range c.Months {
			if first := m.FirstDay(); first >= p.from && first < p.to {
				all = append(all, m)
			}
		}
	}
	return all
}

// AdoptionDetail are the seats behind an adoption.
type AdoptionDetail struct {
	Active   float64 `json:"active"`
	Licensed float64 `json:"licensed"`
	// Raw is 100·active/licensed, which may exceed 100, and Over counts the accounts
	// that use more than they pay for: somebody should call them.
	Raw  *float64 `json:"raw"`
	Over int64    `json:"over"`
}

// scoreAdoption is the share of licensed seats in use, by each account's newest
// report of the months. No account counts above what it is licensed for, so that
// too much use of one does not hide too little of another.
func scoreAdoption(p period) Score {
	d := AdoptionDetail{}
	seats := p.seats()
	var used float64
	for _, s := range seats {
		d.Active, d.Licensed = d.Active+s[0], d.Licensed+s[1]
		used += min(s[0], s[1])
		if s[0] > s[1] {
			d.Over++
		}
	}
	if d.Licensed > 0 {
		d.Raw = new(100 * d.Active / d.Licensed)
	}
	return counted(int64(len(seats)), 100*used/d.Licensed, d)
}

// seats are, of every account with licences, those used and those licensed.
func (p period) seats() (all [][2]float64) {
	for _, c := range p.customers {
		for _, m := range slices.Backward(c.Months) {
			if first := m.FirstDay(); first < p.to && m.Licensed > 0 {
				if first >= p.from {
					all = append(all, [2]float64{m.Used, m.Licensed})
				}
				break
			}
		}
	}
	return all
}
