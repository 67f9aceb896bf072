package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
)

// process is a heed in a process of its own, which can be killed.
type process struct {
	*session
	*exec.Cmd
}

// spawn starts the test binary as a heed.
func spawn(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{session: &session{t: t, out: &record{}, err: &record{}, ended: make(chan int, 1)}, Cmd: exec.Command(os.Args[0], args...)}
	p.Env = append(os.Environ(), "HEED_TEST_IS_HEED=1", "HEED_LOG=warn")
	p.Stdout, p.Stderr = p.out, p.err
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.Wait(); p.ended <- p.ProcessState.ExitCode() }()
	t.Cleanup(p.kill)
	p.says("Heed listens at ")
	p.says("\n")
	return p
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	_ = p.Process.Kill() // it may be gone
	p.code()
}

// TestKill holds that whatever was answered 2xx is kept, though the process dies
// in the middle of its work.
func TestKill(t *testing.T) {
	const writers, accounts, enough = 8, 5, 300
	data, key := t.TempDir(), newKey()
	p := spawn(t, "serve", "--addr", "127.0.0.1:0", "--data", data, "--admin-key", key)
	answered := p.load(key, writers, accounts, enough)
	if len(answered) < enough {
		t.Fatalf("only %d signals were answered", len(answered))
	}

	again := spawn(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	missing := answered
	eventually(t, func() bool {
		missing = without(missing, again.kept(key, accounts))
		return len(missing) == 0
	}, func() string {
		return fmt.Sprintf("of %d answered signals %d are lost: %v", len(answered), len(missing), missing)
	})
}

// load posts single signals from several writers, kills the process in their
// midst, and returns the ids of those that were answered.
func (p *process) load(key string, writers, accounts int, enough int64) map[string]bool {
	var mu sync.Mutex
	var count atomic.Int64
	var all sync.WaitGroup
	answered, api := map[string]bool{}, p.api(key)
	for w := range writers {
		all.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("w%d-%d", w, n)
				if api.call(p.t.Context(), http.MethodPost, "/v1/signals", answerOf(id, n%accounts), nil) != nil {
					return
				}
				mu.Lock()
				answered[id] = true
				mu.Unlock()
				if count.Add(1) == enough {
					p.kill()
				}
			}
		})
	}
	all.Wait()
	return answered
}

func answerOf(id string, account int) map[string]any {
	return map[string]any{"id": id, "source": "load", "type": "feedback.nps", "subject": fmt.Sprint("account-", account), "data": map[string]any{"score": 9}}
}

// kept are the ids on the accounts' timelines.
func (p *process) kept(key string, accounts int) map[string]bool {
	ids, api := map[string]bool{}, p.api(key)
	for account := range accounts {
		for path := fmt.Sprintf("/v1/accounts/account-%d/signals?limit=200", account); path != ""; {
			var page struct {
				Items []struct{ ID string }
				Next  string
			}
			if err := api.call(p.t.Context(), http.MethodGet, path, nil, &page); err != nil {
				break // the account is not known yet
			}
			for _, s := range page.Items {
				ids[s.ID] = true
			}
			if path = ""; page.Next != "" {
				path = fmt.Sprintf("/v1/accounts/account-%d/signals?limit=200&cursor=%s", account, page.Next)
			}
		}
	}
	return ids
}

func without(all, some map[string]bool) map[string]bool {
	rest := map[string]bool{}
	for id := range all {
		if !some[id] {
			rest[id] = true
		}
	}
	return rest
}
