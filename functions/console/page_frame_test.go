package console

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func TestThemeIsKept(t *testing.T) {
	_, b := shown(t)
	mustHold(t, b.page("/"), `data-theme="auto"`)
	mustHold(t, b.page("/ui/accounts?theme=dark"), `data-theme="dark"`)
	mustHold(t, b.page("/"), `data-theme="dark"`)
	mustHold(t, b.page("/?theme=purple"), `data-theme="dark"`)
}

// TestTabsAreWhatTheKeyMayOpen holds that the navigation names nothing it would refuse.
func TestTabsAreWhatTheKeyMayOpen(t *testing.T) {
	b := newBench(t).seeded()
	for _, scope := range []heed.Scope{heed.ScopeRead, heed.ScopeAdmin} {
		visitor := elsewhere(t, b.console)
		visitor.signIn(b.as(scope).key)
		nav, _, _ := strings.Cut(visitor.page("/"), "</nav>")
		for _, m := range regexp.MustCompile(`<li><a href="([^"]+)"`).FindAllStringSubmatch(nav, -1) {
			visitor.page(m[1])
		}
	}
	mustLack(t, elsewhere(t, b.console).page("/ui/session"), `class="tabs"`)
}

// TestPagesAreLight holds that a page and all it loads stay below 150 KB as sent.
func TestPagesAreLight(t *testing.T) {
	_, b := shown(t)
	for _, tab := range tabs {
		total := 0
		page := b.page(tab.Path)
		for _, path := range append(regexp.MustCompile(`/ui/static/[^"]+`).FindAllString(page, -1), tab.Path) {
			answer, body := b.load(http.MethodGet, path, nil, "Accept-Encoding", "gzip")
			if answer.Header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s is not compressed", path)
			}
			total += len(body)
		}
		if total > 150<<10 {
			t.Errorf("%s has %d bytes with all it loads, want at most 150 KB", tab.Path, total)
		}
		t.Logf("%s: %d KB", tab.Path, total>>10)
	}
}

func TestCompressedPagesAreTheSame(t *testing.T) {
	_, b := shown(t)
	_, packed := b.load(http.MethodGet, "/ui/static/heed.css", nil, "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	_, _ = plain.ReadFrom(z)
	if _, want := b.load(http.MethodGet, "/ui/static/heed.css", nil); plain.String() != want {
		t.Error("unpacked it is another file")
	}
}

// TestLooksAreCheap holds that looking for news that there is none of reads next to
// nothing, whatever the page shows.
func TestLooksAreCheap(t *testing.T) {
	table := &counting{}
	b := newBenchOn(t, func(inner store.Table) store.Table { table.Table = inner; return table }).seeded()
	visitor := elsewhere(t, b.console)
	visitor.signIn(b.as(heed.ScopeRead).key)
	const path = "/ui/accounts/northwind?part=live"
	answer, _ := visitor.load(http.MethodGet, path, nil)
	table.rows.Store(0)
	answer, _ = visitor.load(http.MethodGet, path, nil, "If-None-Match", answer.Header.Get("ETag"))
	if read := table.rows.Load(); answer.StatusCode != http.StatusNotModified || read > 5 {
		t.Errorf("it answers %d after reading %d rows, want 304 and key, head, settings and the newest signals", answer.StatusCode, read)
	}
	tag := func() string {
		answer, _ := visitor.load(http.MethodGet, path, nil)
		return answer.Header.Get("ETag")
	}
	before := tag()
	b.answer("northwind", "r-2", `{"score":10}`)
	if tag() == before {
		t.Error("a new signal leaves the stamp as it was")
	}
}
