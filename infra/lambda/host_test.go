package lambda

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// faulty has one function, obey, behind a route and a queue whose messages are
// dead letters at their third receive.
//
//go:embed testdata/faulty.yaml
var faulty []byte

// patience is how long anything may take that must happen. It asserts no speed.
const patience = 5 * time.Minute

// servers are the addresses in the environment, or leave the test out.
func servers(t *testing.T) (dynamo, sqs string) {
	t.Helper()
	dynamo, sqs = os.Getenv("HEED_TEST_DYNAMODB"), os.Getenv("HEED_TEST_SQS")
	switch missing := dynamo == "" || sqs == ""; {
	case missing && os.Getenv("HEED_TEST_BACKENDS") == "required":
		t.Fatal("HEED_TEST_BACKENDS is required, and HEED_TEST_DYNAMODB and HEED_TEST_SQS do not both name a server: go run ./infra/emulators go test ./...")
	case missing:
		t.Skip("HEED_TEST_DYNAMODB and HEED_TEST_SQS name no servers to test with: go run ./infra/emulators go test ./...")
	}
	return dynamo, sqs
}

// stackName is one that no other test has.
func stackName() string { return fmt.Sprintf("heed-%d", time.Now().UnixNano()) }

func hosting(t *testing.T, change func(*Options)) *Host {
	t.Helper()
	o := Options{Stack: stackName(), Bootstraps: t.TempDir(), Out: t.Output()}
	o.DynamoDB, o.SQS = servers(t)
	if err := os.Mkdir(filepath.Join(o.Bootstraps, "Obey"), 0o700); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(o.Bootstraps, "Obey", "bootstrap")); err != nil {
		t.Fatal(err)
	}
	change(&o)
	h, err := New(t.Context(), slog.New(slog.DiscardHandler), faulty, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// TestWhatFailsReturnsAndDies sends messages that crash the process, hang, fail
// alone or work. Those that work are done once they get through, and the others
// are dead letters after their receives.
func TestWhatFailsReturnsAndDies(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"":         func(*Options) {},
		"twice":    func(o *Options) { o.Twice = true },
		"throttle": func(o *Options) { o.Environments = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := hosting(t, change)
			for _, body := range []string{"exit", "wait", "fail"} {
				h.send(t, "work", body)
			}
			h.running(t)
			h.awaits(t, "work-dead", []string{"exit", "fail", "wait"})
			h.send(t, "work", "fine")
			h.awaits(t, "work", nil)
		})
	}
}

func (h *Host) running(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); h.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
}

func (h *Host) send(t *testing.T, queue, body string) {
	t.Helper()
	url := h.stack.urls[queue]
	if _, err := h.stack.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
}

// awaits waits until the queue holds exactly the bodies, visible or not.
func (h *Host) awaits(t *testing.T, queue string, want []string) {
	t.Helper()
	got := map[string]bool{}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if depth := h.depth(t, queue); depth != len(want) {
			continue
		}
		for i := 0; i < len(want); i++ {
			got[h.receive(t, queue)] = true
		}
		delete(got, "")
		if len(got) == len(want) {
			break
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got)), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", queue, diff)
	}
}

// depths are visible, hidden and delayed messages.
var depths = []types.QueueAttributeName{
	types.QueueAttributeNameApproximateNumberOfMessages,
	types.QueueAttributeNameApproximateNumberOfMessagesNotVisible, types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
}

// atHand are those that are not delayed.
var atHand = depths[:2]

// depth counts a queue's messages of some kinds; without a kind, all.
func (h *Host) depth(t *testing.T, queue string, of ...types.QueueAttributeName) (n int) {
	t.Helper()
	if len(of) == 0 {
		of = depths
	}
	url := h.stack.urls[queue]
	out, err := h.stack.sqs.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: of})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range out.Attributes {
		var some int
		_, _ = fmt.Sscan(text, &some) // the service's own figure
		n += some
	}
	return n
}

func (h *Host) receive(t *testing.T, queue string) string {
	t.Helper()
	url := h.stack.urls[queue]
	out, err := h.stack.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Messages) == 0 {
		return ""
	}
	return *out.Messages[0].Body
}

// TestNoMoreBatchesAtOnceThanAllowed counts who polls, each with one batch at work.
func TestNoMoreBatchesAtOnceThanAllowed(t *testing.T) {
	if h := hosting(t, func(*Options) {}); len(h.loops) != 2 {
		t.Errorf("%d pollers, and the maximum concurrency is 2", len(h.loops))
	}
}

// TestTheSameNameFindsTheSameStack makes a stack twice and keeps what is in it.
func TestTheSameNameFindsTheSameStack(t *testing.T) {
	var o Options
	h := hosting(t, func(made *Options) { o = *made })
	h.send(t, "work", "kept")
	again, err := New(t.Context(), slog.New(slog.DiscardHandler), faulty, o)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if body := again.receive(t, "work"); body != "kept" {
		t.Errorf("the queue of the same stack holds %q", body)
	}
}

// TestMurderLeavesTheNextRequestAlone kills processes while requests come: each
// is answered, or fails as its process did.
func TestMurderLeavesTheNextRequestAlone(t *testing.T) {
	h := hosting(t, func(*Options) {})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go h.Murder(ctx, 1000, 5*time.Millisecond)
	for range 100 {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Code != 500 || !strings.Contains(w.Body.String(), "Internal Server Error") { // a number is no answer
			t.Fatalf("answered %d %s", w.Code, w.Body)
		}
	}
}
