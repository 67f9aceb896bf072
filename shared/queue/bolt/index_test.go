package bolt

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// plain is the index as one would write it without care for speed.
type plain struct {
	entries []*plainEntry // oldest first
	now     int64
}

type plainEntry struct {
	seq       uint64
	group     string
	visibleAt int64
	received  bool // and not yet returned
}

func (p *plain) hidden(e *plainEntry) bool { return e.visibleAt > p.now }

func (p *plain) busy(group string) (n int) {
	for _, e := range p.entries {
		if group != "" && e.group == group && e.received && p.hidden(e) {
			n++
		}
	}
	return n
}

func (p *plain) next() *plainEntry {
	var waiting []*plainEntry
	for _, e := range p.entries {
		if !p.hidden(e) {
			waiting = append(waiting, e)
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	return slices.MinFunc(waiting, func(a, b *plainEntry) int {
		return cmp.Or(cmp.Compare(p.busy(a.group), p.busy(b.group)), cmp.Compare(a.seq, b.seq))
	})
}

func (p *plain) remove(seq uint64) {
	p.entries = slices.DeleteFunc(p.entries, func(e *plainEntry) bool { return e.seq == seq })
}

func (p *plain) pick(t *rapid.T) *plainEntry {
	if len(p.entries) == 0 {
		t.Skip("empty")
	}
	return rapid.SampledFrom(p.entries).Draw(t, "entry")
}

func TestTheIndexOrdersLikeAPlainList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, p := newIndex(), &plain{}
		moment := func() time.Time { return time.Unix(0, p.now) }
		seconds := rapid.Int64Range(0, 5)
		seqs := rapid.Permutation(firstSeqs(64)).Draw(t, "seqs") // sends may end out of order
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				if len(seqs) == 0 {
					t.Skip("enough")
				}
				e := &plainEntry{
					seq:       seqs[0],
					group:     rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "group"),
					visibleAt: p.now + seconds.Draw(t, "delay"),
				}
				seqs = seqs[1:]
				p.entries = append(p.entries, e)
				slices.SortFunc(p.entries, func(a, b *plainEntry) int { return cmp.Compare(a.seq, b.seq) })
				x.add(&entry{seq: e.seq, visibleAt: e.visibleAt}, e.group, moment())
			},
			"take": func(t *rapid.T) {
				e := p.next()
				if e == nil {
					t.Skip("none visible")
				}
				e.received, e.visibleAt = true, p.now+1+seconds.Draw(t, "visibility")
				x.move(x.next(), inFlight, time.Unix(0, e.visibleAt))
			},
			"return": func(t *rapid.T) {
				e := p.pick(t)
				e.received, e.visibleAt = false, p.now+seconds.Draw(t, "delay")
				x.move(x.get(e.seq), delayed, time.Unix(0, e.visibleAt))
				x.settle(moment())
			},
			"remove": func(t *rapid.T) {
				seq := p.pick(t).seq
				p.remove(seq)
				x.remove(seq)
				x.remove(seq) // twice does no harm
			},
			"wait": func(t *rapid.T) {
				p.now += seconds.Draw(t, "wait")
				x.settle(moment())
			},
			"": func(t *rapid.T) { compare(t, x, p) },
		})
	})
}

func firstSeqs(n uint64) []uint64 {
	var seqs []uint64
	for seq := range n {
		seqs = append(seqs, seq+1)
	}
	return seqs
}

func compare(t *rapid.T, x *index, p *plain) {
	var want, got uint64
	if e := p.next(); e != nil {
		want = e.seq
	}
	if e := x.next(); e != nil {
		got = e.seq
	}
	if got != want {
		t.Fatalf("next is %d, want %d", got, want)
	}
	compareCounts(t, x, p)
	compareOrder(t, x, p)
}

func compareCounts(t *rapid.T, x *index, p *plain) {
	var waiting, inFlight int
	groups := map[string]bool{}
	for _, e := range p.entries {
		groups[e.group] = true
		if !p.hidden(e) {
			waiting++
		} else if e.received {
			inFlight++
		}
	}
	if x.waiting() != waiting || x.inFlight != inFlight || len(x.groups) != len(groups) {
		t.Fatalf("%d waiting, %d in flight, %d groups, want %d, %d, %d",
			x.waiting(), x.inFlight, len(x.groups), waiting, inFlight, len(groups))
	}
}

func compareOrder(t *rapid.T, x *index, p *plain) {
	e := x.oldest
	var last *entry
	for _, want := range p.entries {
		if e == nil || e.seq != want.seq || e.prev != last {
			t.Fatalf("the list breaks at %d", want.seq)
		}
		last, e = e, e.next
	}
	if e != nil || x.newest != last {
		t.Fatal("the list does not end with the newest")
	}
}
