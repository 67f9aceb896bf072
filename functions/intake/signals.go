package intake

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// maxSignals is how many signals one request may bring.
const maxSignals = 1000

// postSignals answers POST /v1/signals: 202 {"accepted":n} once all n signals
// are queued. With ?dry_run=true nothing is queued, and the answer
// 200 {"accepted":n,"dry_run":true} says how many would be.
func (in *Intake) postSignals(r *http.Request) (reply, error) {
	key, err := in.keys.Allow(r, heed.ScopeIngest)
	if err != nil {
		return reply{}, err
	}
	dry, err := dryRun(r.URL.RawQuery)
	if err != nil {
		return reply{}, err
	}
	signals, err := in.readSignals(r)
	if err != nil {
		return reply{}, err
	}
	if err := checkTypes(key, signals); err != nil {
		return reply{}, err
	}
	if dry {
		return reply{status: http.StatusOK, body: fmt.Appendf(nil, `{"accepted":%d,"dry_run":true}`, len(signals))}, nil
	}
	if err := in.outbox.send(r.Context(), signals); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted, body: accepted(len(signals))}, nil
}

func accepted(n int) []byte {
	body := append(make([]byte, 0, 32), `{"accepted":`...)
	return append(strconv.AppendInt(body, int64(n), 10), '}')
}

// readSignals reads and checks the whole body before anything of it is kept.
func (in *Intake) readSignals(r *http.Request) ([]heed.Signal, error) {
	parse, err := parserOf(r.Header)
	if err != nil {
		return nil, err
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	rules, err := in.rules(r.Context())
	if err != nil {
		return nil, err
	}
	return parse(body, rules)
}

// dryRun reads the only query parameter there is.
func dryRun(raw string) (bool, error) {
	if raw == "" {
		return false, nil
	}
	q, err := url.ParseQuery(raw)
	if err != nil {
		return false, heed.RefuseField("", "format", "the query cannot be read: known is dry_run=true")
	}
	for name, values := range q {
		if name != "dry_run" {
			return false, heed.RefuseField(name, "unknown", "the parameter is not known here; known is dry_run")
		}
		if len(values) != 1 || values[0] != "true" && values[0] != "false" {
			return false, heed.RefuseField(name, "enum", "dry_run must be true or false, once")
		}
	}
	return q.Get("dry_run") == "true", nil
}

// checkTypes refuses what a narrowed key may not say.
func checkTypes(key heed.Key, signals []heed.Signal) error {
	for _, s := range signals {
		if !heed.MatchesType(key.Types, s.Type) {
			return heed.Refuse(heed.Forbidden, "this key may not send signals of type %q, only %q: use another key, or make one with POST /v1/keys", s.Type, key.Types)
		}
	}
	return nil
}
