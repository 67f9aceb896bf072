package risk

import (
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Folded is one account at one moment under some settings, with what its factors
// share added up once: so any number of models judge it, its opportunities are
// weighed and its card is drawn up without reading its days and answers again. It is
// for one goroutine at a time.
type Folded struct {
	snapshot Snapshot
	settings heed.Settings
	judgement
	receipt receipt
	lent    lists // what Judge hands out
}

// Fold adds up an account. Close gives the room back.
func Fold(s Snapshot, set heed.Settings, asOf time.Time) *Folded {
	f := rooms.Get().(*Folded)
	f.snapshot, f.settings = s, set
	f.begin(&f.snapshot, &f.settings, asOf)
	f.customs = customs(&f.settings, f.customs)
	f.readAnswers()
	f.readUsage()
	f.readCounters()
	return f
}

// Close gives the room back, with nothing of the account left in it.
func (f *Folded) Close() {
	f.snapshot, f.settings = Snapshot{}, heed.Settings{}
	f.answers.clear()
	f.prose.begin(time.Time{})
	clear(f.customs)
	rooms.Put(f)
}

// rooms spares the collector most of its work.
var rooms = sync.Pool{New: func() any { return new(Folded) }}
