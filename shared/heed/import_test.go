package heed

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestImportsCountEveryLineOnce holds that the order and the repetition of
// stretches change nothing.
func TestImportsCountEveryLineOnce(t *testing.T) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Int64Range(1, 5), 1, 20).Draw(t, "sizes")
		type part struct {
			Stretch
			refused int64
		}
		var parts []part
		var total, refused int64
		for _, n := range sizes {
			p := part{Stretch{total, total + n}, rapid.Int64Range(0, n).Draw(t, "refused")}
			parts, total, refused = append(parts, p), total+n, refused+p.refused
		}
		order := slices.Concat(parts, parts)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		got := NewImport("x", now).Ending(total, now)
		for i, p := range order {
			if got.Crosses(p.Stretch) {
				t.Fatalf("%v crosses %v", p.Stretch, got.Taken)
			}
			if got = got.With(p.Stretch, p.refused, now); i+1 < len(parts) && got.Lines() == total != !got.FinishedAt.IsZero() {
				t.Fatalf("finished at %d of %d lines", got.Lines(), total)
			}
		}
		if got.Lines() != total || got.Accepted != total-refused || got.Refused != refused || len(got.Taken) != 1 || got.FinishedAt.IsZero() {
			t.Fatalf("of %d lines and %d refused came %+v", total, refused, got)
		}
	})
}

func TestStretchesThatCross(t *testing.T) {
	i := NewImport("x", time.Time{}).With(Stretch{10, 20}, 0, time.Time{})
	for s, crosses := range map[Stretch]bool{
		{0, 10}: false, {20, 30}: false, {10, 20}: false, {12, 15}: false, {5, 11}: true, {19, 21}: true, {0, 30}: true, {12, 12}: false,
	} {
		if i.Crosses(s) != crosses {
			t.Errorf("%v crosses: %v", s, !crosses)
		}
	}
	if i.Lines() != 0 {
		t.Errorf("there is a gap before line 10, and still %d lines came", i.Lines())
	}
}
