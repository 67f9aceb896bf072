package dynamo

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/store"
)

// writeOne writes the plan of one operation. When an answer was lost it is not
// known whether the operation was applied, and a repetition may be refused by the
// very item it wrote: that item tells. Counters do not, so they are not moved
// again; the error then says that the outcome is unknown.
func (t *Table) writeOne(ctx context.Context, p *plan) (failed []refusal, err error) {
	s, lost := p.statement(0), false
	repeatable := cloud.Passing
	if p.ops[0].Kind == store.KindAdd {
		repeatable = cloud.Busy
	}
	err = cloud.Patiently(ctx, repeatable, func() error {
		err := t.send(ctx, s)
		lost = lost || err != nil && !cloud.Busy(err) && cloud.Passing(err)
		return err
	})
	refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return nil, err
	}
	it, err := decode(refused.Item)
	if err != nil || lost && s.made(it) {
		return nil, err
	}
	return []refusal{{op: 0, item: it}}, nil
}

func (t *Table) send(ctx context.Context, s statement) (err error) {
	old := types.ReturnValuesOnConditionCheckFailureAllOld
	switch s.kind {
	case put:
		_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: &t.name, Item: s.item, ConditionExpression: s.optional(s.condition),
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: old,
		}, once)
	case update:
		_, err = t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &t.name, Key: s.key, UpdateExpression: &s.update, ConditionExpression: s.optional(s.condition),
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: old,
		}, once)
	default:
		_, err = t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &t.name, Key: s.key, ConditionExpression: s.optional(s.condition),
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: old,
		}, once)
	}
	return err
}

// made reports whether the item is what the statement leaves behind.
func (s statement) made(it store.Item) bool {
	switch s.kind {
	case put:
		want, err := decode(s.item)
		return err == nil && same(it, want)
	case remove:
		return it.Version == 0
	default:
		return false
	}
}

func same(a, b store.Item) bool {
	return a.Key == b.Key && a.By == b.By && a.Version == b.Version && a.Expires.Equal(b.Expires) &&
		slices.Equal(a.Data, b.Data) && maps.Equal(a.Counters, b.Counters)
}
