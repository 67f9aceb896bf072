package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/lambda"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
)

// bootstrapFlags are those of the Makefile, for the function that Heed is held against.
var bootstrapFlags = []string{"-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w"}

// subject is one bootstrap and an event that makes it call AWS.
type subject struct{ name, event string }

// cold is what cold starts are measured with.
type cold struct {
	dir string // of the bootstraps
	env []string
	aws *cloudStub
}

// measureCold starts every function again and again beside a function that does
// nothing, on a whole core and on the shares that memory sizes buy.
func measureCold(ctx context.Context, b *bench) error {
	c := &cold{dir: filepath.Join(b.dir, "lambda")}
	if err := c.build(ctx); err != nil {
		return err
	}
	if err := c.connect(ctx); err != nil {
		return err
	}
	defer c.aws.Close()
	c.sizes(b)
	if err := c.compare(ctx, b, "a whole core", nil); err != nil {
		return err
	}
	for _, megabytes := range []int{512, 256, 128} {
		s, err := newShare(megabytes)
		if err != nil {
			b.out.unknown(fmt.Sprintf("cold start at %d MB", megabytes), err.Error())
			continue
		}
		err = c.compare(ctx, b, fmt.Sprintf("%d MB", megabytes), s)
		s.remove()
		if err != nil {
			return err
		}
	}
	return nil
}

// build makes the bootstraps as they are deployed, and the hello beside them alike.
func (c *cold) build(ctx context.Context) error {
	root, err := lambda.Root(ctx)
	if err != nil {
		return err
	}
	if err := lambda.Build(ctx, root, c.dir, wiring.Template); err != nil {
		return err
	}
	hello := exec.CommandContext(ctx, "go", append(append([]string{"build"}, bootstrapFlags...), "-o", filepath.Join(c.dir, "Hello", "bootstrap"), "./infra/bench/hello")...)
	hello.Dir, hello.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if said, err := hello.CombinedOutput(); err != nil {
		return fmt.Errorf("building hello: %w\n%s", err, said)
	}
	return nil
}

// connect starts the stub, and makes the environment as template.yaml and Lambda do. The file
// of certificates is the system's, as large as Lambda's own; the few that Heed looks at
// first are replaced by the stub's.
func (c *cold) connect(ctx context.Context) (err error) {
	if c.aws, err = newCloudStub(ctx, c.dir); err != nil {
		return err
	}
	root := filepath.Join(c.dir, "root.pem")
	c.env = []string{
		"AWS_ENDPOINT_URL=" + strings.Replace(c.aws.URL, "127.0.0.1", "localhost", 1), "AWS_CA_BUNDLE=" + root, "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=cold", "AWS_SECRET_ACCESS_KEY=cold", "SSL_CERT_DIR=/nonexistent", "HEED_TABLE=heed", "HEED_KEY_ID=key", "HEED_PUBLIC_URL=https://heed.example",
	}
	if bundle, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt"); err == nil {
		own, err := os.ReadFile(root)
		if err != nil {
			return err
		}
		all := filepath.Join(c.dir, "all.pem")
		if err := os.WriteFile(all, append(bundle, own...), 0o600); err != nil {
			return err
		}
		c.env = append(c.env, "SSL_CERT_FILE="+all)
	}
	for _, queue := range []string{"SIGNALS", "TOUCHES", "DELIVER", "RETRY", "SIGNALS_DEAD", "TOUCHES_DEAD", "DELIVER_DEAD", "RETRY_DEAD"} {
		c.env = append(c.env, queue+"_QUEUE_URL="+c.aws.URL+"/"+queue)
	}
	return nil
}

func (c *cold) sizes(b *bench) {
	for _, f := range append([]subject{{name: "Hello"}}, subjects()...) {
		if info, err := os.Stat(filepath.Join(c.dir, f.name, "bootstrap")); err == nil {
			b.out.add("bootstrap, "+strings.ToLower(f.name), sample{float64(info.Size()) / 1e6}, " MB", nil, "built as sam build does, for this kind of processor")
		}
	}
}

// life is what was measured of one function on one share.
type life struct{ next, computed, call, answer sample }

func (l *life) add(born birth) {
	l.next, l.computed = append(l.next, millis(born.next)), append(l.computed, millis(born.computed))
	l.call, l.answer = append(l.call, millis(born.call)), append(l.answer, millis(born.answer))
}

// compare starts hello and every function in turns.
func (c *cold) compare(ctx context.Context, b *bench, where string, s *share) error {
	all := append([]subject{{name: "Hello"}}, subjects()...)
	lives := make([]life, len(all))
	for turn := range b.births + 1 { // the first reads the files
		for i, f := range all {
			born, err := c.bear(ctx, f, s)
			if err != nil {
				return err
			}
			if turn > 0 {
				lives[i].add(born)
			}
		}
	}
	for i, f := range all[1:] {
		b.cold(strings.ToLower(f.name)+", "+where, lives[0], lives[i+1])
	}
	return nil
}

// cold puts down what one function came to beside hello.
func (b *bench) cold(figure string, hello, of life) {
	b.out.add("cold start, "+figure, of.next.over(hello.next), " ×", atMost(1.75, " ×"), fmt.Sprintf(
		"process start to its first next over that of a hello world started before it: %s ms over %s; computing %s ms over %s",
		number(of.next.median()), number(hello.next.median()), number(of.computed.median()), number(hello.computed.median())))
	var goal *goal
	if strings.HasSuffix(figure, " 256 MB") {
		goal = atMost(25, " ms")
	}
	b.out.add("first AWS call, "+figure, of.call, " ms", goal, fmt.Sprintf(
		"first event to the first answer of a DynamoDB stub over TLS with its handshake; to the function's own answer %s ms", number(of.answer.median())))
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// subjects are the functions, each with an event that makes it look at the table.
func subjects() []subject {
	signal := heed.Signal{ID: "1", Source: "bench", Type: heed.EngagementLogged, Time: time.Now(), Subject: "acme", Data: json.RawMessage(`{"kind":"call"}`)}
	batch := hint.Batch(heed.Batch{Subject: "acme", Signals: []heed.Signal{signal}})
	knock := hint.Knock(heed.Knock{Endpoint: "crm", Account: "acme", Delivery: heed.DeliveryID(time.Now(), "evt_"+strings.Repeat("a", 26)), Attempt: 1}, 0)
	return []subject{
		{"Intake", httpEvent("POST", "/v1/signals")},
		{"Aggregate", queueEvent("heed-signals", batch.Body)},
		{"Score", queueEvent("heed-touches", hint.Touches([]string{"acme"})[0].Body)},
		{"Deliver", queueEvent("heed-deliver", knock.Body)},
		{"Learn", `{"timer":"Train","time":"2026-11-20T09:30:00Z"}`},
		{"Console", httpEvent("GET", "/v1/settings")},
	}
}

func httpEvent(method, path string) string {
	return jsonOf(map[string]any{
		"version": "2.0", "rawPath": path, "headers": map[string]string{"authorization": "Bearer heed_cold"}, "body": "{}",
		"requestContext": map[string]any{"domainName": "heed.example", "http": map[string]string{"method": method, "sourceIp": "192.0.2.7"}},
	})
}

func queueEvent(queue string, body []byte) string {
	return jsonOf(map[string]any{"Records": []any{map[string]any{
		"messageId": "1", "body": string(body), "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:" + queue,
		"attributes": map[string]string{"ApproximateReceiveCount": "1", "SentTimestamp": fmt.Sprint(time.Now().UnixMilli())},
	}}})
}

func jsonOf(v any) string {
	raw, _ := json.Marshal(v) // plain data
	return string(raw)
}
