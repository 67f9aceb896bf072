package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/heed-cs/heed/shared/store"
)

// Keys in the buckets, so that bbolt's bytewise order is the table's:
//
//	items   partition sort
//	by      partition escaped(sort) terminator item-key    (partition and sort of By)
//	expiry  seconds item-key
//
// A partition goes behind its length as a uvarint, so none is the beginning of
// another. A sort key at the end stands as it is. Inside, each zero byte is escaped
// and the terminator is less than any byte that may follow, so "a" is before "a\x00".
var (
	zero       = []byte{0x00}
	escaped    = []byte{0x00, 0xff}
	terminator = []byte{0x00, 0x01}
)

// DynamoDB's bounds of keys in bytes: a laptop refuses what the cloud would.
const (
	maxPartition = 2048
	maxSort      = 1024
)

func checkKey(k store.Key) error {
	if len(k.Partition) > maxPartition || len(k.Sort) > maxSort {
		return &store.Invalid{Reason: fmt.Sprintf("a key has at most %d and %d bytes, not %d and %d",
			maxPartition, maxSort, len(k.Partition), len(k.Sort))}
	}
	return nil
}

func partitionKey(partition string) []byte {
	b := make([]byte, 0, 2*binary.MaxVarintLen64+2*len(partition)+64)
	return append(binary.AppendUvarint(b, uint64(len(partition))), partition...)
}

func itemKey(k store.Key) []byte { return append(partitionKey(k.Partition), k.Sort...) }

func parseItemKey(b []byte) store.Key {
	n, width := binary.Uvarint(b)
	end := width + int(n)
	return store.Key{Partition: string(b[width:end]), Sort: string(b[end:])}
}

// byKey is the item's place in the second order; nil when it has none.
func byKey(it store.Item) []byte {
	if it.By.Partition == "" {
		return nil
	}
	b := append(partitionKey(it.By.Partition), escape(it.By.Sort)...)
	return append(append(b, terminator...), itemKey(it.Key)...)
}

// itemKeyOfBy finds the item's key in a key of the second order, given the length of
// what stands before the escaped sort key.
func itemKeyOfBy(b []byte, partition int) []byte {
	_, key, _ := bytes.Cut(b[partition:], terminator)
	return key
}

func escape(sort string) []byte { return bytes.ReplaceAll([]byte(sort), zero, escaped) }

// expiryKey is the item's place in the expiry index; nil when it never expires.
func expiryKey(it store.Item) []byte {
	if it.Expires.IsZero() {
		return nil
	}
	return append(expiryBound(it.Expires.Unix()), itemKey(it.Key)...)
}

// expiryBound is before the keys of all items that expire at or after the second.
func expiryBound(seconds int64) []byte {
	const signBit = 1 << 63 // flipped, so that negative seconds come first
	return binary.BigEndian.AppendUint64(nil, uint64(seconds)^signBit)
}

func itemKeyOfExpiry(b []byte) []byte { return b[8:] }

// after is the least key that is greater than every key beginning with the prefix.
func after(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil // unreachable: the last byte of a partition's length is less than 0x80
}
