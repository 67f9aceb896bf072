// Package stacktest is as much of AWS as an operator asks about a deployed Heed:
// one stack that is well, whose answers a test may change. Real clients of the SDK
// speak to it in their own protocols; what they are answered has the form that AWS
// documents.
package stacktest

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"
)

// AWS is the fake. Answers are by operation, such as DescribeTable, or by
// operation and what it is about, such as GetSchedule/heed-Due. An answer that
// begins with "!" is an error of that code.
type AWS struct {
	URL string

	mu      sync.Mutex
	answers map[string]string
	asked   []string
}

// New starts a fake AWS and points the SDK at it for the length of the test.
func New(t *testing.T) *AWS {
	t.Helper()
	a := &AWS{answers: maps.Clone(well)}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.URL = server.URL
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "",
	} {
		t.Setenv(name, value)
	}
	return a
}

// Answer changes what an operation is answered.
func (a *AWS) Answer(operation, answer string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers[operation] = answer
}

// Asked lists what was asked that changes something, in order, with its body.
func (a *AWS) Asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(a.asked), func(s string) bool {
		return strings.HasPrefix(s, "Get") || strings.HasPrefix(s, "Describe") || strings.HasPrefix(s, "List")
	})
}

// ServeHTTP answers one call of the SDK.
func (a *AWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	operation, about := operationOf(r, body)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, strings.TrimSpace(operation+" "+about+" "+string(body)))
	a.remember(operation, about, body)
	answer, ok := a.answers[operation+"/"+about]
	if !ok {
		answer, ok = a.answers[operation]
	}
	switch code, isError := strings.CutPrefix(answer, "!"); {
	case !ok:
		refuse(w, "NotFaked", operation+"/"+about)
	case isError:
		refuse(w, code, "as the test wants it")
	default:
		write(w, operation, answer)
	}
}

// remember lets what is switched stay switched.
func (a *AWS) remember(operation, about string, body []byte) {
	var in struct {
		Enabled *bool
		State   string
	}
	_ = json.Unmarshal(body, &in) // others have neither
	switch operation {
	case "UpdateEventSourceMapping":
		state := "Disabled"
		if *in.Enabled {
			state = "Enabled"
		}
		a.answers["GetEventSourceMapping/"+about] = fmt.Sprintf(`{"UUID":%q,"State":%q,"LastProcessingResult":"OK"}`, about, state)
	case "UpdateSchedule":
		a.answers["GetSchedule/"+about] = strings.NewReplacer(`"ENABLED"`, fmt.Sprintf("%q", in.State), `"DISABLED"`, fmt.Sprintf("%q", in.State)).
			Replace(a.answers["GetSchedule"])
	}
}

// operationOf reads what is asked in any of AWS's protocols.
func operationOf(r *http.Request, body []byte) (operation, about string) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	last := parts[len(parts)-1]
	if _, name, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return name, subject(body)
	}
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
		return form.Get("Action"), form.Get("StackName")
	}
	verb := map[string]string{http.MethodGet: "Get", http.MethodPut: "Update"}[r.Method]
	switch {
	case len(parts) > 3 && parts[2] == "operation":
		return parts[3], ""
	case last == "configuration":
		return "GetFunctionConfiguration", parts[2]
	case last == "account-settings":
		return "GetAccountSettings", ""
	case parts[0] == "schedules":
		return verb + "Schedule", last
	case len(parts) > 1 && parts[1] == "event-source-mappings":
		return verb + "EventSourceMapping", last
	case len(parts) > 3 && parts[3] == "aliases":
		return "GetAlias", parts[2]
	}
	return r.Method + r.URL.Path, ""
}

// subject is what a call in JSON is about.
func subject(body []byte) string {
	var in struct{ TableName, QueueURL, LogGroupNamePrefix, TargetTableName string }
	_ = json.Unmarshal(body, &in) // not every call has one of these
	return in.TableName + in.TargetTableName + in.QueueURL[strings.LastIndexByte(in.QueueURL, '/')+1:] + in.LogGroupNamePrefix
}

func refuse(w http.ResponseWriter, code, message string) {
	w.Header().Set("X-Amzn-Errortype", code)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message}) // the client may be gone
}

func write(w http.ResponseWriter, operation, answer string) {
	switch {
	case strings.HasPrefix(answer, "<"):
		w.Header().Set("Content-Type", "text/xml")
		answer = fmt.Sprintf(`<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>`, operation, answer)
	case operation == "DescribeAlarms":
		w.Header().Set("Content-Type", "application/cbor")
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		var v any
		_ = json.Unmarshal([]byte(answer), &v) // a test's own text
		answer = string(cbor.Encode(inCBOR(v)))
	default:
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(answer))), 10))
	_, _ = io.WriteString(w, answer) // the client may be gone
}

// inCBOR turns what JSON has into what CBOR has.
func inCBOR(v any) cbor.Value {
	switch v := v.(type) {
	case map[string]any:
		m := cbor.Map{}
		for name, value := range v {
			m[name] = inCBOR(value)
		}
		return m
	case []any:
		l := cbor.List{}
		for _, value := range v {
			l = append(l, inCBOR(value))
		}
		return l
	case string:
		return cbor.String(v)
	}
	return &cbor.Nil{}
}
