package learn

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
)

// Forest are trees of which hundreds must fit into a model: in JSON they are bytes,
// of each its depth, by level the term (a varint) and the rank, the scale and the leaves.
type Forest []Oblivious

// MarshalJSON writes the trees down.
func (f Forest) MarshalJSON() ([]byte, error) {
	var b []byte
	for i := range f {
		o := &f[i]
		b = append(b, byte(len(o.Terms)))
		for level, term := range o.Terms {
			b = binary.AppendUvarint(b, uint64(term))
			b = append(b, byte(o.Ranks[level]))
		}
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(o.Scale))
		for _, leaf := range o.Leaves {
			b = append(b, byte(leaf))
		}
	}
	return json.Marshal(b)
}

var errForest = errors.New("its trees break off")

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *Forest) UnmarshalJSON(text []byte) error {
	var b []byte
	if err := json.Unmarshal(text, &b); err != nil {
		return err
	}
	*f = nil
	for len(b) > 0 {
		o, rest, err := readTree(b)
		if err != nil {
			return err
		}
		*f, b = append(*f, o), rest
	}
	return nil
}

func readTree(b []byte) (o Oblivious, rest []byte, err error) {
	levels, b := int(b[0]), b[1:]
	for range levels {
		term, n := binary.Uvarint(b)
		if n <= 0 || n >= len(b) || term > mostTerms {
			return o, nil, errForest
		}
		o.Terms, o.Ranks, b = append(o.Terms, int(term)), append(o.Ranks, int(b[n])), b[n+1:]
	}
	if levels > mostDepth || len(b) < 4+1<<levels {
		return o, nil, errForest
	}
	o.Scale, b = math.Float32frombits(binary.BigEndian.Uint32(b)), b[4:]
	for _, leaf := range b[:1<<levels] {
		o.Leaves = append(o.Leaves, int8(leaf))
	}
	return o, b[1<<levels:], nil
}
