package bolt

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// format is the first byte of every record.
const format = 1

// errRecord is returned for bytes that no Heed of this format has written.
var errRecord = errors.New("a record is damaged or was written by a newer Heed")

// state is what changes about a message. It is a record of its own, small and of
// constant size, so that a receive does not write the body again.
type state struct {
	visibleAt int64 // Unix nanoseconds
	sentAt    int64 // Unix nanoseconds
	received  uint32
	group     string
}

// encode gives: format, visibleAt, sentAt, received (big-endian), group.
func (s state) encode() []byte {
	b := make([]byte, 0, 21+len(s.group))
	b = append(b, format)
	b = binary.BigEndian.AppendUint64(b, uint64(s.visibleAt))
	b = binary.BigEndian.AppendUint64(b, uint64(s.sentAt))
	b = binary.BigEndian.AppendUint32(b, s.received)
	return append(b, s.group...)
}

func decodeState(b []byte) (state, error) {
	if len(b) < 21 || b[0] != format {
		return state{}, errRecord
	}
	return state{
		visibleAt: int64(binary.BigEndian.Uint64(b[1:])),
		sentAt:    int64(binary.BigEndian.Uint64(b[9:])),
		received:  binary.BigEndian.Uint32(b[17:]),
		group:     string(b[21:]),
	}, nil
}

// content is what never changes about a message.
type content struct {
	attributes map[string]string
	body       []byte
}

// encode gives: format, the number of attributes, each name and value with its
// length before it, sorted by name, then the body.
func (c content) encode() []byte {
	b := binary.AppendUvarint([]byte{format}, uint64(len(c.attributes)))
	for _, name := range slices.Sorted(maps.Keys(c.attributes)) {
		b = appendText(b, name)
		b = appendText(b, c.attributes[name])
	}
	return append(b, c.body...)
}

// decodeContent copies what it keeps: the bytes may belong to a transaction.
func decodeContent(b []byte) (content, error) {
	if len(b) == 0 || b[0] != format {
		return content{}, errRecord
	}
	n, size := binary.Uvarint(b[1:])
	if size <= 0 || n > uint64(len(b)) {
		return content{}, errRecord
	}
	attributes, body, err := cutAttributes(b[1+size:], int(n))
	return content{attributes, slices.Clone(body)}, err
}

func cutAttributes(b []byte, n int) (attributes map[string]string, rest []byte, err error) {
	if n > 0 {
		attributes = make(map[string]string, min(n, 16)) // n may be nonsense
	}
	for range n {
		var name, value string
		if name, b, err = cutText(b); err != nil {
			return nil, nil, err
		}
		if value, b, err = cutText(b); err != nil {
			return nil, nil, err
		}
		attributes[name] = value
	}
	return attributes, b, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func cutText(b []byte) (text string, rest []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return "", nil, errRecord
	}
	end := size + int(n)
	return string(b[size:end]), b[end:], nil
}
