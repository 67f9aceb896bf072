package console

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
)

// someLines are n lines of history from a number on.
func someLines(from, n int) string {
	var text strings.Builder
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&text, `{"id":"%d","source":"old","type":"feedback.nps","time":"2019-03-01T10:00:00Z","subject":"acme-%d","data":{"score":%d}}`+"\n", i, i%3, i%11)
	}
	return text.String()
}

func init() {
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		raw, err := io.ReadAll(body)
		return string(raw), err
	})
}

var ndjson = []string{"Content-Type", "application/x-ndjson"}

// queued are the signals that were sent.
func (o *outbox) queued(t *testing.T) []heed.Signal {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []heed.Signal
	for _, m := range o.msgs {
		b, err := heed.ReadMessage[heed.Batch](m.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b.Signals...)
	}
	return all
}

func (b *bench) bring(path, body string) answer {
	b.t.Helper()
	return b.want(http.StatusAccepted, "POST", path, body, ndjson...)
}

func TestImportKeepsTimesAndMarksHistory(t *testing.T) {
	b := newBench(t)
	body := someLines(0, 3) + "\n" + `{"id":"x"` + "\n" + someLines(3, 2) + `{"id":"y","source":"old","type":"feedback.nps","subject":"acme","data":{"score":11}}`
	a := b.bring("/v1/imports?name=old", body)
	if a.at("accepted") != 5. || a.at("refused") != 2. || a.at("errors", 0, "index") != 3. || a.at("errors", 1, "index") != 6. || a.at("errors", 1, "pointer") != "/data/score" {
		t.Errorf("answered %s", a.raw)
	}
	all := b.signals.queued(t)
	if len(all) != 5 || !all[0].Imported || all[0].Time.Year() != 2019 {
		t.Fatalf("sent %+v", all)
	}
	got := b.get("/v1/imports/old")
	if got.at("lines") != 7. || got.at("accepted") != 5. || got.at("refused") != 2. || got.at("finished_at") != nil {
		t.Errorf("it stands at %s", got.raw)
	}
	b.bring("/v1/imports?name=old&final=true", "")
	if list := b.everything("/v1/imports?limit=1"); len(list) != 1 || list[0]["total"] != 7. || list[0]["finished_at"] == nil {
		t.Errorf("the list is %v", list)
	}
}

// TestImportInPieces holds that pieces come in any order, from many hands at once,
// and again, and every line counts once.
func TestImportInPieces(t *testing.T) {
	b := newBench(t)
	var hands sync.WaitGroup
	for hand := range 4 {
		hands.Go(func() {
			for i := range 12 {
				piece := (i*(2*hand+1) + hand) % 12
				b.bring(fmt.Sprintf("/v1/imports?name=old&offset=%d", piece*10), someLines(piece*10, 10))
			}
		})
	}
	hands.Wait()
	a := b.bring("/v1/imports?name=old&offset=120&final=true", someLines(120, 5))
	if a.at("import", "lines") != 125. || a.at("import", "accepted") != 125. || a.at("import", "finished_at") == nil {
		t.Errorf("it stands at %s", a.raw)
	}
	before := len(b.signals.queued(t))
	a = b.bring("/v1/imports?name=old&offset=120&final=true", someLines(120, 5))
	if a.at("import", "accepted") != 125. || len(b.signals.queued(t)) != before+5 {
		t.Errorf("lines that come again are lost, or counted twice: %s", a.raw)
	}
	b.want(http.StatusConflict, "POST", "/v1/imports?name=old&offset=123", someLines(123, 5), ndjson...)
	b.want(http.StatusNoContent, "DELETE", "/v1/imports/old", "")
	b.want(http.StatusNotFound, "GET", "/v1/imports/old", "")
	b.want(http.StatusNotFound, "DELETE", "/v1/imports/old", "")
	b.bring("/v1/imports?name=old", someLines(0, 5))
	if a := b.get("/v1/imports/old"); a.at("lines") != 5. {
		t.Errorf("a forgotten import does not begin again: %s", a.raw)
	}
}

