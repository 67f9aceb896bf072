package intake

import (
	"strings"
	"testing"
)

func TestSegmentEvents(t *testing.T) {
	tests := map[string]string{
		`{"type":"group","messageId":"m","groupId":"acme","userId":"u","traits":{"name":"Acme","plan":"Pro","industry":null,"employees":5}}`: `account.updated m acme {"name":"Acme","plan":"Pro"}`,
		`{"type":"group","messageId":"m","groupId":"group 1/é","traits":{}}`:                                                                 `account.updated m main:group 1/é {}`,
		`{"type":"track","messageId":"m","event":"Report Exported","context":{"groupId":"acme"}}`:                                            `usage.reported m acme {"metric":"Report Exported","mode":"add","value":1}`,
		`{"type":"track","messageId":"m","event":"x","properties":{"groupId":42}}`:                                                           `usage.reported m 42 {"metric":"x","mode":"add","value":1}`,
		`{"type":"identify","messageId":"m","userId":"u-1","traits":{"groupId":"acme","name":"Dana","title":"CFO"}}`:                         `contact.changed m acme {"contact":"u-1","name":"Dana","title":"CFO"}`,
		`{"type":"track","messageId":"m","event":"x"}`:                                                                                       "ignored", // whose account?
		`{"type":"track","messageId":"m","context":{"groupId":"acme"}}`:                                                                      "ignored", // which event?
		`{"type":"track","event":"x","context":{"groupId":"acme"}}`:                                                                          "ignored", // no id
		`{"type":"identify","messageId":"m","anonymousId":"a","traits":{"groupId":"acme"}}`:                                                  "ignored", // nobody yet
		`{"type":"page","messageId":"m","context":{"groupId":"acme"}}`:                                                                       "ignored",
		`{"type":"track","messageId":"m","event":"` + strings.Repeat("x", 200) + `","context":{"groupId":"acme"}}`:                           "ignored",
	}
	for body, want := range tests {
		wantTold(t, "segment", body, want)
	}
}

// TestSegmentBatches holds that a batch that a header proves is believed as a whole,
// as large as Segment makes one.
func TestSegmentBatches(t *testing.T) {
	event := `{"type":"track","messageId":"m","event":"x","context":{"groupId":"acme"}}`
	got := told(t, "segment", "["+event+strings.Repeat(","+event, 3999)+"]")
	if n := strings.Count(got, "usage.reported"); n != 4000 {
		t.Errorf("4000 events became %d signals", n)
	}
	if got := told(t, "segment", `[]`); got != "" {
		t.Errorf("no event became %s", got)
	}
	if got := told(t, "segment", "["+event+`,{"type":"page"}]`); strings.Count(got, "\n") != 1 {
		t.Errorf("one of two events became %s", got)
	}
}
