package heed

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestMessagesAreReadBack(t *testing.T) {
	body, _ := json.Marshal(Knock{Format: MessageFormat, Endpoint: "e", Delivery: "d", Attempt: 3})
	if k, err := ReadMessage[Knock](body); err != nil || k.Attempt != 3 || k.Endpoint != "e" {
		t.Errorf("read %+v, %v", k, err)
	}
	want := Batch{Format: MessageFormat, Subject: "acme", Signals: []Signal{{ID: "1", Data: json.RawMessage(`{"score":3}`), Time: noon, ReceivedAt: noon}}}
	body, _ = json.Marshal(want)
	if got, err := ReadMessage[Batch](body); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v", got, err)
	}
}

// TestMembersToComeAreNoHarm holds what lets a release add optional members
// without a new format: the one before reads past them.
func TestMembersToComeAreNoHarm(t *testing.T) {
	b, err := ReadMessage[Batch]([]byte(`{"v":1,"subject":"acme","to_come":{"a":1},"signals":[]}`))
	if err != nil || b.Subject != "acme" {
		t.Errorf("read %+v, %v", b, err)
	}
}

func TestMessagesOfOtherFormats(t *testing.T) {
	for body, good := range map[string]bool{`{"v":1}`: true, `{"v":0}`: true, `{"v":2}`: false, `{"v":-1}`: false, `{"v":"1"}`: false, ``: false, `[]`: false} {
		if _, err := ReadMessage[Touch]([]byte(body)); (err == nil) != good {
			t.Errorf("%q gives %v", body, err)
		}
	}
}
