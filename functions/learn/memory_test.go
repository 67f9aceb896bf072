package learn

import (
	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/heed-cs/heed/shared/heed"
)

// Two accounts that were read apart share what both say, and no room is left over.
func TestLessonsAreKeptSmall(t *testing.T) {
	read := func(account string) heed.Lessons {
		said := make([]heed.Measured, 0, 32)
		for _, factor := range []string{"nps", "pulse"} {
			said = append(said, heed.Measured{Factor: string([]byte(factor)), Value: 3, Effect: .5})
		}
		return heed.Lessons{Account: account, Examples: []heed.Example{{Account: account, Contract: string([]byte("k")), End: heed.Day(string([]byte("2026-10-31"))), Factors: said}}}
	}
	spare := thrift{}
	a, b := spare.lessons(read("a"))[0], spare.lessons(read("b"))[0]
	if a.Account != "a" || b.Account != "b" || !slices.Equal(b.Factors, read("b").Examples[0].Factors) {
		t.Fatalf("they say %+v and %+v", a, b)
	}
	for _, same := range [][2]string{{a.Factors[1].Factor, b.Factors[1].Factor}, {a.Contract, b.Contract}, {string(a.End), string(b.End)}} {
		if unsafe.StringData(same[0]) != unsafe.StringData(same[1]) {
			t.Errorf("%q is kept twice", same[0])
		}
	}
	if cap(b.Factors) != 2 {
		t.Errorf("there is room for %d factors", cap(b.Factors))
	}
}

func TestTheNewestDecisionsAreLearnedFrom(t *testing.T) {
	var looks []heed.Example
	for i := range 12 {
		looks = append(looks, heed.Example{Account: fmt.Sprint(i), End: heed.Day("2026-10-01").Add(i % 4)})
	}
	for _, c := range []struct {
		most int
		want []string
	}{
		{12, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}},
		{6, []string{"2", "3", "6", "7", "10", "11"}},
		{4, []string{"2", "3", "6", "7", "10", "11"}}, // a day stays together
		{3, []string{"3", "7", "11"}},
	} {
		var got []string
		for _, e := range newest(slices.Clone(looks), c.most) {
			got = append(got, e.Account)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("of at most %d there are %v, want %v", c.most, got, c.want)
		}
	}
}
