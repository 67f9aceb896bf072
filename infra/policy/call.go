package policy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// CallsOf says which permissions a request to AWS needs. target is its header
// X-Amz-Target, such as DynamoDB_20120810.PutItem, and body its JSON. names maps
// what the request calls a table, a queue (by the last part of its URL) or a key
// to the resource's id in the template.
func CallsOf(target string, body []byte, names map[string]string) ([]Call, error) {
	service, operation, _ := strings.Cut(target, ".")
	var in request
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("%s: its body is not JSON: %w", target, err)
	}
	var calls []Call
	switch service {
	case "DynamoDB_20120810":
		calls = in.dynamodb(operation)
	case "AmazonSQS":
		calls = []Call{{"sqs:" + strings.TrimSuffix(operation, "Batch"), in.QueueURL[strings.LastIndexByte(in.QueueURL, '/')+1:]}}
	case "TrentService":
		calls = []Call{{"kms:" + operation, in.KeyID}}
	}
	return named(target, calls, names)
}

// request is as much of a request to DynamoDB, SQS or KMS as says what it touches.
type request struct {
	TableName, IndexName string
	RequestItems         map[string]json.RawMessage // of batches, by table
	TransactItems        []map[string]struct{ TableName string }
	QueueURL             string `json:"QueueUrl"`
	KeyID                string `json:"KeyId"`
}

// dynamodb lists the permissions of a call. A transaction needs those of its parts
// and none of its own; a batch has one of its own.
func (in request) dynamodb(operation string) (calls []Call) {
	for _, part := range in.TransactItems {
		for verb, on := range part {
			calls = append(calls, Call{"dynamodb:" + permissionOf[verb], on.TableName})
		}
	}
	for table := range in.RequestItems {
		calls = append(calls, Call{"dynamodb:" + operation, table})
	}
	if in.TableName != "" {
		calls = append(calls, Call{"dynamodb:" + operation, in.TableName + prefixed("/index/", in.IndexName)})
	}
	return calls
}

// permissionOf the parts of transactions.
var permissionOf = map[string]string{
	"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// named puts the template's ids in the place of names.
func named(target string, calls []Call, names map[string]string) ([]Call, error) {
	for i, c := range calls {
		name, rest, _ := strings.Cut(c.Resource, "/index/")
		id, ok := names[name]
		if !ok {
			return nil, fmt.Errorf("%s: %q is no resource of the template", target, name)
		}
		calls[i].Resource = id + ".Arn" + prefixed("/index/", rest)
	}
	if len(calls) == 0 {
		return nil, fmt.Errorf("%s: which permission this needs is not known: teach infra/policy", target)
	}
	return calls, nil
}

// line is one kind of call of one function, as Guard notes it, or a request that
// was not understood.
type line struct {
	Function string `json:"function"`
	Call
	Fault string `json:"fault,omitempty"`
}

// Read reads what guards have noted, by the function. The error names what they
// did not understand.
func Read(notes io.Reader) (map[string][]Call, error) {
	observed := map[string][]Call{}
	var faults []error
	for in := json.NewDecoder(notes); ; {
		var l line
		if err := in.Decode(&l); errors.Is(err, io.EOF) {
			return observed, errors.Join(faults...)
		} else if err != nil {
			return nil, err
		}
		if l.Fault != "" {
			faults = append(faults, fmt.Errorf("%s: %s", l.Function, l.Fault))
			continue
		}
		observed[l.Function] = append(observed[l.Function], l.Call)
	}
}

func order(a, b Call) int {
	return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Action, b.Action))
}