// TestUnansweredImportIsNotNoted holds that lines are noted once they are sent.
func TestUnansweredImportIsNotNoted(t *testing.T) {
	b := newBench(t)
	b.signals.down = true
	b.want(http.StatusServiceUnavailable, "POST", "/v1/imports?name=old&offset=0", someLines(0, 5), ndjson...)
	b.want(http.StatusNotFound, "GET", "/v1/imports/old", "")
	b.signals.down = false
	b.bring("/v1/imports?name=old&offset=0", someLines(0, 5))
	if len(b.signals.queued(t)) != 5 {
		t.Error("the lines were not sent again")
	}
}

func TestImportIsIdempotent(t *testing.T) {
	b := newBench(t)
	header := append([]string{"Idempotency-Key", "k1"}, ndjson...)
	for range 2 {
		if a := b.want(http.StatusAccepted, "POST", "/v1/imports", someLines(0, 5), header...); a.at("import", "lines") != 5. {
			t.Errorf("answered %s", a.raw)
		}
	}
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/imports", someLines(0, 6), header...)
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/imports?name=other", someLines(0, 5), header...)
}

func TestImportDryRunKeepsNothing(t *testing.T) {
	b := newBench(t)
	a := b.want(http.StatusOK, "POST", "/v1/imports?dry_run=true&oldest=2019-03-02", someLines(0, 5)+strings.Replace(someLines(5, 1), "2019", "2020", 1), ndjson...)
	if a.at("accepted") != 1. || a.at("refused") != 5. || a.at("dry_run") != true || a.at("import") != nil || len(b.signals.queued(t)) > 0 {
		t.Errorf("answered %s", a.raw)
	}
	b.want(http.StatusNotFound, "GET", "/v1/imports/api", "")
}

func TestRefusedImports(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct {
		path, body, media string
		status            int
	}{
		"no lines":         {"", "\n\n", ndjson[1], 422},
		"no history":       {"", "id,score\n1,2\n", ndjson[1], 422},
		"too many":         {"", someLines(0, maxLines+1), ndjson[1], 413},
		"too large":        {"", strings.Repeat(" ", maxBody+1), ndjson[1], 413},
		"CSV":              {"", "id", "text/csv", 415},
		"nothing said":     {"", "{}", "", 415},
		"bad name":         {"?name=a/b", someLines(0, 1), ndjson[1], 422},
		"bad offset":       {"?offset=-1", someLines(0, 1), ndjson[1], 422},
		"bad day":          {"?oldest=yesterday", someLines(0, 1), ndjson[1], 422},
		"bad flag":         {"?final=yes", someLines(0, 1), ndjson[1], 422},
		"unknown":          {"?ofset=1", someLines(0, 1), ndjson[1], 422},
		"before all times": {"", strings.Replace(someLines(0, 1), "2019", "0019", 1), ndjson[1], 422},
	} {
		if a := b.call("POST", "/v1/imports"+c.path, c.body, "Content-Type", c.media); a.status != c.status {
			t.Errorf("%s is answered %d, want %d: %s", name, a.status, c.status, a.raw)
		}
	}
	if len(b.signals.queued(t)) > 0 {
		t.Error("something was sent")
	}
	b.as(heed.ScopeIngest).want(http.StatusForbidden, "POST", "/v1/imports", someLines(0, 1), ndjson...)
	b.as(heed.ScopeWrite).bring("/v1/imports", someLines(0, 1))
}

// crowded is a queue in which so many messages wait.
type crowded struct {
	queue.Inspector
	waiting int
}

func (c *crowded) Depth(context.Context) (queue.Depth, error) {
	return queue.Depth{Visible: c.waiting}, nil
}

// TestImportWaitsForRoom holds that an import stays behind when the inbox is full.
func TestImportWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, lines := newBench(t), strings.ReplaceAll(someLines(0, 3), "2019", "1999") // a bubble's clock begins in 2000
		inbox := &crowded{waiting: fullInbox}
		b.console.opt.Queues = map[string]queue.Inspector{"signals": inbox}
		b.want(http.StatusTooManyRequests, "POST", "/v1/imports?name=old&offset=0", lines, ndjson...)
		b.want(http.StatusNotFound, "GET", "/v1/imports/old", "")
		inbox.waiting--
		b.bring("/v1/imports?name=old&offset=0", lines)
	})
}
