package history

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
)

// occurrences tell rows without an id apart by their content, and equal ones by how
// often they came. A file that is read again, or whose rows moved, gives the same.
// Eight to sixteen bytes are kept of every row.
type occurrences struct {
	table []uint64 // open addressing; 0 is free
	n     int
	again map[uint64]int // how often more than once
}

// digest is a row's content as an id.
func (o *occurrences) digest(r row) string {
	sum := sha256.New()
	for _, name := range sortedNames(r) {
		sum.Write([]byte(name))
		sum.Write([]byte{0})
		sum.Write([]byte(content(r.cells[name])))
		sum.Write([]byte{0})
	}
	raw := sum.Sum(nil)
	id := hex.EncodeToString(raw[:10])
	if n := o.seen(binary.LittleEndian.Uint64(raw) | 1); n > 0 {
		id += "." + strconv.Itoa(n)
	}
	return id
}

// content is a cell as text; lines may hold lists and objects.
func content(v any) string {
	if text := textOf(v); text != "" {
		return text
	}
	raw, _ := json.Marshal(v) // it was JSON before
	return string(raw)
}

func sortedNames(r row) []string {
	names := make([]string, 0, len(r.cells))
	for name := range r.cells {
		if name != errorColumn {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// seen says how often a print came before.
func (o *occurrences) seen(print uint64) int {
	if 4*o.n >= 3*len(o.table) {
		o.grow()
	}
	if o.put(print) {
		o.n++
		return 0
	}
	if o.again == nil {
		o.again = map[uint64]int{}
	}
	o.again[print]++
	return o.again[print]
}

func (o *occurrences) put(print uint64) bool {
	mask := uint64(len(o.table) - 1)
	for at := print >> 1 & mask; ; at = (at + 1) & mask {
		switch o.table[at] {
		case print:
			return false
		case 0:
			o.table[at] = print
			return true
		}
	}
}

func (o *occurrences) grow() {
	old := o.table
	o.table = make([]uint64, max(1024, 2*len(old)))
	for _, print := range old {
		if print != 0 {
			o.put(print)
		}
	}
}
