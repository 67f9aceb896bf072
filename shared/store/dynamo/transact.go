package dynamo

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/shared/cloud"
)

// conditionFailed is DynamoDB's reason for an operation whose condition failed.
const conditionFailed = "ConditionalCheckFailed"

// errDisturbed says that a transaction was cancelled by what passes, at least in
// part: which conditions fail will show when it is tried again.
var errDisturbed = errors.New("other writers were at the same items")

// transact writes the plan as one transaction. Its token makes it safe to repeat
// when the answer was lost: AWS then answers for the first time's writing.
func (t *Table) transact(ctx context.Context, p *plan) (failed []refusal, err error) {
	input := &dynamodb.TransactWriteItemsInput{ClientRequestToken: aws.String(rand.Text())}
	for i := range p.ops {
		input.TransactItems = append(input.TransactItems, t.transactItem(p.statement(i)))
	}
	disturbed := func(err error) bool { return errors.Is(err, errDisturbed) || cloud.Passing(err) }
	err = cloud.Patiently(ctx, disturbed, func() error {
		_, err := t.client.TransactWriteItems(ctx, input, once)
		if cancelled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
			failed, err = refusals(cancelled)
		}
		return err
	})
	return failed, err
}

func (t *Table) transactItem(s statement) types.TransactWriteItem {
	old := types.ReturnValuesOnConditionCheckFailureAllOld
	switch s.kind {
	case put:
		return types.TransactWriteItem{Put: &types.Put{
			TableName: &t.name, Item: s.item, ConditionExpression: s.optional(s.condition),
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: old,
		}}
	case update:
		return types.TransactWriteItem{Update: &types.Update{
			TableName: &t.name, Key: s.key, UpdateExpression: &s.update, ConditionExpression: s.optional(s.condition),
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: old,
		}}
	default:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName: &t.name, Key: s.key, ConditionExpression: s.optional(s.condition),
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: old,
		}}
	}
}

func (statement) optional(expression string) *string {
	if expression == "" {
		return nil
	}
	return &expression
}

// refusals reads why a transaction was cancelled. Only when nothing but conditions
// failed are they all known.
func refusals(cancelled *types.TransactionCanceledException) (failed []refusal, err error) {
	for i, reason := range cancelled.CancellationReasons {
		switch code := aws.ToString(reason.Code); code {
		case "None", "":
		case conditionFailed:
			it, err := decode(reason.Item)
			if err != nil {
				return nil, err
			}
			failed = append(failed, refusal{op: i, item: it})
		case "ItemCollectionSizeLimitExceeded", "ValidationError":
			return nil, cancelled
		default: // TransactionConflict, ThrottlingError, ProvisionedThroughputExceeded
			return nil, errors.Join(errDisturbed, cancelled)
		}
	}
	if len(failed) == 0 {
		return nil, cancelled
	}
	return failed, nil
}
