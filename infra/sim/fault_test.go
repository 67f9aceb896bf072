package sim

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/store"
)

var (
	errInjected = errors.New("sim: injected fault")
	errKilled   = errors.New("sim: the invocation was killed")
)

// fate decides what goes wrong. A decision depends on the seed, the instant and
// what is being done, and on nothing that goroutines could reorder.
type fate struct {
	seed  uint64
	calm  bool // nothing fails any more
	mu    sync.Mutex
	times map[string]uint64
	left  int // steps until the invocation is killed; negative when it is not
}

func newFate(seed uint64) *fate { return &fate{seed: seed, times: map[string]uint64{}, left: -1} }

// roll draws a number in [0, 1) for the nth time something is done.
func (f *fate) roll(what string) float64 {
	f.mu.Lock()
	f.times[what]++
	n := f.times[what]
	f.mu.Unlock()
	return draw(f.seed, fmt.Sprint(what, "/", n))
}

func draw(seed uint64, what string) float64 {
	h := fnv.New64a()
	_ = binary.Write(h, binary.LittleEndian, seed)
	h.Write([]byte(what))
	x := h.Sum64() // FNV's low bits mix poorly: stir
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}

// step counts one step of the invocation and reports whether it is dead.
func (f *fate) step() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left > 0 {
		f.left--
	}
	return f.left == 0
}

// arm lets the coming invocation be killed after some steps, or not at all.
func (f *fate) arm(what string) {
	f.left = -1
	if !f.calm && f.roll("kill "+what) < .04 {
		f.left = 1 + int(f.roll("after "+what)*6)
	}
}

func (f *fate) killed() bool { return f.left == 0 }

// fails decides about one step: whether it fails, and whether it was done all the same.
func (f *fate) fails(what string) (fails, done bool) {
	if f.calm {
		return false, false
	}
	p := f.roll(what)
	return p < .05, p < .025
}

// faultyTable fails Writes and reads, and lets listings lag.
type faultyTable struct {
	store.Table
	*fate
	lag *lag
}

func (t faultyTable) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if t.step() {
		return nil, errKilled
	}
	if fails, _ := t.fails("get " + least(keys)); fails {
		return nil, errInjected
	}
	return t.Table.Get(ctx, keys...)
}

func (t faultyTable) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	// Drawn before the step, for of queries made at once any may be the one that is killed.
	fails, _ := t.fails(fmt.Sprint("query ", q))
	if t.step() {
		return failing(errKilled)
	}
	if fails {
		return failing(errInjected)
	}
	if q.By {
		return t.lag.query(ctx, t.Table, q)
	}
	return t.Table.Query(ctx, q)
}

func failing(err error) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) { yield(store.Item{}, err) }
}

func (t faultyTable) Write(ctx context.Context, ops ...store.Op) error {
	if t.step() {
		return errKilled
	}
	fails, done := t.fails("write " + written(ops))
	if fails && !done {
		return errInjected
	}
	t.lag.note(ctx, t.Table, ops)
	if err := t.Table.Write(ctx, ops...); err != nil {
		return err
	}
	if fails {
		return errInjected
	}
	return nil
}

// least names keys by the first of them, for they come in any order.
func least(keys []store.Key) string {
	return fmt.Sprint(slices.MinFunc(keys, func(a, b store.Key) int {
		return cmp.Or(strings.Compare(a.Partition, b.Partition), strings.Compare(a.Sort, b.Sort))
	}))
}

func written(ops []store.Op) string {
	keys := make([]store.Key, len(ops))
	for i, op := range ops {
		keys[i] = op.Item.Key
	}
	return least(keys)
}

// lag hides what was written lately from the second order, as an index that is
// updated some time after its table.
type lag struct {
	*fate
	mu   sync.Mutex
	late map[store.Key]time.Time // rows whose place in the second order is not there yet
}

const indexLag = 3 * time.Second

func (l *lag) note(_ context.Context, _ store.Table, ops []store.Op) {
	if l.calm || l.roll("lag "+written(ops)) > .2 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, op := range ops {
		l.late[op.Item.Key] = time.Now().Add(indexLag)
	}
}

func (l *lag) query(ctx context.Context, db store.Table, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		for it, err := range db.Query(ctx, q) {
			if l.hidden(it.Key) {
				continue
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

func (l *lag) hidden(k store.Key) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.late[k])
}

// faultySender fails Sends, and repeats messages.
type faultySender struct {
	to *mailbox
	*fate
}

func (s faultySender) Send(_ context.Context, msgs ...queue.Message) error {
	if s.step() {
		return errKilled
	}
	what := "send " + s.to.name + string(msgs[0].Body)
	fails, done := s.fails(what)
	if fails && !done {
		return errInjected
	}
	s.to.put(msgs)
	if !s.calm && s.roll("repeat "+what) < .05 {
		s.to.put(msgs)
	}
	if fails {
		return errInjected
	}
	return nil
}
