package records

import (
	"encoding/json"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// The letters of the nouns that are folded from facts, as their keys begin.
const (
	contractSort  = "K#"
	contactSort   = "P#"
	ticketSort    = "T#"
	invoiceSort   = "I#"
	milestoneSort = "M#"
	pulseSort     = "O#pulse"
	objectiveSort = "G#" // goals; nobody sends signals of them
)

// FactsKey names the thing a signal says something about; false when it is
// about nothing that is kept as facts.
func (r *Records) FactsKey(account string, s heed.Signal) (store.Key, bool) {
	var named struct{ Contract, Contact, Ticket, Invoice, Milestone string }
	_ = json.Unmarshal(s.Data, &named) // checked when it came in
	sort := ""
	switch heed.Family(s.Type) {
	case "contract":
		sort = contractSort + named.Contract
	case "contact":
		sort = contactSort + r.ContactHash(named.Contact)
	case "ticket":
		sort = ticketSort + named.Ticket
	case "payment", "invoice":
		sort = invoiceSort + named.Invoice
	case "milestone":
		sort = milestoneSort + named.Milestone
	case "pulse":
		sort = pulseSort
	}
	return store.Key{Partition: accountPartition(account), Sort: sort}, sort != ""
}

// Thing names, within its account, what FactsKey does.
func (r *Records) Thing(s heed.Signal) (name string, ok bool) {
	key, ok := r.FactsKey("", s)
	return key.Sort, ok
}

// PutFacts writes a thing's facts back, kept until the row expires, which FactsUntil
// says; without any left, the thing goes.
func PutFacts(key store.Key, row Row[heed.Facts]) store.Op {
	if len(row.Value) == 0 && row.Found() {
		return store.Delete(key).IfVersion(row.Version)
	}
	return store.Put(store.Item{Key: key, Data: encode(row.Value), Expires: row.Expires}).IfVersion(row.Version)
}
