package bolt

import "time"

// phase is where a message is between its sending and its end.
type phase uint8

const (
	visible  phase = iota // can be received
	delayed               // hidden since it was sent or returned with a delay
	inFlight              // received, and neither acknowledged nor timed out
)

// entry is what memory keeps of a message: all but its body and attributes.
type entry struct {
	seq        uint64 // its key in the file; rises with every message of the queue
	sentAt     int64  // Unix nanoseconds
	visibleAt  int64  // Unix nanoseconds; when a hidden message can be received (again)
	group      *group
	prev, next *entry // by seq
	slot       int    // in the hidden heap or in its group's
	received   uint32
	phase      phase
}

// index orders the messages of one queue. Every operation is O(log n). It knows
// no clock and no file, and is not safe for concurrent use.
type index struct {
	entries        map[uint64]*entry
	oldest, newest *entry
	hidden         heap[*entry] // delayed and in flight, by visibleAt
	groups         map[string]*group
	ready          heap[*group] // those with visible messages: least in flight first, then the oldest message
	inFlight       int
}

func newIndex() *index {
	return &index{
		entries: map[uint64]*entry{},
		groups:  map[string]*group{},
		hidden:  heap[*entry]{less: returnsSooner, slot: entrySlot},
		ready:   heap[*group]{less: goesFirst, slot: func(g *group) *int { return &g.slot }},
	}
}

func entrySlot(e *entry) *int          { return &e.slot }
func isOlder(a, b *entry) bool         { return a.seq < b.seq }
func returnsSooner(a, b *entry) bool   { return a.visibleAt < b.visibleAt }
func (x *index) waiting() int          { return len(x.entries) - x.hidden.Len() }
func (x *index) get(seq uint64) *entry { return x.entries[seq] }

// add takes in a message of the named group: hidden when it has a visibleAt to
// come, to be found by settle.
func (x *index) add(e *entry, name string, now time.Time) {
	e.group = x.groups[name]
	if e.group == nil {
		e.group = &group{name: name, visible: heap[*entry]{less: isOlder, slot: entrySlot}}
		x.groups[name] = e.group
	}
	e.group.members++
	x.entries[e.seq] = e
	x.link(e)
	if e.visibleAt > now.UnixNano() {
		e.phase = delayed
	}
	x.place(e)
}

// remove forgets a message, whatever its phase.
func (x *index) remove(seq uint64) {
	e := x.entries[seq]
	if e == nil {
		return
	}
	x.unplace(e)
	x.unlink(e)
	delete(x.entries, seq)
	if e.group.members--; e.group.members == 0 {
		delete(x.groups, e.group.name)
	}
}

// settle makes visible what was hidden until now or earlier.
func (x *index) settle(now time.Time) {
	for !x.hidden.empty() && x.hidden.first().visibleAt <= now.UnixNano() {
		x.move(x.hidden.first(), visible, now)
	}
}

// next is the message that fairness hands out next; nil when none is visible.
func (x *index) next() *entry {
	if x.ready.empty() {
		return nil
	}
	return x.ready.first().visible.first()
}

// move brings a message into another phase; at is when it can be received.
func (x *index) move(e *entry, to phase, at time.Time) {
	x.unplace(e)
	e.phase, e.visibleAt = to, at.UnixNano()
	x.place(e)
}

func (x *index) place(e *entry) {
	if e.phase == visible {
		e.group.visible.add(e)
	} else {
		x.hidden.add(e)
	}
	x.count(e, 1)
}

func (x *index) unplace(e *entry) {
	if e.phase == visible {
		e.group.visible.remove(e)
	} else {
		x.hidden.remove(e)
	}
	x.count(e, -1)
}

func (x *index) count(e *entry, n int) {
	if e.phase == inFlight {
		x.inFlight += n
		e.group.inFlight += n
	}
	x.rank(e.group)
}

// rank puts a group whose messages have moved where it belongs now.
func (x *index) rank(g *group) {
	switch ready := !g.visible.empty(); {
	case ready && g.ready:
		x.ready.moved(g)
	case ready:
		x.ready.add(g)
	case g.ready:
		x.ready.remove(g)
	}
	g.ready = !g.visible.empty()
}
