package console

import (
	"net/http"
	"strings"
	"testing"
)

func TestABodyThatIsNoObjectIsUnreadable(t *testing.T) {
	b := newBench(t)
	for _, to := range [][2]string{{"POST", "/v1/keys"}, {"POST", "/v1/endpoints"}, {"PUT", "/v1/connections/c"}, {"PUT", "/v1/settings"}} {
		for _, body := range []string{"[]", "null", "7", ` "x"`} {
			b.want(http.StatusBadRequest, to[0], to[1], body)
		}
	}
}

func TestAWrongTypeIsNamedInTheWordsOfJSON(t *testing.T) {
	b := newBench(t)
	for body, detail := range map[string]string{
		`{"name":"a","scopes":"read"}`:  "the member must be an array, not string",
		`{"name":7,"scopes":["read"]}`:  "the member must be a string, not number",
		`{"name":{},"scopes":["read"]}`: "the member must be a string, not object",
	} {
		if a := b.call("POST", "/v1/keys", body); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.raw, detail) {
			t.Errorf("%s is answered %s", body, a.raw)
		}
	}
}
