package heed

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// AppendJSON appends the signal in JSON, as json.Unmarshal reads it back. It
// spares the reflection and the escapes for HTML, which would make a comment up
// to six times as long: intake writes every signal once.
func (s Signal) AppendJSON(dst []byte) []byte {
	dst = appendText(dst, `{"id":`, s.ID)
	dst = appendText(dst, `,"source":`, s.Source)
	dst = appendText(dst, `,"type":`, s.Type)
	dst = appendTime(dst, `,"time":`, s.Time)
	dst = appendText(dst, `,"subject":`, s.Subject)
	dst = appendData(append(dst, `,"data":`...), s.Data)
	dst = appendTime(dst, `,"received_at":`, s.ReceivedAt)
	dst = appendTrue(dst, `,"untimed":`, s.Untimed)
	if s.Via != "" {
		dst = appendText(dst, `,"via":`, s.Via)
	}
	return append(appendTrue(dst, `,"imported":`, s.Imported), '}')
}

// AppendOpening appends the beginning of a batch of the subject, up to its
// first signal; signals with commas between them and ClosingJSON complete it.
func (b Batch) AppendOpening(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"v":`...), int64(b.Format), 10)
	dst = appendText(dst, `,"subject":`, b.Subject)
	if b.Trace != "" {
		dst = appendText(dst, `,"trace":`, b.Trace)
	}
	return append(dst, `,"signals":[`...)
}

// ClosingJSON ends what AppendOpening began.
const ClosingJSON = "]}"

func appendText(dst []byte, name, s string) []byte {
	dst = append(dst, name...)
	if !verbatim(s) {
		raw, _ := json.Marshal(s) // a string always can be
		return append(dst, raw...)
	}
	return append(append(append(dst, '"'), s...), '"')
}

// verbatim reports whether JSON holds the text as it is.
func verbatim(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return utf8.ValidString(s)
}

func appendData(dst []byte, data json.RawMessage) []byte {
	if len(data) == 0 {
		data = null
	}
	return append(dst, data...)
}

func appendTime(dst []byte, name string, t time.Time) []byte {
	dst = append(append(dst, name...), '"')
	return append(t.AppendFormat(dst, time.RFC3339Nano), '"')
}

func appendTrue(dst []byte, name string, v bool) []byte {
	if !v {
		return dst
	}
	return append(append(dst, name...), "true"...)
}
