package cost

// The rules by which DynamoDB counts units on demand, from AWS's own calculator
// (aws/agent-toolkit-for-aws, amazon-dynamodb/scripts/calculate_costs.py,
// 2026-08-20). The counter of DynamoDB Local differs for transactions, and is
// not asked.

const (
	writeStep = 1 << 10 // bytes of one write unit
	readStep  = 4 << 10 // bytes of one consistent read unit
)

// Image is one state of an item as DynamoDB bills it. The zero Image is no item.
type Image struct {
	Bytes int   // the whole item
	Index Entry // its projection into the index; zero when it is not there
}

// Entry is an item's projection into one index.
type Entry struct {
	Key     string // the index's own key; empty when the item is not in the index
	Bytes   int    // what is projected, keys included
	Content string // tells one projected content from another
}

// Units are write units, of the table and of its index apart.
type Units struct{ Table, Index int }

// Sum is what both cost together: a unit has one price.
func (u Units) Sum() int { return u.Table + u.Index }

// WriteUnits are what changing an item from one state to another consumes. The
// table counts the larger of both states, in a transaction twice. The index counts once,
// also in a transaction: nothing when its entry stays as it is, the larger of
// both entries when it changes, and both when it moves to another key.
func WriteUnits(before, after Image, transaction bool) Units {
	u := Units{Table: steps(max(before.Bytes, after.Bytes), writeStep), Index: indexUnits(before.Index, after.Index)}
	if transaction {
		u.Table *= 2
	}
	return u
}

func indexUnits(before, after Entry) int {
	switch {
	case before == after:
		return 0
	case before.Key == after.Key:
		return steps(max(before.Bytes, after.Bytes), writeStep)
	}
	units := 0
	for _, e := range []Entry{before, after} {
		if e.Key != "" {
			units += steps(e.Bytes, writeStep)
		}
	}
	return units
}

// RefusedUnits are what an operation consumes whose condition failed, or whose
// transaction was cancelled: the table's units of the item as it is. The index is not touched.
func RefusedUnits(before, asked Image, transaction bool) Units {
	return WriteUnits(Image{Bytes: before.Bytes}, Image{Bytes: asked.Bytes}, transaction)
}

// ReadUnits are what reading bytes in one step consumes: an item of a Get, or
// all items of one page of a query together. Nothing found counts as the least.
// An eventually consistent read costs half.
func ReadUnits(bytes int, consistent bool) float64 {
	units := float64(steps(bytes, readStep))
	if !consistent {
		units /= 2
	}
	return units
}

// GetUnits are what a Get or a batch of them consumes: each item is rounded up by itself.
func GetUnits(sizes []int, consistent bool) float64 {
	units := 0.
	for _, bytes := range sizes {
		units += ReadUnits(bytes, consistent)
	}
	return units
}

// queryPage is what DynamoDB reads at most in one call of a query.
const queryPage = 1 << 20

// QueryUnits are the calls that a query of items takes and the units they consume.
func QueryUnits(sizes []int, consistent bool) (calls int, units float64) {
	page := 0
	for _, bytes := range sizes {
		if page += bytes; page >= queryPage {
			calls, units, page = calls+1, units+ReadUnits(page, consistent), 0
		}
	}
	return calls + 1, units + ReadUnits(page, consistent)
}

// steps rounds bytes up to whole steps, at least one.
func steps(bytes, step int) int { return max(1, (bytes+step-1)/step) }
