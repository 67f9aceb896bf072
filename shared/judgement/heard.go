package judgement

import (
	"cmp"

	"github.com/heed-cs/heed/shared/comment"
	"github.com/heed-cs/heed/shared/heed"
)

// heard is a stored signal with what it says, read once for all the moments it is
// folded at.
type heard struct {
	heed.Stored
	err  error // why nothing could be read
	fact heed.Fact
	// place is the name of what it is about, or of the slot of its answer; empty when
	// it stands for nothing. Where a contact was erased, the place was kept.
	place string
	cell  string // what is counted of it; empty when nothing is
	// twoWay says that the customer took part in it.
	twoWay bool

	answer    heed.Answer
	replacing bool

	used  usageName // what its usage is added to; zero for a state that was set
	added int64     // thousandths
}

func hear(names Names, s heed.Stored) heard {
	h := heard{Stored: s, fact: heed.FactOf(s.Signal)}
	switch {
	case heed.IsFeedback(s.Type):
		h.readAnswer(names)
	case s.Type == heed.UsageReported:
		h.readUse()
	case s.Type != heed.AccountUpdated:
		h.readThing(names)
	}
	return h
}

func (h *heard) readAnswer(names Names) {
	said, err := heed.FeedbackOf(h.Signal)
	if err != nil {
		h.err = err
		return
	}
	name, replacing, ok := names.Slot(h.Signal, said)
	if h.Place != "" {
		name, replacing, ok = h.Place, said.Replaces(), true
	}
	if !ok {
		return
	}
	h.place, h.replacing = name, replacing
	h.answer = heed.Answer{
		Stamp: h.Stamp(), Type: h.Type, Score: said.Score, Scale: said.Scale, Cell: said.Cell(h.Type, h.Phase),
		Contact: cmp.Or(h.Who, names.ContactHash(said.Contact)), Role: said.Role, Excluded: said.Excluded != "",
		Tone: comment.Tone(said.Comment, said.Language),
	}
}

func (h *heard) readUse() {
	u, err := heed.UsageOf(h.Signal)
	if h.err = err; err == nil && u.Mode == heed.UsageAdd {
		h.used, h.added = usageName{h.Day(), u.Metric, u.Product}, heed.Thousandths(u.Value)
	}
}

func (h *heard) readThing(names Names) {
	if cell, ok := heed.FactCell(h.Signal, h.Phase); ok {
		h.cell, h.twoWay = cell.String(), cell.Metric == "engagement" && cell.Bucket != heed.BucketOneWay
	}
	if name, ok := names.Thing(h.Signal); h.Place != "" || ok {
		h.place = cmp.Or(h.Place, name)
	}
}

// retracted are the sids of the signals that some of these take back; nil when there
// are none.
func retracted(signals []*heard) map[string]bool {
	var by []heed.Stored
	for _, s := range signals {
		if s.Type == heed.SignalRetracted {
			by = append(by, s.Stored)
		}
	}
	if by == nil {
		return nil
	}
	return heed.Retractions(by)
}
