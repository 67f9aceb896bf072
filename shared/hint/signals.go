package hint

import (
	"bytes"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
)

// Signals puts signals into messages of one subject each, within the bounds of a
// message and all of one trace. The signals of a subject keep their order. The
// messages are of no group: AWS bills a group's share, and the inbox is worked off
// at once, whoever fills it.
func Signals(signals []heed.Signal, trace string) []queue.Message {
	var parcels []*parcel
	raw := make([]byte, 0, 512)
	open := make(map[string]*parcel, 1) // the parcel of a subject that still takes signals
	for _, s := range signals {
		raw = plainText(s.AppendJSON(raw[:0]))
		p := open[s.Subject]
		if p == nil || !p.fits(raw) {
			p = newParcel(s.Subject, trace, len(raw))
			open[s.Subject], parcels = p, append(parcels, p)
		}
		p.add(raw)
	}
	return sealed(parcels)
}

// parcel is the JSON of a heed.Batch that grows signal by signal, so that its
// size is known at every moment and no signal is written twice.
type parcel struct {
	body  []byte
	count int
}

// newParcel makes a parcel with room for one signal: most have one.
func newParcel(subject, trace string, size int) *parcel {
	const opening = `{"v":1,"subject":"","trace":"","signals":[`
	batch := heed.Batch{Format: heed.MessageFormat, Subject: subject, Trace: trace}
	room := make([]byte, 0, len(opening)+len(subject)+len(trace)+size+len(heed.ClosingJSON))
	return &parcel{body: plainText(batch.AppendOpening(room))}
}

func (p *parcel) fits(raw []byte) bool {
	return p.count < heed.MaxBatchSignals && len(p.body)+len(",")+len(raw)+len(heed.ClosingJSON) <= heed.MaxBatchBytes
}

func (p *parcel) add(raw []byte) {
	if p.count > 0 {
		p.body = append(p.body, ',')
	}
	p.body = append(p.body, raw...)
	p.count++
}

func sealed(parcels []*parcel) []queue.Message {
	messages := make([]queue.Message, len(parcels))
	for i, p := range parcels {
		messages[i] = queue.Message{Body: append(p.body, heed.ClosingJSON...)}
	}
	return messages
}

// plainText escapes U+FFFE and U+FFFF, which SQS refuses and JSON has in strings only.
func plainText(raw []byte) []byte {
	if !bytes.Contains(raw, []byte("\xef\xbf")) {
		return raw
	}
	raw = bytes.ReplaceAll(raw, []byte("\uFFFE"), []byte(`\ufffe`))
	return bytes.ReplaceAll(raw, []byte("\uFFFF"), []byte(`\uffff`))
}
