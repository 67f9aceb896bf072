package dynamo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/shared/store"
)

// words collects the names and values of one statement.
type words struct {
	now    time.Time
	names  map[string]string
	values attributes
}

func (w *words) name(attribute string) string {
	if w.names == nil {
		w.names = map[string]string{}
	}
	word := fmt.Sprintf("#%d", len(w.names))
	w.names[word] = attribute
	return word
}

func (w *words) value(v types.AttributeValue) string {
	if w.values == nil {
		w.values = attributes{}
	}
	word := fmt.Sprintf(":%d", len(w.values))
	w.values[word] = v
	return word
}

// live holds when the item has not expired, also when there is none.
func (w *words) live() string {
	x := w.name(attrExpires)
	return "(attribute_not_exists(" + x + ") OR " + x + " > " + w.value(number(w.now.Unix())) + ")"
}

// absent holds when there is no item, or an expired one.
func (w *words) absent() string {
	return "(attribute_not_exists(" + w.name(attrPartition) + ") OR " + w.name(attrExpires) + " <= " + w.value(number(w.now.Unix())) + ")"
}

func (w *words) version(v int64) string { return w.name(attrVersion) + " = " + w.value(number(v)) }

func (w *words) holds(c store.Condition) string {
	switch {
	case c == store.Absent:
		return w.absent()
	case c == 0:
		return w.live()
	default:
		return w.version(int64(c)) + " AND " + w.live()
	}
}

func (w *words) assign(set attributes) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		parts = append(parts, w.name(name)+" = "+w.value(set[name]))
	}
	return clause(" SET ", parts)
}

// forget removes what an earlier item may have had and this one has not.
func (w *words) forget(set attributes) string {
	var parts []string
	for _, name := range []string{attrByPartition, attrBySort, attrExpires, attrData} {
		if set[name] == nil {
			parts = append(parts, w.name(name))
		}
	}
	return clause(" REMOVE ", parts)
}

func clause(keyword string, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return keyword + strings.Join(parts, ", ")
}
