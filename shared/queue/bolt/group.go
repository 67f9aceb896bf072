package bolt

// group shares the queue with the other groups. All messages without a group
// share one value of it: as each counts as its own group, what is visible of
// them has nothing in flight beside it.
type group struct {
	name     string
	visible  heap[*entry] // oldest first
	members  int          // in any phase
	inFlight int
	slot     int // in the index's ready heap
	ready    bool
}

func goesFirst(a, b *group) bool {
	if a.busy() != b.busy() {
		return a.busy() < b.busy()
	}
	return isOlder(a.visible.first(), b.visible.first())
}

func (g *group) busy() int {
	if g.name == "" {
		return 0
	}
	return g.inFlight
}
