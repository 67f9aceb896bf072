package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// looked are the pages that a morning begins with; {account} is one of many signals.
var looked = []struct{ name, path string }{
	{"portfolio", "/"},
	{"accounts", "/ui/accounts"},
	{"accounts, searched and sorted", "/ui/accounts?q=pages1-&sort=-arr"},
	{"account", "/ui/accounts/{account}"},

	{"metrics", "/ui/metrics?metric=nps&by=segment"},
}

const (
	looks = 20 // at each page
	home  = "127.0.0.1:50000"
)

// measurePages loads the console's pages beside a large portfolio: once by a console
// that has just started, then by one that reads anew what it shows, every time.
func measurePages(ctx context.Context, b *bench) error {
	r, err := newRig(b)
	if err != nil {
		return err
	}
	defer r.close()
	accounts, signals, err := r.crowd(ctx, b)
	if err != nil {
		return err
	}
	p := &onlooker{rig: r, account: accounts[0].ID}
	method := fmt.Sprintf("%s accounts and %s signals on the embedded table, each read anew %d times; in this process, gzip included", number(float64(len(accounts))), number(float64(signals)), looks)
	var all []view
	for _, page := range looked {
		v, err := p.look(ctx, page.name, page.path)
		if err != nil {
			return err
		}
		all = append(all, v)
		b.out.row("page "+v.name+", p95", v.took.percentile(95), " ms", "median "+number(v.took.median()), atMost(200, " ms"), method)
	}
	b.out.note(func(w *bytes.Buffer) { printViews(w, all) })
	return nil
}

// crowd tells the demo's story of as many accounts as there are to be, and judges them.
func (r *rig) crowd(ctx context.Context, b *bench) (accounts []heed.Account, signals int, err error) {
	for told := 0; told < b.crowd; told += b.accounts {
		messages, n := story(fmt.Sprint("pages", told/b.accounts), b.accounts, heed.MaxBatchSignals)
		if err := handleAll(ctx, r.aggregate(), messages); err != nil {
			return nil, 0, err
		}
		signals += n
	}
	s := score.New(nowhere, r.rec, forget{}, forget{}, score.Options{})
	if err := s.Sweep(ctx, time.Now().UTC()); err != nil { // learns the book
		return nil, 0, err
	}
	if accounts, err = r.rec.Portfolio(ctx); err != nil {
		return nil, 0, err
	}
	if _, err := judged(ctx, s, accounts); err != nil {
		return nil, 0, err
	}
	return accounts, signals, r.aggregate().Fold(ctx, time.Now().UTC())
}

// onlooker opens pages as the demonstration's visitor does, who need not sign in.
type onlooker struct {
	*rig
	account string
}

// view is what a page took.
type view struct {
	name      string
	first     float64 // milliseconds, of a console that has just started
	took      sample  // milliseconds
	units     float64
	queries   int
	kilobytes float64 // compressed, with all it loads
}

func (p *onlooker) look(ctx context.Context, name, path string) (v view, err error) {
	path = strings.ReplaceAll(path, "{account}", p.account)
	meter := cost.NewMeter()
	c := p.console(meter)
	var body []byte
	if v.first, body, err = visited(ctx, c, path); err != nil {
		return v, err
	}
	units, queries := meter.Reads()
	for range looks {
		took, _, err := visited(ctx, c, path)
		if err != nil {
			return v, err
		}
		v.took = append(v.took, took)
	}
	all, calls := meter.Reads()
	v.name, v.units, v.queries = name, (all-units)/looks, (calls-queries)/looks
	v.kilobytes, err = weight(ctx, c, body)
	return v, err
}

// console is one that was just started, whose reads are counted.
func (p *onlooker) console(meter *cost.Meter) *console.Console {
	rec := records.New(cost.Table(meter, "console", p.table), p.box)
	return console.New(nowhere, rec, access.New(rec, time.Minute), p.box, forget{}, forget{}, forget{}, console.Options{
		PublicURL: "http://" + home, Demo: &console.Demo{},
		PortfolioAge: 0, // each look reads anew
	})
}

// visited loads a page and gives the milliseconds that took, and its body as it was sent.
func visited(ctx context.Context, c *console.Console, path string) (float64, []byte, error) {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	r.Host, r.RemoteAddr = home, home
	r.Header.Set("Accept-Encoding", "gzip")
	w, start := httptest.NewRecorder(), time.Now()
	c.ServeHTTP(w, r)
	took := float64(time.Since(start).Microseconds()) / 1000
	if w.Code != http.StatusOK {
		return 0, nil, fmt.Errorf("%s answers %d", path, w.Code)
	}
	return took, w.Body.Bytes(), nil
}

var asset = regexp.MustCompile(`(?:src|href)="(/ui/static/[^"]+)"`)

// weight is a page with all it loads, in kilobytes as sent.
func weight(ctx context.Context, c *console.Console, page []byte) (float64, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(page))
	if err != nil {
		return 0, err
	}
	text, err := io.ReadAll(unzipped)
	if err != nil {
		return 0, err
	}
	bytes, seen := len(page), map[string]bool{}
	for _, m := range asset.FindAllSubmatch(text, -1) {
		if path := string(m[1]); !seen[path] {
			seen[path] = true
			_, body, err := visited(ctx, c, path)
			if err != nil {
				return 0, err
			}
			bytes += len(body)
		}
	}
	return float64(bytes) / 1000, nil
}

func printViews(w *bytes.Buffer, all []view) {
	fmt.Fprintln(w, "What a look at a page reads, and weighs (at most 150 KB)")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "page\tread units\tqueries\tms after a start\tms, median\tms, p95\tKB sent, with all it loads\t")
	for _, v := range all {
		fmt.Fprintf(t, "%s\t%.1f\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t\n", v.name, v.units, v.queries, v.first, v.took.median(), v.took.percentile(95), v.kilobytes)
	}
	_ = t.Flush() // a buffer takes all
}
