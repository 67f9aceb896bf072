package hint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
)

var noon = time.Unix(1772452800, 0).UTC()

// TestSignals holds what every packing must keep, for any mixture of subjects and sizes.
func TestSignals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(rapid.Custom(anySignal), 0, 300).Draw(t, "signals")
		messages := Signals(sent, "")
		got := map[string][]heed.Signal{}
		for _, m := range messages {
			b := readBatch(t, m)
			for _, s := range b.Signals {
				if s.Subject != b.Subject {
					t.Fatalf("a signal of %q travels with %q", s.Subject, b.Subject)
				}
			}
			got[b.Subject] = append(got[b.Subject], b.Signals...)
		}
		compare(t, sent, got)
	})
}

func anySignal(t *rapid.T) heed.Signal {
	data, _ := json.Marshal(map[string]string{"comment": strings.Repeat(rapid.SampledFrom([]string{"<", "é", "x", "\uFFFE", "\u2028"}).Draw(t, "char"), rapid.IntRange(0, 5000).Draw(t, "length"))})
	return heed.Signal{
		ID: fmt.Sprint(rapid.Uint32().Draw(t, "id")), Source: "s", Type: heed.FeedbackNPS,
		Subject: rapid.SampledFrom([]string{"a", "b", "crm:<é>"}).Draw(t, "subject"), Time: noon, ReceivedAt: noon, Data: data,
	}
}

func readBatch(t *rapid.T, m queue.Message) heed.Batch {
	b, err := heed.ReadMessage[heed.Batch](m.Body)
	switch {
	case err != nil:
		t.Fatal(err)
	case len(m.Body) > heed.MaxBatchBytes || len(b.Signals) > heed.MaxBatchSignals || len(b.Signals) == 0:
		t.Fatalf("a message has %d signals in %d bytes", len(b.Signals), len(m.Body))
	case strings.ContainsAny(string(m.Body), "\uFFFE\uFFFF"):
		t.Fatal("a message holds a character that SQS refuses")
	}
	return b
}

// compare wants every signal once, in the order of its subject.
func compare(t *rapid.T, sent []heed.Signal, got map[string][]heed.Signal) {
	want := map[string][]heed.Signal{}
	for _, s := range sent {
		want[s.Subject] = append(want[s.Subject], s)
	}
	for subject := range want {
		same := slices.EqualFunc(want[subject], got[subject], func(a, b heed.Signal) bool { return a.ID == b.ID && a.SameContent(b) })
		if !same {
			t.Fatalf("the signals of %q were changed, lost or reordered", subject)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d subjects became %d", len(want), len(got))
	}
}

func TestSignalsFillMessages(t *testing.T) {
	signals := make([]heed.Signal, 250)
	for i := range signals {
		signals[i] = heed.Signal{ID: fmt.Sprint(i), Subject: fmt.Sprint(i % 2), Data: json.RawMessage(`{}`)}
	}
	messages := Signals(signals, "")
	if len(messages) != 4 {
		t.Errorf("250 signals of two subjects became %d messages, want 4", len(messages))
	}
}

// TestLargestSignals holds that the largest signal fits a message whatever it is
// made of: JSON for browsers would write every < with six bytes.
func TestLargestSignals(t *testing.T) {
	data, _ := json.Marshal(map[string]string{"comment": "."})
	data = bytes.Replace(data, []byte("."), bytes.Repeat([]byte("<"), heed.MaxSignalBytes), 1)
	s := heed.Signal{ID: "1", Source: "s", Type: heed.FeedbackNPS, Subject: "acme", Time: noon, ReceivedAt: noon, Data: data}
	for n := range 6 {
		messages := Signals(slices.Repeat([]heed.Signal{s}, n+1), "")
		if len(messages) != n/3+1 || len(messages[0].Body) > heed.MaxBatchBytes {
			t.Errorf("%d of the largest signals became %d messages", n+1, len(messages))
		}
	}
}
