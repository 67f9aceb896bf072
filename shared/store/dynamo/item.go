package dynamo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/shared/store"
)

// The attributes of an item.
const (
	attrPartition   = "pk"
	attrSort        = "sk"
	attrByPartition = "bp"
	attrBySort      = "bs"
	attrVersion     = "v"
	attrExpires     = "x"
	attrData        = "d"
	attrCounted     = "c"
	attrCounter     = "n." // and the counter's name
	attrLayout      = "f"
)

// attributes is an item, or a part of one, as DynamoDB has it.
type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func keyOf(k store.Key) attributes {
	return attributes{attrPartition: text(k.Partition), attrSort: text(k.Sort)}
}

// encode writes a whole item.
func encode(it store.Item) attributes {
	a := settable(it)
	a[attrPartition], a[attrSort] = text(it.Partition), text(it.Sort)
	a[attrVersion] = number(it.Version)
	for name, n := range it.Counters {
		a[attrCounter+name] = number(n)
	}
	return a
}

// settable are the attributes an operation sets to what its item says: all but
// the key, the version and the counters.
func settable(it store.Item) attributes {
	a := attributes{}
	if it.By.Partition != "" {
		a[attrByPartition], a[attrBySort] = text(it.By.Partition), text(it.By.Sort)
	}
	if !it.Expires.IsZero() {
		a[attrExpires] = number(it.Expires.Unix())
	}
	if len(it.Data) > 0 {
		a[attrData] = &types.AttributeValueMemberB{Value: it.Data}
	}
	if len(it.Counters) > 0 {
		a[attrCounted] = number(1)
	}
	return a
}

// decode reads an item; of no attributes it makes the zero item, whose version 0
// says that it is absent. What this layout does not know is an error, not silence.
func decode(a attributes) (it store.Item, err error) {
	if _, newer := a[attrLayout]; newer {
		return it, fmt.Errorf("dynamo: the item %s has a newer layout: run the newer heed that wrote it", describe(a))
	}
	for name, value := range a {
		if err = set(&it, name, value); err != nil {
			return store.Item{}, fmt.Errorf("dynamo: the item %s: %w", describe(a), err)
		}
	}
	return it, nil
}

func set(it *store.Item, name string, value types.AttributeValue) (err error) {
	switch name {
	case attrPartition:
		it.Partition, err = textOf(name, value)
	case attrSort:
		it.Sort, err = textOf(name, value)
	case attrByPartition:
		it.By.Partition, err = textOf(name, value)
	case attrBySort:
		it.By.Sort, err = textOf(name, value)
	case attrVersion:
		it.Version, err = numberOf(name, value)
	case attrExpires:
		var seconds int64
		seconds, err = numberOf(name, value)
		it.Expires = time.Unix(seconds, 0).UTC()
	case attrData:
		it.Data, err = bytesOf(name, value)
	case attrCounted:
	default:
		return count(it, name, value)
	}
	return err
}

func count(it *store.Item, name string, value types.AttributeValue) (err error) {
	counter, ok := strings.CutPrefix(name, attrCounter)
	if !ok {
		return fmt.Errorf("the attribute %q is not Heed's: remove it, or run the newer heed that wrote it", name)
	}
	if it.Counters == nil {
		it.Counters = map[string]int64{}
	}
	it.Counters[counter], err = numberOf(name, value)
	return err
}

func textOf(name string, value types.AttributeValue) (string, error) {
	if s, ok := value.(*types.AttributeValueMemberS); ok {
		return s.Value, nil
	}
	return "", fmt.Errorf("the attribute %q is not text", name)
}

func bytesOf(name string, value types.AttributeValue) ([]byte, error) {
	if b, ok := value.(*types.AttributeValueMemberB); ok {
		return b.Value, nil
	}
	return nil, fmt.Errorf("the attribute %q is not binary", name)
}

func numberOf(name string, value types.AttributeValue) (int64, error) {
	n, ok := value.(*types.AttributeValueMemberN)
	if !ok {
		return 0, fmt.Errorf("the attribute %q is not a number", name)
	}
	return strconv.ParseInt(n.Value, 10, 64)
}

// describe names an item in an error. Keys tell nothing about people.
func describe(a attributes) string {
	partition, _ := textOf(attrPartition, a[attrPartition])
	sort, _ := textOf(attrSort, a[attrSort])
	return fmt.Sprintf("%q/%q", partition, sort)
}

// live reports whether the item is there for readers and conditions.
func live(it store.Item, now time.Time) bool {
	return it.Version > 0 && (it.Expires.IsZero() || now.Before(it.Expires))
}
