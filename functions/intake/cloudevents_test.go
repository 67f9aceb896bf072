package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"

	"github.com/heed-cs/heed/shared/heed"
)

// event is a CloudEvent as the official SDK makes it.
func event(t *testing.T, id string) cloudevents.Event {
	e := cloudevents.NewEvent()
	e.SetID(id)
	e.SetSource("https://crm.example/exports?team=7")
	e.SetType(heed.FeedbackNPS)
	e.SetSubject("crm:Zoë & Söhne €")
	e.SetTime(noon.Add(-time.Minute))
	e.SetExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c")
	if err := e.SetData(cloudevents.ApplicationJSON, map[string]any{"score": 9, "comment": "très bien"}); err != nil {
		t.Fatal(err)
	}
	return e
}

func wantEvent(t *testing.T, s heed.Signal, e cloudevents.Event) {
	t.Helper()
	if s.ID != e.ID() || s.Source != e.Source() || s.Type != e.Type() || s.Subject != e.Subject() || !s.Time.Equal(e.Time()) {
		t.Errorf("sent %+v, want %s", s, e)
	}
	var f heed.Feedback
	if err := json.Unmarshal(s.Data, &f); err != nil || f.Score != 9 || f.Comment != "très bien" {
		t.Errorf("the data is %s", s.Data)
	}
}

// TestOfficialSDK sends in every mode with the CloudEvents SDK for Go.
func TestOfficialSDK(t *testing.T) {
	modes := map[string]func(context.Context) context.Context{
		"binary": cloudevents.WithEncodingBinary, "structured": cloudevents.WithEncodingStructured,
	}
	for mode, with := range modes {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t)
			server := httptest.NewServer(r)
			defer server.Close()
			client, err := cloudevents.NewClientHTTP(cloudevents.WithTarget(server.URL+"/v1/signals"), cloudevents.WithHeader("Authorization", "Bearer "+ingestKey))
			r.must(err)
			e := event(t, "e-1")
			result := client.Send(with(t.Context()), e)
			var answer *cehttp.Result
			if !cloudevents.IsACK(result) || !cloudevents.ResultAs(result, &answer) || answer.StatusCode != 202 {
				t.Fatalf("the SDK was told %v", result)
			}
			wantEvent(t, r.inbox.signals(t)[0], e)
		})
	}
}

func TestOfficialSDKBatch(t *testing.T) {
	r := newRig(t)
	events := []cloudevents.Event{event(t, "e-1"), event(t, "e-2")}
	req, err := cehttp.NewHTTPRequestFromEvents(t.Context(), "/v1/signals", events)
	r.must(err)
	req.Header.Set("Authorization", "Bearer "+ingestKey)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	for i, s := range r.wantAccepted(w, 202, `{"accepted":2}`, 2) {
		wantEvent(t, s, events[i])
	}
}

var binaryHeaders = []string{"Content-Type: application/json", "ce-specversion: 1.0", "ce-id: 1", "ce-source: s", "ce-type: feedback.nps", "ce-subject: acme"}

// binary is the headers of a good event, with some replaced, added or, when empty, left out.
func binary(changes ...string) []string {
	all := append([]string(nil), binaryHeaders...)
	for _, change := range changes {
		name, value, _ := strings.Cut(change, ": ")
		for i, h := range all {
			if strings.HasPrefix(h, name+": ") {
				all[i] = "X-Gone: 1"
			}
		}
		if value != "" {
			all = append(all, change)
		}
	}
	return all
}

func TestBinaryMode(t *testing.T) {
	tests := map[string]struct {
		headers []string
		subject string
	}{
		"plain":                      {binary(), "acme"},
		"without a content type":     {binary("Content-Type"), "acme"},
		"without a version":          {binary("ce-specversion"), "acme"},
		"percent-encoded":            {binary("ce-subject: crm:acct_1042%20%E2%82%AC"), "crm:acct_1042 €"},
		"quoted":                     {binary(`ce-subject: "crm:a \"b\" c"`), `crm:a "b" c`},
		"quoted, then encoded":       {binary(`ce-subject: "crm:a%22"`), `crm:a"`},
		"decoded once only":          {binary("ce-subject: crm:a%2541"), "crm:a%41"},
		"a plus is a plus":           {binary("ce-subject: crm:a+b"), "crm:a+b"},
		"with an extension":          {binary("ce-partitionkey: 7"), "acme"},
		"raw UTF-8, as some send it": {binary("ce-subject: crm:ä"), "crm:ä"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if s := r.wantAccepted(r.post(`{"score":9}`, test.headers...), 202, `{"accepted":1}`, 1)[0]; s.Subject != test.subject {
				t.Errorf("the subject is %q, want %q", s.Subject, test.subject)
			}
		})
	}
}

