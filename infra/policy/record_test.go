package policy

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestARecorderNotesWhoCallsWhat(t *testing.T) {
	r := NewRecorder([]string{"Intake", "Score"}, names)
	var passed []string
	front := r.Before(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		passed = append(passed, string(body))
	}))
	call := func(function, target, body string) {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+function+"/20261121/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
		req.Header.Set("X-Amz-Target", target)
		front.ServeHTTP(httptest.NewRecorder(), req)
	}
	const get, send = `{"TableName":"heed-table"}`, `{"QueueUrl":"http://127.0.0.1/1/heed-signals"}`
	call("Intake", "DynamoDB_20120810.GetItem", get)
	call("Intake", "AmazonSQS.SendMessageBatch", send)
	call("Intake", "DynamoDB_20120810.GetItem", get)
	call("Score", "DynamoDB_20120810.GetItem", get)
	call("host", "AmazonSQS.ReceiveMessage", send)
	call("Score", "", "a greeting")

	getItem := Call{"dynamodb:GetItem", "Table.Arn"}
	want := map[string][]Call{"Intake": {{"sqs:SendMessage", "SignalsQueue.Arn"}, getItem}, "Score": {getItem}}
	got, err := r.Calls()
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if want := []string{get, send, get, get, send, "a greeting"}; !cmp.Equal(passed, want) {
		t.Errorf("passed on %q, want %q", passed, want)
	}
	call("Score", "DynamoDB_20120810.Scan", `{"TableName":"other"}`)
	if _, err := r.Calls(); err == nil || !strings.Contains(err.Error(), `"other" is no resource of the template`) {
		t.Errorf("a call that is not understood: %v", err)
	}
}
