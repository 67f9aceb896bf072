package records

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

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
	return store.Key{Partition: accountPartition(account), Sort: "Q#" + heed.Metric(s.Type) + "#" + name}, replacing, true
}

// ContactHash is how a contact stands in keys and slots.
func (r *Records) ContactHash(contact string) string {
	if contact == "" {
		return ""
	}
	return r.hash.Hash("contact", contact)
}

// PutSlot writes a slot back, kept until expires.
func PutSlot(key store.Key, row Row[heed.Slot], expires time.Time) store.Op {
	return store.Put(store.Item{Key: key, Data: encode(row.Value), Expires: expires}).IfVersion(row.Version)
}
