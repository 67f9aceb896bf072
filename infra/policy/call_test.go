package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var names = map[string]string{"heed-table": "Table", "heed-signals": "SignalsQueue", "1234-abcd": "Key"}

func TestCallsNeedPermissions(t *testing.T) {
	for _, row := range []struct {
		target, body string
		want         []Call
	}{
		{"DynamoDB_20120810.GetItem", `{"TableName":"heed-table","Key":{}}`, []Call{{"dynamodb:GetItem", "Table.Arn"}}},
		{"DynamoDB_20120810.Query", `{"TableName":"heed-table"}`, []Call{{"dynamodb:Query", "Table.Arn"}}},
		{"DynamoDB_20120810.Query", `{"TableName":"heed-table","IndexName":"by-key"}`, []Call{{"dynamodb:Query", "Table.Arn/index/by-key"}}},
		{"DynamoDB_20120810.BatchGetItem", `{"RequestItems":{"heed-table":{"Keys":[]}}}`, []Call{{"dynamodb:BatchGetItem", "Table.Arn"}}},
		{
			"DynamoDB_20120810.TransactWriteItems",
			`{"TransactItems":[{"Put":{"TableName":"heed-table"}},{"Update":{"TableName":"heed-table"}},{"Delete":{"TableName":"heed-table"}},{"ConditionCheck":{"TableName":"heed-table"}}]}`,
			[]Call{
				{"dynamodb:PutItem", "Table.Arn"},
				{"dynamodb:UpdateItem", "Table.Arn"},
				{"dynamodb:DeleteItem", "Table.Arn"},
				{"dynamodb:ConditionCheckItem", "Table.Arn"},
			},
		},
		{"AmazonSQS.SendMessageBatch", `{"QueueUrl":"http://127.0.0.1:9324/000000000000/heed-signals","Entries":[]}`, []Call{{"sqs:SendMessage", "SignalsQueue.Arn"}}},
		{"AmazonSQS.SendMessage", `{"QueueUrl":"heed-signals"}`, []Call{{"sqs:SendMessage", "SignalsQueue.Arn"}}},
		{"TrentService.Decrypt", `{"KeyId":"1234-abcd","CiphertextBlob":""}`, []Call{{"kms:Decrypt", "Key.Arn"}}},
	} {
		got, err := CallsOf(row.target, []byte(row.body), names)
		if diff := cmp.Diff(row.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", row.target, err, diff)
		}
	}
}

func TestUnknownCallsAreRefused(t *testing.T) {
	for _, row := range []struct{ target, body, want string }{
		{"DynamoDB_20120810.GetItem", `{"TableName":"other"}`, `"other" is no resource of the template`},
		{"DynamoDB_20120810.ListTables", `{}`, "teach infra/policy"},
		{"AmazonSSM.GetParameter", `{"Name":"x"}`, "teach infra/policy"},
		{"AmazonSQS.SendMessage", `{`, "its body is not JSON"},
	} {
		if _, err := CallsOf(row.target, []byte(row.body), names); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want an error with %q", row.target, err, row.want)
		}
	}
}

func TestNotesAreReadByFunction(t *testing.T) {
	const notes = `{"function":"Intake","action":"sqs:SendMessage","resource":"SignalsQueue.Arn"}
{"function":"Score","action":"","resource":"","fault":"AmazonSSM.GetParameter: teach infra/policy"}
{"function":"Intake","action":"dynamodb:PutItem","resource":"Table.Arn"}
`
	calls, err := Read(strings.NewReader(notes))
	want := map[string][]Call{"Intake": {{"sqs:SendMessage", "SignalsQueue.Arn"}, {"dynamodb:PutItem", "Table.Arn"}}}
	if diff := cmp.Diff(want, calls); diff != "" || err == nil || err.Error() != "Score: AmazonSSM.GetParameter: teach infra/policy" {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := Read(strings.NewReader(`{"function":`)); err == nil {
		t.Error("read half a line")
	}
}
