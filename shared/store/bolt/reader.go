package bolt

import (
	"encoding/binary"
	"fmt"

	"github.com/heed-cs/heed/shared/store"
)

// reader takes values from the front of b. After the first that does not fit it
// answers zeros, and err says so.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) err(k store.Key) error {
	if r.bad {
		return fmt.Errorf("bolt: item %q is damaged: restore the data file from a backup", k)
	}
	return nil
}

// take removes the first n bytes; a negative n is a value that could not be read.
func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) byte() byte {
	if b := r.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	n, width := binary.Uvarint(r.b)
	r.takeVarint(width)
	return n
}

func (r *reader) varint() int64 {
	n, width := binary.Varint(r.b)
	r.takeVarint(width)
	return n
}

func (r *reader) takeVarint(width int) {
	if width <= 0 {
		width = -1
	}
	r.take(width)
}

// bytes returns what a length precedes, as part of b.
func (r *reader) bytes() []byte {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		return r.take(-1)
	}
	return r.take(int(n))
}

// counters reads the map; the names share one copy of their bytes.
func (r *reader) counters() map[string]int64 {
	n := r.uvarint()
	if n == 0 || n > uint64(len(r.b)) { // a counter has more bytes than one
		r.bad = r.bad || n > 0
		return nil
	}
	copied, size := string(r.b), len(r.b)
	counters := make(map[string]int64, n)
	for range n {
		name := r.bytes()
		end := size - len(r.b)
		counters[copied[end-len(name):end]] = r.varint()
	}
	return counters
}
