package console

import (
	"net/http"
	"strings"
	"testing"
)

const chat = `{"id":"chat","url":"https://hooks.slack.com/services/T0/B0/s3cret","format":"slack","events":["risk.*"]}`

func TestOnlyAChatAsksForADigest(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", chat)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	if a := b.get("/v1/endpoints/chat"); a.body["digest_hour"] != nil {
		t.Errorf("unasked, the digest comes at %v", a.body["digest_hour"])
	}
	for _, hour := range []string{"0", "23"} {
		b.want(http.StatusOK, "PATCH", "/v1/endpoints/chat", `{"digest_hour":`+hour+`}`)
	}
	if a := b.get("/v1/endpoints/chat"); a.body["digest_hour"] != 23.0 {
		t.Errorf("the digest comes at %v", a.body["digest_hour"])
	}
	for _, wrong := range []string{`{"digest_hour":24}`, `{"digest_hour":-1}`, `{"digest_hour":7.5}`, `{"digest_hour":"07:00"}`, `{"format":"standard"}`} {
		if a := b.want(http.StatusUnprocessableEntity, "PATCH", "/v1/endpoints/chat", wrong); !strings.Contains(a.raw, "/digest_hour") {
			t.Errorf("%s: %s", wrong, a.raw)
		}
	}
	b.want(http.StatusUnprocessableEntity, "PATCH", "/v1/endpoints/crm", `{"digest_hour":7}`)
	if a := b.want(http.StatusOK, "PATCH", "/v1/endpoints/chat", `{"digest_hour":null}`); a.body["digest_hour"] != nil {
		t.Errorf("taken back, the digest comes at %v", a.body["digest_hour"])
	}
}
