package demo

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// What was agreed is what the API would take; healthy customers are further along,
// and Northwind is where it should be.
func TestObjectivesFollowTheArchetype(t *testing.T) {
	for d, now := range worlds() {
		behind, n := map[bool]float64{}, map[bool]float64{}
		accounts := 0
		for _, a := range d.Accounts {
			if len(a.Objectives) > 0 {
				accounts++
			}
			for _, agreed := range a.Objectives {
				members := agreed.Facts.Members()
				delete(members, "objective")
				if errs := heed.CheckObjective(members, heed.DayOf(now)); len(errs) > 0 || !heed.ValidSlug(agreed.ID) {
					t.Fatalf("%s of %s: %v", agreed.ID, a.ID, errs)
				}
				o, err := heed.ObjectiveOf(agreed.Facts, now)
				if err != nil || o.ID != agreed.ID {
					t.Fatalf("%s of %s is folded to %+v: %v", agreed.ID, a.ID, o, err)
				}
				by, known := o.Behind(heed.DayOf(now))
				if a.ID == Northwind && (by > heed.ObjectiveSlack || by < -heed.ObjectiveSlack) {
					t.Errorf("Northwind is behind by %v", by)
				}
				if known {
					healthy := a.Archetype == "thriving"
					behind[healthy] += by
					n[healthy]++
				}
			}
		}
		if accounts < 35 || accounts > 85 || behind[true]/n[true] >= behind[false]/n[false] {
			t.Errorf("%d accounts have objectives, the healthy are behind by %v, the others by %v", accounts, behind[true]/n[true], behind[false]/n[false])
		}
	}
}
