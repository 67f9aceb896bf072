package dynamo

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/store"
)

// maxGet is how many keys DynamoDB reads in one call.
const maxGet = 100

// errUnprocessed says that DynamoDB read only some of the keys it was asked for.
var errUnprocessed = errors.New("too much was read at once: some keys are left")

// Get returns the items under the keys.
func (t *Table) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	found := make(map[store.Key]store.Item, len(keys))
	for chunk := range slices.Chunk(distinct(keys), maxGet) {
		if err := t.load(ctx, chunk, found); err != nil {
			return nil, t.explain("reading", err)
		}
	}
	now, items := time.Now(), make([]store.Item, 0, len(keys))
	for _, k := range keys {
		if it := found[k]; live(it, now) {
			items = append(items, it)
		}
	}
	return items, nil
}

// distinct are the keys without repetitions, which DynamoDB refuses.
func distinct(keys []store.Key) []store.Key {
	seen := make(map[store.Key]bool, len(keys))
	return slices.DeleteFunc(slices.Clone(keys), func(k store.Key) bool {
		again := seen[k]
		seen[k] = true
		return again
	})
}

func (t *Table) load(ctx context.Context, keys []store.Key, found map[store.Key]store.Item) error {
	if len(keys) == 1 {
		return t.loadOne(ctx, keys[0], found)
	}
	asked := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
	for _, k := range keys {
		asked.Keys = append(asked.Keys, keyOf(k))
	}
	return cloud.Patiently(ctx, passing, func() error {
		out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{t.name: asked},
		}, once)
		if err != nil {
			return err
		}
		if err := collect(out.Responses[t.name], found); err != nil {
			return err
		}
		if rest := out.UnprocessedKeys[t.name].Keys; len(rest) > 0 {
			asked.Keys = rest
			return errUnprocessed
		}
		return nil
	})
}

func (t *Table) loadOne(ctx context.Context, k store.Key, found map[store.Key]store.Item) error {
	return cloud.Patiently(ctx, passing, func() error {
		out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: &t.name, Key: keyOf(k), ConsistentRead: aws.Bool(true),
		}, once)
		if err != nil || out.Item == nil {
			return err
		}
		return collect([]attributes{out.Item}, found)
	})
}

func collect(rows []attributes, found map[store.Key]store.Item) error {
	for _, row := range rows {
		it, err := decode(row)
		if err != nil {
			return err
		}
		found[it.Key] = it
	}
	return nil
}

func passing(err error) bool { return errors.Is(err, errUnprocessed) || cloud.Passing(err) }