func TestRefusedBinaryMode(t *testing.T) {
	tests := map[string]struct {
		headers []string
		body    string
		status  int
		pointer string
	}{
		"overlong encoding":       {binary("ce-subject: acme%C0%A0"), `{"score":9}`, 400, "/subject"},
		"half a percent-encoding": {binary("ce-subject: acme%2"), `{"score":9}`, 400, "/subject"},
		"raw bytes, not UTF-8":    {binary("ce-subject: acme\xff"), `{"score":9}`, 400, "/subject"},
		"attribute twice":         {append(binary(), "ce-id: 2"), `{"score":9}`, 400, "/id"},
		"datacontenttype":         {binary("ce-datacontenttype: application/json"), `{"score":9}`, 400, "/datacontenttype"},
		"data in a header":        {binary(`ce-data: {"score":1}`), ``, 400, "/data"},
		"data cut off":            {binary(), `{"score":`, 400, "/data"},
		"score twice":             {binary(), `{"score":1,"score":2}`, 400, "/data/score"},
		"no id":                   {binary("ce-id"), `{"score":9}`, 422, "/id"},
		"no type":                 {binary("ce-type"), `{"score":9}`, 422, "/type"},
		"version 0.3":             {binary("ce-specversion: 0.3"), `{"score":9}`, 422, "/specversion"},
		"NUL, encoded":            {binary("ce-id: a%00"), `{"score":9}`, 422, "/id"},
		"odd extension":           {binary("ce-a-b: 1"), `{"score":9}`, 422, "/a-b"},
		"no data":                 {binary(), ``, 422, "/data/score"},
		"data an array":           {binary(), `[1]`, 422, "/data"},
		"float score":             {binary(), `{"score":7.5}`, 422, "/data/score"},
		"data too large":          {binary(), `{"comment":"` + strings.Repeat("x", heed.MaxSignalBytes) + `"}`, 422, "/data"},
		"data is XML":             {binary("Content-Type: text/xml"), `<score>9</score>`, 415, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			doc := r.wantProblem(r.post(test.body, test.headers...), test.status)
			if test.pointer != "" && (len(doc.Errors) == 0 || doc.Errors[0].Pointer != test.pointer) {
				t.Errorf("the errors are %+v, want one at %s", doc.Errors, test.pointer)
			}
		})
	}
}

// TestCloudEventsFixtures holds that every mode is read to its end: the
// fixtures' types are of another vocabulary, and only that is wrong.
func TestCloudEventsFixtures(t *testing.T) {
	for name, want := range map[string][]string{
		"cloudevents-structured": {"-1 /type"}, "cloudevents-batch": {"0 /type", "1 /type"}, "cloudevents-binary": {"-1 /subject", "-1 /type"},
	} {
		t.Run(name, func(t *testing.T) {
			f, body := load(t, name)
			delete(f.Headers, "Authorization")
			headers := []string{}
			for n, v := range f.Headers {
				headers = append(headers, n+": "+v)
			}
			r := newRig(t)
			var got []string
			for _, e := range r.wantProblem(r.post(body, headers...), 422).Errors {
				got = append(got, fmt.Sprint(indexOf(e), " ", e.Pointer))
			}
			if strings.Join(got, ",") != strings.Join(want, ",") {
				t.Errorf("the errors are %q, want %q", got, want)
			}
		})
	}
	f, body := load(t, "cloudevents-structured.wrong-token")
	r := newRig(t)
	r.wantProblem(r.serve(http.MethodPost, "/v1/signals", body, "Authorization: "+f.Headers["Authorization"]), 401)
}
