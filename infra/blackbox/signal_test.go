package blackbox

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// signal is what a tool says, and what its time is: as written, or unknown
// before it arrives.
type signal struct {
	ID      string
	Source  string
	Type    string
	At      time.Time // zero: left out, and the arrival counts
	Written string    // At as it is written, in whatever zone
	Subject string
	Data    map[string]any
}

// key identifies a signal for ever.
type key struct{ source, id string }

func (s signal) key() key { return key{s.Source, s.ID} }

// event is the signal as a CloudEvent.
func (s signal) event() map[string]any {
	e := map[string]any{"id": s.ID, "source": s.Source, "type": s.Type, "subject": s.Subject, "data": s.Data}
	if s.Written != "" {
		e["time"] = s.Written
	}
	return e
}

// parcel is a request with the signals in it.
type parcel struct {
	request
	signals []signal
	spoiled bool // one of them is wrong, so that none may be kept
}

// forms are the ways in which signals can be posted, by how many they take.
var (
	oneForms  = []string{"plain", "structured", "binary", "gzip"}
	manyForms = []string{"array", "array gzip", "lines", "lines gzip", "batch"}
)

// pack puts signals into a request of some form.
func pack(r *rand.Rand, signals []signal) parcel {
	p := parcel{request: request{method: http.MethodPost, path: "/v1/signals", header: map[string]string{}}, signals: signals}
	if len(signals) == 1 && r.IntN(3) > 0 {
		p.one(oneForms[r.IntN(len(oneForms))], signals[0])
	} else {
		p.many(manyForms[r.IntN(len(manyForms))], signals)
	}
	return p
}

func (p *parcel) one(form string, s signal) {
	p.header["Content-Type"], p.body = "application/json", encoded(s.event())
	switch form {
	case "structured":
		p.header["Content-Type"] = "application/cloudevents+json; charset=utf-8"
	case "binary":
		p.body = encoded(s.Data)
		for name, text := range map[string]string{"id": s.ID, "source": s.Source, "type": s.Type, "subject": s.Subject, "time": s.Written, "specversion": "1.0"} {
			if text != "" {
				p.header["ce-"+name] = url.PathEscape(text)
			}
		}
	case "gzip":
		p.zip()
	}
}

func (p *parcel) many(form string, signals []signal) {
	var events []map[string]any
	var lines bytes.Buffer
	for _, s := range signals {
		events = append(events, s.event())
		lines.Write(append(encoded(s.event()), "\r\n\n"...))
	}
	p.header["Content-Type"], p.body = "application/json", encoded(events)
	switch form {
	case "array gzip":
		p.zip()
	case "batch":
		p.header["Content-Type"] = "application/cloudevents-batch+json"
	case "lines", "lines gzip":
		p.header["Content-Type"], p.body = "application/x-ndjson", lines.Bytes()
		if form == "lines gzip" {
			p.zip()
		}
	}
}

func (p *parcel) zip() { p.header["Content-Encoding"], p.body = "gzip", zipped(p.body) }

func zipped(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(raw) // into memory
	_ = z.Close()
	return b.Bytes()
}

func encoded(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("the tests make only what can be written: %v", err))
	}
	return raw
}
