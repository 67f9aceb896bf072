package policy

import (
	"strings"
	"testing"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/plan"
)

func realPlan(t *testing.T) *plan.Plan {
	t.Helper()
	wired, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	return wired
}

// TestEverySourceIsSafe holds what AWS would accept but Heed cannot live with.
func TestEverySourceIsSafe(t *testing.T) {
	wired := realPlan(t)
	for _, f := range wired.Functions {
		for _, s := range f.Sources {
			q := wired.Queue(s.Queue)
			if least := 6*f.Timeout + s.Window; q.Visibility < least {
				t.Errorf("%s: a visibility of %v lets a message return while %s works on it; at least %v", q.Name, q.Visibility, f.ID, least)
			}
			if !s.PartialFailures {
				t.Errorf("%s: %s must report partial failures, or one poison message repeats its whole batch", q.Name, f.ID)
			}
			if s.Batch > 10 && s.Window < time.Second {
				t.Errorf("%s: a batch of %d needs a window", q.Name, s.Batch)
			}
			if s.Concurrency < 2 {
				t.Errorf("%s: AWS takes a maximum concurrency of 2 and more", q.Name)
			}
			if f.Env[envName(q.Dead)] == "" {
				t.Errorf("%s: %s cannot park what can never work: it has no %s", q.Name, f.ID, envName(q.Dead))
			}
		}
	}
}

// TestEveryQueueHasAReaderAndDeadLetters holds that no message ends unseen.
func TestEveryQueueHasAReaderAndDeadLetters(t *testing.T) {
	wired := realPlan(t)
	read := map[string]bool{}
	for _, f := range wired.Functions {
		for _, s := range f.Sources {
			read[s.Queue] = true
		}
	}
	for _, q := range wired.Queues {
		if strings.HasSuffix(q.Name, "-dead") {
			continue
		}
		dead := wired.Queue(q.Dead)
		if dead.Name == "" || q.Receives < 1 {
			t.Errorf("%s has no dead letters", q.Name)
		}
		if dead.Retention <= q.Retention {
			t.Errorf("%s: dead letters keep their age and need longer than %v", q.Name, q.Retention)
		}
		if !read[q.Name] {
			t.Errorf("%s is read by nobody", q.Name)
		}
	}
}

// envName is the variable that holds a queue's address: SIGNALS_DEAD_QUEUE_URL.
func envName(queue string) string {
	return strings.ToUpper(strings.ReplaceAll(queue, "-", "_")) + "_QUEUE_URL"
}
