package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/heed"
)

var curlPattern = regexp.MustCompile(`(?s)curl -sS (\S+) -H 'Authorization: Bearer (\S+)' -H 'Content-Type: (\S+)' -d '(.*?)'`)

// paste does what the printed command does.
func (s *session) paste() {
	s.t.Helper()
	command := curlPattern.FindStringSubmatch(s.out.String())
	if command == nil {
		s.t.Fatalf("there is no command to paste: %s", s.out)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", command[1], strings.NewReader(command[4]))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+command[2])
	r.Header.Set("Content-Type", command[3])
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Body.Close()
	if w.StatusCode != http.StatusAccepted {
		s.t.Fatalf("the command is answered %s", w.Status)
	}
}

// TestDemo walks the first five minutes: start, look, paste, see the webhook,
// stop, start again.
func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes up a whole portfolio")
	}
	data := t.TempDir()
	s := serve(t, "--demo", "--data", data)
	s.says("no endpoints here that you do not trust.\n")
	if n := strings.Count(s.out.String()+s.err.String(), "\n"); n > 12 {
		t.Errorf("%d lines, want at most 12:\n%s%s", n, s.err, s.out)
	}
	var accounts struct {
		Items []struct{ Risk *struct{} }
	}
	api := s.api(s.printedKey())
	if err := api.call(t.Context(), "GET", "/v1/accounts?limit=200", nil, &accounts); err != nil {
		t.Fatal(err)
	}
	if len(accounts.Items) != 200 {
		t.Errorf("%d accounts, want 200", len(accounts.Items))
	}
	for _, a := range accounts.Items {
		if a.Risk == nil {
			t.Fatal("an account is not judged")
		}
	}

	taught(t, api)
	if n := s.cases(api); n > 60 {
		t.Errorf("%d cases are open: those who left are nobody's business", n)
	}
	s.paste()
	s.says("✓ signature verified · risk.raised low → critical 0.")
	s.says("✓ signature verified · feedback.detractor Northwind · NPS 1 · ")
	if code := s.end(); code != 0 || strings.Contains(s.out.String(), "✗") || strings.Contains(s.err.String(), "{") {
		t.Errorf("it ends with %d, having written %s%s", code, s.out, s.err)
	}

	again := serve(t, "--demo", "--data", data)
	again.says("Ctrl-C stops")
	if again.printedKey() != s.printedKey() || again.err.String() != "" {
		t.Errorf("the second start prints %s%s", again.out, again.err)
	}
	bad := []demo.Signal{demo.BadAnswer(demo.Northwind, 7, time.Now())}
	if err := again.api(again.printedKey()).call(t.Context(), "POST", "/v1/signals", bad, nil); err != nil {
		t.Fatal(err)
	}
	again.says("✓ signature verified · feedback.detractor Northwind · NPS 1 · ")

	other := begin(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--demo", "--seed", "2")
	other.stop() // in the middle of making it up
	if code := other.code(); code != interrupted {
		t.Errorf("an interrupted start ends with %d: %s", code, other.err)
	}
}

// cases counts those that are open.
func (s *session) cases(api *client) int {
	s.t.Helper()
	var open struct{ Items []struct{ ID string } }
	if err := api.call(s.t.Context(), "GET", "/v1/cases?limit=200", nil, &open); err != nil {
		s.t.Fatal(err)
	}
	return len(open.Items)
}

// taught holds that the first training had something to learn from, and that what it
// says was held against decisions it had not seen.
func taught(t *testing.T, api *client) {
	t.Helper()
	var models struct{ Items []learnedModel }
	if err := api.call(t.Context(), "GET", "/v1/models", nil, &models); err != nil {
		t.Fatal(err)
	}
	if len(models.Items) != 1 {
		t.Fatalf("there are %d models, want the first", len(models.Items))
	}
	part := models.Items[0].Parts[heed.TargetWindow]
	if part.Losses < 15 || part.Decisions < 3*part.Losses {
		t.Errorf("of %d decisions %d are losses", part.Decisions, part.Losses)
	}
	var proof struct {
		Parts map[string]struct{ AUC, Brier *struct{ Low, High float64 } }
	}
	if err := api.call(t.Context(), "GET", "/v1/models/"+models.Items[0].ID+"/backtest", nil, &proof); err != nil {
		t.Fatal(err)
	}
	if p := proof.Parts[heed.TargetWindow]; p.AUC == nil || p.Brier == nil || p.AUC.Low >= p.AUC.High {
		t.Errorf("the proof is %+v", p)
	}
}

// TestThePage uses what the console is lent, on an installation without the
// portfolio.
func TestThePage(t *testing.T) {
	out, dir := &record{}, t.TempDir()
	d, err := newDemonstration(dir, 1, &terminal{out, out})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	in, err := open(slog.New(slog.DiscardHandler), dir, options{publicURL: "http://127.0.0.1:8080", allowPrivate: true, demo: d.page()})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.keep(demoState{Key: newKey(), Seed: 1, Seeded: true}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.enter(t.Context(), in, ""), d.begin(t.Context(), "http://127.0.0.1:8080")); err != nil {
		t.Fatal(err)
	}
	hosting(t, in)
	page := d.page()
	if err := page.MakeUnhappy(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return len(page.Requests()) > 0 }, out.String)
	if r := page.Requests()[0]; !r.Verified || !json.Valid(r.Body) || page.Secret() != d.receiver.secret.Reveal() {
		t.Errorf("the page shows %v", r)
	}
}

// hosting runs the functions until the test ends, and closes the file behind them.
func hosting(t *testing.T, in *installation) {
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { in.host.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait(); in.close() })
}

func TestDemoState(t *testing.T) {
	for _, row := range []struct{ name, state, want string }{
		{"another seed", `{"key":"heed_x","seed":7,"seeded":true}`, "holds the portfolio of --seed 7"},
		{"damaged", `{"key":`, "begin anew"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "demo.json"), []byte(row.state), 0o600); err != nil {
			t.Fatal(err)
		}
		s := begin(t, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--demo")
		if code := s.code(); code != 1 || !strings.Contains(s.err.String(), row.want) {
			t.Errorf("%s ends with %d: %s, want %q", row.name, code, s.err, row.want)
		}
	}
}

// TestDemoStaysOutOfRealData holds that nothing made up comes among customers.
func TestDemoStaysOutOfRealData(t *testing.T) {
	data := t.TempDir()
	s := serve(t, "--data", data)
	s.says("Admin key")
	real := map[string]any{"name": "Acme"}
	if err := s.api(s.printedKey()).call(t.Context(), "PUT", "/v1/accounts/acme", real, nil); err != nil {
		t.Fatal(err)
	}
	s.end()
	d := begin(t, "serve", "--addr", "127.0.0.1:0", "--data", data, "--demo")
	if code := d.code(); code != 1 || !strings.Contains(d.err.String(), "accounts that are not the demo's") {
		t.Errorf("it ends with %d: %s", code, d.err)
	}
}
