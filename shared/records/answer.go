package records

import (
	"fmt"
	"time"
	"unique"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const slotSort = "Q#"

// SlotKey names the slot an answer belongs to; false when it stands alone: it
// has no response id, and no contact.
func (r *Records) SlotKey(account string, s heed.Signal, f heed.Feedback) (key store.Key, replacing, ok bool) {
	var name string
	switch {
	case f.Response != "":
		name, replacing = r.hash.Hash("response", s.Source, f.Response), true
	case f.Contact != "" && f.Survey != "":
		name, replacing = r.hash.Hash("wave", f.Contact, f.Survey), true
	case f.Contact != "":
		name = r.hash.Hash("contact", f.Contact)
	default:
		return store.Key{}, false, false
	}
	return store.Key{Partition: accountPartition(account), Sort: slotSort + heed.Metric(s.Type) + "#" + name}, replacing, true
}

// Slot names, within its account, what SlotKey does.
func (r *Records) Slot(s heed.Signal, f heed.Feedback) (name string, replacing, ok bool) {
	key, replacing, ok := r.SlotKey("", s, f)
	return key.Sort, replacing, ok
}

// ContactHash is how a contact stands in keys and slots.
func (r *Records) ContactHash(contact string) string {
	if contact == "" {
		return ""
	}
	return r.hash.Hash("contact", contact)
}

// slotDoc is a slot with short names for its cells: every judgement reads all
// slots of an account.
type slotDoc struct {
	Replacing bool        `json:"replacing,omitempty"`
	Answers   []answerDoc `json:"answers"`
}

type answerDoc struct {
	heed.Answer
	Cell string `json:"cell"` // stands before the answer's own, as does
	Tone string `json:"tone,omitempty"`
}

// PutSlot writes a slot back, kept until expires.
func PutSlot(key store.Key, row Row[heed.Slot], expires time.Time) store.Op {
	doc := slotDoc{Replacing: row.Value.Replacing, Answers: make([]answerDoc, len(row.Value.Answers))}
	for i, a := range row.Value.Answers {
		doc.Answers[i] = answerDoc{a, a.Cell.String(), a.Tone.String()}
	}
	return store.Put(store.Item{Key: key, Data: encode(doc), Expires: expires}).IfVersion(row.Version)
}

func slotOf(it store.Item) (Row[heed.Slot], error) {
	doc, err := rowOf[slotDoc](it)
	row := Row[heed.Slot]{Version: doc.Version, Expires: doc.Expires, Value: heed.Slot{Replacing: doc.Value.Replacing}}
	if err != nil {
		return row, err
	}
	for _, a := range doc.Value.Answers {
		if a.Answer.Cell, err = heed.ParseCell(a.Cell); err != nil {
			return row, fmt.Errorf("reading item %s/%s: %w", it.Partition, it.Sort, err)
		}
		if a.Answer.Tone, err = heed.ParseTone(a.Tone); err != nil {
			return row, fmt.Errorf("reading item %s/%s: %w", it.Partition, it.Sort, err)
		}
		a.Answer.Type = unique.Make(a.Answer.Type).Value() // one copy of each type is compared faster than a thousand
		row.Value.Answers = append(row.Value.Answers, a.Answer)
	}
	return row, nil
}
