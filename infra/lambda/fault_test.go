package lambda

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// upstream is an AWS that notes what reaches it and answers alike.
type upstream struct {
	got    []string
	answer string
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	u.got = append(u.got, compact(string(body)))
	_, _ = io.WriteString(w, u.answer)
}

func compact(text string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(text)) != nil {
		return text
	}
	return b.String()
}

// meet sends a body into a fault, and returns the answer; status 0 is a broken connection.
func meet(t *testing.T, f failing, aws http.Handler, body string) (status int, answer string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f(aws, w, r) }))
	defer server.Close()
	res, err := http.Post(server.URL, "application/x-amz-json-1.0", strings.NewReader(body))
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body) // it is all there, or the comparison says so
	return res.StatusCode, compact(string(text))
}

func TestFaultsDoWhatTheyAreCalled(t *testing.T) {
	const (
		keys     = `{"RequestItems":{"T":{"ConsistentRead":true,"Keys":[1,2,3]}}}`
		messages = `{"Entries":[{"Id":"0"},{"Id":"1"},{"Id":"2"}],"QueueUrl":"q"}`
		lost     = `{"Code":"InternalError","Id":"%","Message":"as it happens","SenderFault":false}`
	)
	failed := func(ids ...string) string {
		for i, id := range ids {
			ids[i] = strings.Replace(lost, "%", id, 1)
		}
		return `"Failed":[` + strings.Join(ids, ",") + `]`
	}
	for _, row := range []struct {
		name    string
		failing failing
		body    string
		answer  string   // of AWS
		reaches []string // AWS
		status  int
		want    string // in the answer
	}{
		{"never arrived", hangUp, `{}`, `{}`, nil, 0, ""},
		{"answer lost", after(hangUp), `{}`, `{}`, []string{`{}`}, 0, ""},
		{"refused", refusing(400, "ThrottlingException"), `{}`, `{}`, nil, 400, `"__type":"ThrottlingException"`},
		{"failed, but done", after(refusing(500, "InternalServerError")), `{}`, `{}`, []string{`{}`}, 500, `"__type":"InternalServerError"`},
		{
			"cancelled", refusing(400, cancelled+"TransactionConflict"), `{"TransactItems":[{},{}]}`, `{}`, nil,
			400, `{"CancellationReasons":[{"Code":"None"},{"Code":"TransactionConflict"}],"__type":"TransactionCanceledException"`,
		},
		{
			"some keys", someKeys, keys, `{"Responses":{},"UnprocessedKeys":{}}`,
			[]string{`{"RequestItems":{"T":{"ConsistentRead":true,"Keys":[1,2]}}}`},
			200, `{"Responses":{},"UnprocessedKeys":{"T":{"ConsistentRead":true,"Keys":[3]}}}`,
		},
		{"one key", someKeys, `{"RequestItems":{"T":{"Keys":[1]}}}`, `{}`, []string{`{"RequestItems":{"T":{"Keys":[1]}}}`}, 200, `{"UnprocessedKeys":{}}`},
		{"a short page", shortPage, `{"TableName":"T"}`, `{"Items":[]}`, []string{`{"Limit":1,"TableName":"T"}`}, 200, `{"Items":[]}`},
		{
			"some messages", someMessages, messages, `{"Successful":[{"Id":"0"}]}`,
			[]string{`{"Entries":[{"Id":"0"}],"QueueUrl":"q"}`},
			200, `{` + failed("1", "2") + `,"Successful":[{"Id":"0"}]}`,
		},
		{"one message", someMessages, `{"Entries":[{"Id":"0"}]}`, `{}`, nil, 200, `{` + failed("0") + `,"Successful":[]}`},
	} {
		aws := &upstream{answer: row.answer}
		status, answer := meet(t, row.failing, aws, row.body)
		if diff := cmp.Diff(row.reaches, aws.got); diff != "" {
			t.Errorf("%s: what reaches AWS (-want +got):\n%s", row.name, diff)
		}
		if status != row.status || !strings.Contains(answer, row.want) {
			t.Errorf("%s is answered %d %s, want %d %s", row.name, status, answer, row.status, row.want)
		}
	}
}

// TestEveryFaultComesAndEnds draws faults for one operation, then ends them.
func TestEveryFaultComesAndEnds(t *testing.T) {
	f := NewFaults(1, 1)
	all := faultsOf("DynamoDB_20120810", "TransactWriteItems")
	for range 100 * len(all) {
		f.draw("DynamoDB_20120810.TransactWriteItems")
	}
	if met := f.End(); len(met) != len(all) {
		t.Errorf("%d kinds of %d came: %v", len(met), len(all), met)
	}
	if f.draw("DynamoDB_20120810.TransactWriteItems") != nil || NewFaults(1, 1).draw("") != nil {
		t.Error("a call fails after the end, or before it is one")
	}
}
