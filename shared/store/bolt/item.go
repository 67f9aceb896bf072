package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/store"
)

// An item's value begins with its format, so that later versions read earlier ones:
//
//	format  flags  uvarint version  [varint expires]  [by partition, by sort]
//	data  uvarint counters  {name, varint number}…
//
// Strings and bytes go behind their length as a uvarint; expires is in Unix seconds.
const format = 1

const (
	flagExpires = 1 << iota
	flagBy
)

func encode(it store.Item) []byte {
	b := append(make([]byte, 0, it.Size()), format, flagsOf(it))
	b = binary.AppendUvarint(b, uint64(it.Version))
	if !it.Expires.IsZero() {
		b = binary.AppendVarint(b, it.Expires.Unix())
	}
	if it.By.Partition != "" {
		b = appendString(appendString(b, it.By.Partition), it.By.Sort)
	}
	b = appendString(b, it.Data)
	b = binary.AppendUvarint(b, uint64(len(it.Counters)))
	for name, n := range it.Counters {
		b = binary.AppendVarint(appendString(b, name), n)
	}
	return b
}

func flagsOf(it store.Item) (flags byte) {
	if !it.Expires.IsZero() {
		flags |= flagExpires
	}
	if it.By.Partition != "" {
		flags |= flagBy
	}
	return flags
}

func appendString[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decode reads an item that owns all its memory; of no bytes it makes the zero item
// under the key, whose version 0 says that it is absent.
func decode(k store.Key, b []byte) (store.Item, error) {
	it, r, err := decodeHead(k, b)
	if err != nil || it.Version == 0 {
		return it, err
	}
	it.Data = bytes.Clone(r.bytes())
	it.Counters = r.counters()
	return it, r.err(k)
}

// decodeHead reads all but data and counters, which the reader is left at.
func decodeHead(k store.Key, b []byte) (store.Item, *reader, error) {
	it, r := store.Item{Key: k}, &reader{b: b}
	if len(b) == 0 {
		return it, r, nil
	}
	if b[0] != format {
		return it, r, fmt.Errorf("bolt: an item has format %d, this heed reads %d: run the newer heed that wrote it", b[0], format)
	}
	r.byte()
	flags := r.byte()
	it.Version = int64(r.uvarint())
	if flags&flagExpires != 0 {
		it.Expires = time.Unix(r.varint(), 0).UTC()
	}
	if flags&flagBy != 0 {
		it.By = store.Key{Partition: string(r.bytes()), Sort: string(r.bytes())}
	}
	return it, r, r.err(k)
}
