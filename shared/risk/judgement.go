package risk

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// judgement is one account being judged: the snapshot and what was folded from
// it once for several factors.
type judgement struct {
	*Snapshot
	set      *heed.Settings
	asOf     time.Time
	today    int
	book     book
	answers  answers
	usage    usage
	counters counters
	target   target
	prose    prose
	customs  []factor // those that the settings define
}

// begin reads the contracts, on which everything else rests.
func (j *judgement) begin(s *Snapshot, set *heed.Settings, asOf time.Time) {
	j.Snapshot, j.set, j.asOf, j.today = s, set, asOf, dayOf(asOf)
	j.book = book{}
	j.book = j.openBook()
	j.target = j.chooseTarget()
}

// Why a factor could not be judged.
const (
	noSource = "no_source" // nothing of the kind was ever heard
	stale    = "stale"     // what was heard is too old
	tooFew   = "too_few"   // too little to tell a change from chance
)

// verdict is what a factor says of the account.
type verdict struct {
	why    string  // not empty: it could not be judged
	beside bool    // the factor does not apply to the account
	value  float64 // what was measured, in the factor's unit
	effect float64 // in log-odds, before weight and cap
	at     time.Time

	// What the sentence needs beside the value.
	from, to float64
	n, of    int
	day      int
	// behind are the answers the verdict rests on, as indexes into Answers.
	behind  [maxSignals]int32
	signals uint8
}

// maxSignals is how many signals a receipt names per factor.
const maxSignals = 5

func missing(why string) verdict { return verdict{why: why} }

// rest names an answer behind the verdict, as long as there is room.
func (v *verdict) rest(answer int) {
	if v.signals < maxSignals {
		v.behind[v.signals] = int32(answer)
		v.signals++
	}
}

// before is what a factor contributed to the receipt before.
func (j *judgement) before(f *factor) float64 {
	if j.Previous == nil {
		return 0
	}
	return j.Previous.of(f)
}

// ago is how many whole UTC days lie between an instant and the judgement.
func (j *judgement) ago(t time.Time) int { return j.today - dayOf(t) }

// within reports whether an instant lies in the last days, and not ahead.
func (j *judgement) within(t time.Time, days int) bool {
	return !t.IsZero() && !t.After(j.asOf) && j.ago(t) <= days
}

// heard reports whether any account said something of the family in the last
// days; false as second value when nobody keeps account of it.
func (j *judgement) heard(family string, days int) (alive, known bool) {
	day, ok := number(j.Reference.Heard[family])
	return ok && j.today-day <= days, j.Reference.Heard != nil
}
