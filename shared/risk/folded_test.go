package risk

import (
	"reflect"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// TestARoomKeepsNothingOfTheAccountBefore holds that what Judge lists in a room that
// was used before is the account's alone, and that what Assess lists is not in any room.
func TestARoomKeepsNothingOfTheAccountBefore(t *testing.T) {
	m, set := Prior(.10), heed.DefaultSettings()
	kept := Assess(troubled(), m, set, now)
	wanted := Assess(troubled(), m, set, now)
	f := Fold(troubled(), set, now)
	f.Judge(m)
	for name, s := range map[string]Snapshot{"calm": acme(), "typical": typical(), "unknown": {}} {
		if alone := Assess(s, m, set, now); alone.Factors == nil || alone.Missing == nil {
			t.Errorf("%s: a judgement lists nil", name)
		}
		f.Close()
		f = Fold(s, set, now)
		if got, want := f.Judge(m), Judge(s, m, set, now); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: judged %+v in a room used before, %+v in one of its own", name, got, want)
		}
	}
	f.Close()
	if !reflect.DeepEqual(kept, wanted) {
		t.Error("a judgement in words changed with those after it")
	}
}

// TestAFirstLookLeavesLittleToCollect holds that looking whether there is anything to
// say of an account allocates no list.
func TestAFirstLookLeavesLittleToCollect(t *testing.T) {
	m := Prior(.10)
	f := Fold(typical(), heed.DefaultSettings(), now)
	defer f.Close()
	look := testing.AllocsPerRun(100, func() { f.Judge(m) })
	if lists := testing.AllocsPerRun(100, func() { f.judged(&m, new(lists)) }); look > lists-3 {
		t.Errorf("a first look allocates %v times, a judgement with lists of its own %v times", look, lists)
	}
}
