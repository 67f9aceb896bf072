package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/provider"
)

const hooksPerSecond = 200

// measureHooks sends the webhooks of every tool, signed as the tool signs, in turn
// and at a steady rate to a heed of its own, and to a handler that does next to nothing.
func measureHooks(ctx context.Context, b *bench) error {
	hooks, err := everyHook(time.Now().UTC())
	if err != nil {
		return err
	}
	p, err := b.start(ctx, "", "--public-url", publicURL)
	if err != nil {
		return err
	}
	defer p.stop()
	tools, err := connect(ctx, p, hooks)
	if err != nil {
		return err
	}
	took, err := b.durably(fmt.Sprintf("webhooks of %d tools at %d/s", tools, hooksPerSecond), atMost(500, " ms"),
		"a heed serve process on its defaults; from the start of the POST to the answer, which waits for the disk; the tools' own payloads in turn, the same again and again",
		func() (sample, error) { return answeredIn(ctx, "http://"+p.address, hooks, b.paced) })
	if err != nil {
		return err
	}
	bare := httptest.NewServer(http.HandlerFunc(bareMix))
	defer bare.Close()
	least, err := answeredIn(ctx, bare.URL, hooks, b.paced)
	if err != nil {
		return err
	}
	b.out.add("  p50 against a bare handler", sample{took.median() / least.median()}, "x", nil,
		fmt.Sprintf("one that reads the body, hashes it once and answers, at the same rate: %s ms, keeping nothing", number(least.median())))
	b.out.add("  p99 against a bare handler", sample{took.percentile(99) / least.percentile(99)}, "x", nil, fmt.Sprintf("%s ms there", number(least.percentile(99))))
	return nil
}

// bareMix is the least that answers a signed webhook of any tool.
func bareMix(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write(body)
	_ = mac.Sum(nil)
	bareAnswer(w, http.StatusOK, `{"accepted":1,"ignored":0}`)
}

// answeredIn posts hooks in turn, each at its instant however long the one before
// takes, and returns how long each took.
func answeredIn(ctx context.Context, base string, hooks []hook, span time.Duration) (sample, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: hooksPerSecond}}
	defer client.CloseIdleConnections()
	n := int(span.Seconds() * hooksPerSecond)
	took, errs := make(sample, n), make([]error, n)
	var posting sync.WaitGroup
	err := pace(ctx, n, hooksPerSecond, func(i int) error {
		posting.Go(func() {
			start := time.Now()
			errs[i] = hooks[i%len(hooks)].post(ctx, client, base)
			took[i] = time.Since(start).Seconds() * 1000
		})
		return nil
	})
	posting.Wait()
	if err == nil {
		err = firstOf(errs)
	}
	return took, err
}

// hook is one webhook of a tool, ready to be sent.
type hook struct {
	Provider string
	Secret   json.RawMessage
	Method   string
	URL      string
	Headers  map[string]string
	BodyFile string `json:"body_file"`
	Expect   string
	header   http.Header
	body     []byte
	mapping  string
}

func (h hook) post(ctx context.Context, client *http.Client, base string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, base+h.path(), bytes.NewReader(h.body))
	if err != nil {
		return err
	}
	q.Header = h.header
	w, err := client.Do(q)
	if err != nil {
		return err
	}
	defer w.Body.Close()
	if answer, err := io.ReadAll(w.Body); err != nil || w.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is answered %s: %s (%v)", h.Provider, w.Status, answer, err)
	}
	return nil
}

func (h hook) path() string { return strings.TrimPrefix(h.URL, publicURL) }

// connection is the name in its address.
func (h hook) connection() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(h.path(), "/v1/hooks/"), "?")
	name, _, _ = strings.Cut(name, "/")
	return name
}

// connect makes a connection for each hook, as its credential needs one, and says
// how many tools they are.
func connect(ctx context.Context, p *process, hooks []hook) (tools int, err error) {
	seen := map[string]bool{}
	for i, h := range hooks {
		name := fmt.Sprint(h.connection(), "-", i)
		hooks[i].URL = strings.Replace(h.URL, "/v1/hooks/"+h.connection(), "/v1/hooks/"+name, 1)
		body := fmt.Appendf(nil, `{"provider":%q,"credentials":[%s],"mapping":%s}`, h.Provider, h.Secret, h.mapping)
		if err := p.api(ctx, http.MethodPut, "/v1/connections/"+name, body, nil); err != nil {
			return 0, err
		}
		hooks[i].sign(time.Now().UTC()) // the address is signed too
		seen[h.Provider] = true
	}
	return len(seen), nil
}

// everyHook are the valid webhooks among intake's fixtures, and one of a tool that
// only its mapping knows.
func everyHook(now time.Time) ([]hook, error) {
	folder, err := exec.Command("go", "list", "-f", "{{.Dir}}/testdata/fixtures", "github.com/heed-cs/heed/functions/intake").Output()
	if err != nil {
		return nil, fmt.Errorf("finding intake's fixtures: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "*.sig.json"))
	if err != nil {
		return nil, err
	}
	all := []hook{genericHook(now)}
	for _, file := range files {
		h, err := readHook(file)
		if err != nil {
			return nil, err
		}
		if h.Expect == "valid" && h.Method == http.MethodPost {
			all = append(all, h)
		}
	}
	return all, missing(all)
}

// missing names the tools of which there is no webhook.
func missing(hooks []hook) error {
	for _, name := range provider.Names() {
		if !slices.ContainsFunc(hooks, func(h hook) bool { return h.Provider == name }) {
			return fmt.Errorf("there is no webhook of %s among intake's fixtures", name)
		}
	}
	return nil
}

func readHook(file string) (h hook, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(raw, &h); err != nil {
		return h, fmt.Errorf("%s: %w", file, err)
	}
	h.mapping, h.header = "null", http.Header{}
	for name, value := range h.Headers {
		h.header.Set(name, value)
	}
	if h.BodyFile != "" {
		h.body, err = os.ReadFile(filepath.Join(filepath.Dir(file), h.BodyFile))
	}
	return h, err
}

func genericHook(now time.Time) hook {
	return hook{
		Provider: "generic", Secret: json.RawMessage(`{"header":"X-Heed-Token","value":"bench"}`), Method: http.MethodPost,
		URL: publicURL + "/v1/hooks/generic", header: http.Header{"Content-Type": {"application/json"}, "X-Heed-Token": {"bench"}},
		body: fmt.Appendf(nil, `{"id":"1","account":"acme","score":"9","why":"It is fast","at":%q}`, now.Format(time.RFC3339)),
		mapping: `{"rules":[{"name":"answer","type":"feedback.nps","id":"event.id","subject":"account(event.account)","time":"isoTime(event.at)",
			"data":{"score":"number(event.score)","comment":"event.why"}}]}`,
	}
}
