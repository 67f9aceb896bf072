package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
)

// pack puts signals into messages of one subject each, within the bounds of a
// message. The signals of a subject keep their order.
func pack(signals []heed.Signal) ([]queue.Message, error) {
	if len(signals) == 1 {
		return packOne(signals)
	}
	var parcels []*parcel
	open := make(map[string]*parcel, 1) // the parcel of a subject that still takes signals
	for _, s := range signals {
		raw, err := encode(s)
		if err != nil {
			return nil, err
		}
		p := open[s.Subject]
		if p == nil || !p.fits(raw) {
			if p, err = newParcel(s.Subject); err != nil {
				return nil, err
			}
			open[s.Subject], parcels = p, append(parcels, p)
		}
		p.add(raw)
	}
	return sealed(parcels), nil
}

// packOne spares the commonest request the parcels.
func packOne(signals []heed.Signal) ([]queue.Message, error) {
	subject := signals[0].Subject
	body, err := encode(heed.Batch{Format: heed.MessageFormat, Subject: subject, Signals: signals})
	return []queue.Message{{Body: body, Group: groupOf(subject)}}, err
}

// parcel is the JSON of a heed.Batch that grows signal by signal, so that its
// size is known at every moment and no signal is written twice.
type parcel struct {
	group string
	body  []byte
	count int
}

func newParcel(subject string) (*parcel, error) {
	head, err := encode(heed.Batch{Format: heed.MessageFormat, Subject: subject})
	if err != nil {
		return nil, err
	}
	head = append(head[:len(head)-1], `,"signals":[`...) // the closing brace waits
	return &parcel{group: groupOf(subject), body: head}, nil
}

const closing = "]}"

func (p *parcel) fits(raw []byte) bool {
	return p.count < heed.MaxBatchSignals && len(p.body)+len(",")+len(raw)+len(closing) <= heed.MaxBatchBytes
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
		messages[i] = queue.Message{Body: append(p.body, closing...), Group: p.group}
	}
	return messages
}

// groupOf names a subject's share of the queue: a hash, because a queue takes
// only short, plain names and keeps them in its metrics.
func groupOf(subject string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(subject)) // never fails
	return strconv.FormatUint(h.Sum64(), 36)
}

var noncharacters = strings.NewReplacer("\uFFFE", `\ufffe`, "\uFFFF", `\uffff`)

// encode writes JSON without the escapes for HTML, which would make a comment up
// to six times as long, and with one for U+FFFE and U+FFFF, which SQS refuses.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("writing a message of signals: %w", err)
	}
	raw := bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	if !bytes.Contains(raw, []byte("\xef\xbf")) {
		return raw, nil
	}
	return []byte(noncharacters.Replace(string(raw))), nil
}
