package dynamo

import (
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/store"
)

// statement is one operation in DynamoDB's words.
type statement struct {
	kind      verb
	key       attributes
	item      attributes // the whole item of a put
	update    string     // of an update
	condition string     // empty when there is none
	names     map[string]string
	values    attributes
}

type verb int

const (
	put verb = iota
	update
	remove
)

// statement says how the i-th operation is written, given what is known of its item.
//
// Where the version that an item will have is known, the item is replaced whole.
// Where it is not, an update lets DynamoDB count it: that serves as long as the
// item has neither expired nor, for a put, counters to forget, and its condition
// says so. A refusal then brings the item, and with it the version.
func (p *plan) statement(i int) statement {
	op := p.ops[i]
	if op.Kind == store.KindAdd {
		op.Item.Data = nil // an add keeps the document that is there
	}
	s := &words{now: p.now}
	if seen, known := p.seen[i]; known {
		return s.over(seen, op)
	}
	switch {
	case op.Kind == store.KindDelete:
		return s.remove(op)
	case op.If == store.Absent:
		return s.replace(op.Item, 1, s.absent())
	case op.Kind == store.KindAdd:
		return s.add(op.Item, s.holds(op.If))
	case op.If == 0:
		return s.overwrite(op.Item, "attribute_not_exists("+s.name(attrCounted)+") AND "+s.live())
	default:
		return s.replace(op.Item, int64(op.If)+1, s.holds(op.If))
	}
}

// over writes the operation over an item as it was seen, unless it changed since.
func (w *words) over(seen store.Item, op store.Op) statement {
	switch {
	case seen.Version == 0:
		return w.replace(op.Item, 1, "attribute_not_exists("+w.name(attrPartition)+")")
	case !live(seen, w.now):
		return w.replace(op.Item, 1, w.version(seen.Version))
	case op.Kind == store.KindAdd:
		return w.add(op.Item, w.live())
	default:
		return w.replace(op.Item, seen.Version+1, w.version(seen.Version))
	}
}

func (w *words) replace(it store.Item, version int64, condition string) statement {
	it.Version = version
	return statement{kind: put, key: keyOf(it.Key), item: encode(it), condition: condition, names: w.names, values: w.values}
}

func (w *words) remove(op store.Op) statement {
	s := statement{kind: remove, key: keyOf(op.Item.Key)}
	if op.If != 0 {
		s.condition = w.holds(op.If)
	}
	s.names, s.values = w.names, w.values
	return s
}

// add moves the counters and keeps what else is there.
func (w *words) add(it store.Item, condition string) statement {
	text := "ADD " + w.name(attrVersion) + " " + w.value(number(1))
	for _, name := range slices.Sorted(maps.Keys(it.Counters)) {
		text += ", " + w.name(attrCounter+name) + " " + w.value(number(it.Counters[name]))
	}
	text += w.assign(settable(it))
	return statement{kind: update, key: keyOf(it.Key), update: text, condition: condition, names: w.names, values: w.values}
}

// overwrite sets every attribute an item without counters may have.
func (w *words) overwrite(it store.Item, condition string) statement {
	set := settable(it)
	for name, n := range it.Counters {
		set[attrCounter+name] = number(n)
	}
	text := "ADD " + w.name(attrVersion) + " " + w.value(number(1)) + w.assign(set) + w.forget(set)
	return statement{kind: update, key: keyOf(it.Key), update: text, condition: condition, names: w.names, values: w.values}
}
