package records

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/heed-cs/heed/shared/store"
)

const (
	// format is the version of the documents; code reads it and the one before.
	format = 1
	// packed marks, beside the format, a document that is compressed.
	packed = 0x80
	// packAbove is the size in bytes above which a document is compressed. Up to it, an
	// item is one unit of DynamoDB whatever is saved.
	packAbove = 800
)

// encode writes a document: a byte for its format, then JSON, compressed when it
// is long. Receipts and heads shrink to a third and a half, and so do the units
// that writing and listing them takes.
func encode(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("records: a noun that cannot be written: %v", err)) // a defect: nouns are plain data
	}
	if len(raw) > packAbove {
		return pack(raw)
	}
	return append([]byte{format}, raw...)
}

// decode reads a document.
func decode(it store.Item, v any) error {
	version := byte(0)
	if len(it.Data) > 0 {
		version = it.Data[0] &^ packed
	}
	if len(it.Data) == 0 || version > format || version < format-1 {
		return fmt.Errorf("item %s/%s has a document of an unknown format: finish the upgrade or restore a backup", it.Partition, it.Sort)
	}
	raw, err := unpack(it.Data)
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		return fmt.Errorf("reading item %s/%s: %w", it.Partition, it.Sort, err)
	}
	return nil
}

// Compressors and decompressors are large: they are used again.
var (
	packers = sync.Pool{New: func() any {
		w, _ := flate.NewWriter(io.Discard, flate.BestSpeed) // fails for unknown levels only
		return w
	}}
	unpackers = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

func pack(raw []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(raw) / 2)
	out.WriteByte(format | packed)
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&out)
	_, _ = w.Write(raw) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// unpack gives the JSON of a document.
func unpack(data []byte) ([]byte, error) {
	if data[0]&packed == 0 {
		return data[1:], nil
	}
	r := unpackers.Get().(io.ReadCloser)
	defer unpackers.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(data[1:]), nil); err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
