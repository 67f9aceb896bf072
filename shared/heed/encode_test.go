package heed

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestSignalsAreReadBack holds that writing by hand is what encoding/json reads.
func TestSignalsAreReadBack(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a\"\\b", "\u2028<>&", "\uFFFD", "é\x00\n"}))
	rapid.Check(t, func(t *rapid.T) {
		data, _ := json.Marshal(map[string]string{"comment": text.Draw(t, "comment")})
		s := Signal{
			ID: text.Draw(t, "id"), Source: text.Draw(t, "source"), Type: FeedbackNPS, Subject: text.Draw(t, "subject"), Data: data,
			Time: noon.Add(time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(t, "time"))), ReceivedAt: noon,
			Untimed: rapid.Bool().Draw(t, "untimed"), Via: text.Draw(t, "via"), Imported: rapid.Bool().Draw(t, "imported"),
		}
		want := Batch{Format: MessageFormat, Subject: s.Subject, Trace: text.Draw(t, "trace"), Signals: []Signal{s, s}}
		raw := s.AppendJSON(append(s.AppendJSON(want.AppendOpening(nil)), ','))
		got, err := ReadMessage[Batch](append(raw, ClosingJSON...))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is read back as %+v, %v", raw, got, err)
		}
	})
}

// TestEveryMemberIsWritten fails when a signal gets a member that AppendJSON forgets.
func TestEveryMemberIsWritten(t *testing.T) {
	full := Signal{ID: "1", Source: "s", Type: FeedbackNPS, Time: noon, Subject: "acme", Data: json.RawMessage(`{"score":3}`), ReceivedAt: noon, Untimed: true, Via: "crm", Imported: true}
	for i := range reflect.TypeOf(full).NumField() {
		if reflect.ValueOf(full).Field(i).IsZero() {
			t.Fatalf("give the test a value for %s", reflect.TypeOf(full).Field(i).Name)
		}
	}
	want, _ := json.Marshal(full)
	if got := full.AppendJSON(nil); string(got) != string(want) {
		t.Errorf("written as %s, want %s", got, want)
	}
	if got := (Signal{}).AppendJSON(nil); !json.Valid(got) {
		t.Errorf("an empty signal is written as %s", got)
	}
}
