package bolt

// link keeps the list in order of seq. Sends finish almost in that order, so the
// walk from the newest is short.
func (x *index) link(e *entry) {
	e.prev = x.newest
	for e.prev != nil && e.prev.seq > e.seq {
		e.prev = e.prev.prev
	}
	if e.prev == nil {
		e.next, x.oldest = x.oldest, e
	} else {
		e.next, e.prev.next = e.prev.next, e
	}
	if e.next == nil {
		x.newest = e
	} else {
		e.next.prev = e
	}
}

func (x *index) unlink(e *entry) {
	if e.prev == nil {
		x.oldest = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		x.newest = e.prev
	} else {
		e.next.prev = e.prev
	}
}
