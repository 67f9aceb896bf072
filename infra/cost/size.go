package cost

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/store"
)

// The attributes of an item as the adapter for DynamoDB names them.
const (
	keyNames     = len("pk") + len("sk")
	byNames      = len("bp") + len("bs")
	versionName  = len("v")
	expiresName  = len("x")
	dataName     = len("d")
	countedName  = len("c")
	counterNames = len("n.")
)

// ImageOf is the item as DynamoDB keeps and bills it: the names and values of its
// attributes. The index projects all of them. An item of version 0 is none.
func ImageOf(it store.Item) Image {
	if it.Version == 0 {
		return Image{}
	}
	n := keyNames + len(it.Partition) + len(it.Sort) + versionName + numberBytes(it.Version)
	if it.By.Partition != "" {
		n += byNames + len(it.By.Partition) + len(it.By.Sort)
	}
	if !it.Expires.IsZero() {
		n += expiresName + numberBytes(it.Expires.Unix())
	}
	if len(it.Data) > 0 {
		n += dataName + len(it.Data)
	}
	if len(it.Counters) > 0 {
		n += countedName + numberBytes(1)
	}
	for name, count := range it.Counters {
		n += counterNames + len(name) + numberBytes(count)
	}
	return Image{Bytes: n, Index: entryOf(it, n)}
}

// entryOf is the item's entry in the index. Every write moves the version, which
// is projected, so the version tells the content.
func entryOf(it store.Item, bytes int) Entry {
	if it.By.Partition == "" {
		return Entry{}
	}
	return Entry{Key: it.By.Partition + "\x00" + it.By.Sort, Bytes: bytes, Content: fmt.Sprint(it.Version)}
}

// numberBytes is what a number weighs: a byte for each two significant digits, one more,
// and one for a minus.
func numberBytes(n int64) int {
	digits, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	bytes := (len(strings.TrimRight(digits, "0"))+1)/2 + 1
	if negative {
		bytes++
	}
	return bytes
}
