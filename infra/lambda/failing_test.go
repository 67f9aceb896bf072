package lambda

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

// failing answers a call in the place of AWS, or spoils what AWS makes of it.
type failing func(aws http.Handler, w http.ResponseWriter, r *http.Request)

// hangUp breaks the connection.
func hangUp(http.Handler, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// after lets the call be done before it fails.
func after(fails failing) failing {
	return func(aws http.Handler, w http.ResponseWriter, r *http.Request) {
		aws.ServeHTTP(httptest.NewRecorder(), r)
		fails(aws, w, r)
	}
}

// cancelled begins the name of a reason for which a transaction is cancelled.
const cancelled = "TransactionCanceledException: "

// refusing answers with an error. A reason to cancel is that of the last operation.
func refusing(status int, code string) failing {
	return func(_ http.Handler, w http.ResponseWriter, r *http.Request) {
		kind, reason, isReason := strings.Cut(code, ": ")
		answer := map[string]any{"__type": kind, "message": "as it happens"}
		if isReason {
			var in struct{ TransactItems []struct{} }
			_ = json.NewDecoder(r.Body).Decode(&in) // the SDK writes JSON
			reasons := make([]struct{ Code string }, len(in.TransactItems))
			for i := range reasons {
				reasons[i].Code = "None"
			}
			reasons[len(reasons)-1].Code = reason
			answer["CancellationReasons"] = reasons
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer) // the caller may be gone
	}
}

// partly are the operations that may be done in part, and how.
var partly = map[string]failing{
	"BatchGetItem":     someKeys,
	"Query":            shortPage,
	"SendMessageBatch": someMessages,
}

// document is a JSON object whose members stay as they came.
type document map[string]json.RawMessage

// raw is a value as a member.
func raw(v any) json.RawMessage {
	b, _ := json.Marshal(v) // the values here can be written
	return b
}

// through hands a changed request on, and changes its answer.
func through(aws http.Handler, w http.ResponseWriter, r *http.Request, change func(in document) (answer func(out document))) {
	var in, out document
	_ = json.NewDecoder(r.Body).Decode(&in) // the SDK writes JSON
	answer := change(in)
	changed, got := r.Clone(r.Context()), httptest.NewRecorder()
	changed.Body, changed.ContentLength = io.NopCloser(bytes.NewReader(raw(in))), int64(len(raw(in)))
	aws.ServeHTTP(got, changed)
	if got.Code == http.StatusOK && json.Unmarshal(got.Body.Bytes(), &out) == nil {
		answer(out)
		got.Body = bytes.NewBuffer(raw(out))
	}
	w.Header().Set("Content-Type", got.Header().Get("Content-Type"))
	w.WriteHeader(got.Code)
	_, _ = w.Write(got.Body.Bytes()) // the caller may be gone
}

// someKeys reads the first half of the keys and leaves the others unprocessed.
func someKeys(aws http.Handler, w http.ResponseWriter, r *http.Request) {
	through(aws, w, r, func(in document) func(document) {
		var tables, rest map[string]document
		_ = json.Unmarshal(in["RequestItems"], &tables)
		_ = json.Unmarshal(in["RequestItems"], &rest)
		for name, table := range tables {
			var keys []json.RawMessage
			_ = json.Unmarshal(table["Keys"], &keys)
			half := (len(keys) + 1) / 2
			table["Keys"], rest[name]["Keys"] = raw(keys[:half]), raw(keys[half:])
			if half == len(keys) {
				delete(rest, name)
			}
		}
		in["RequestItems"] = raw(tables)
		return func(out document) { out["UnprocessedKeys"] = raw(rest) }
	})
}

// shortPage ends a page after its first item.
func shortPage(aws http.Handler, w http.ResponseWriter, r *http.Request) {
	through(aws, w, r, func(in document) func(document) {
		in["Limit"] = raw(1)
		return func(document) {}
	})
}

// someMessages sends the first half of the messages, or of one, none.
func someMessages(aws http.Handler, w http.ResponseWriter, r *http.Request) {
	var failed []map[string]any
	through(onlySome(aws), w, r, func(in document) func(document) {
		var entries []document
		_ = json.Unmarshal(in["Entries"], &entries)
		half := len(entries) / 2
		for _, e := range entries[half:] {
			failed = append(failed, map[string]any{"Id": e["Id"], "Code": "InternalError", "Message": "as it happens", "SenderFault": false})
		}
		in["Entries"] = raw(entries[:half])
		return func(out document) { out["Failed"] = raw(failed) }
	})
}

// onlySome answers for AWS when there is no message to send, which it would refuse.
func onlySome(aws http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // it is in memory
		r.Body = io.NopCloser(bytes.NewReader(body))
		var in struct{ Entries []struct{} }
		if json.Unmarshal(body, &in) == nil && len(in.Entries) == 0 {
			answerJSON(w, map[string]any{"Successful": []struct{}{}})
			return
		}
		aws.ServeHTTP(w, r)
	})
}
