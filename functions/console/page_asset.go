package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"
)

//go:embed templates/*.html static/*
var files embed.FS

// asset is a file of the page, with what it is called while its content stays.
type asset struct {
	version string
	raw     []byte
	zipped  []byte
}

// assets are read and compressed when the first page needs them.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	entries, _ := fs.ReadDir(files, "static") // embedded
	for _, e := range entries {
		raw, _ := files.ReadFile("static/" + e.Name())
		sum := sha256.Sum256(raw)
		all[e.Name()] = asset{hex.EncodeToString(sum[:6]), raw, zipped(raw)}
	}
	return all
})

// static answers the files of the page. Their addresses name their content, so
// they are kept for ever.
func static(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	name := r.PathValue("file")
	file, known := assets()[name]
	if !known {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+file.version+`"`)
	if r.URL.Query().Get("v") == file.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	content := file.raw
	if zips(r) {
		h.Set("Content-Encoding", "gzip")
		content = file.zipped
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// zips reports whether the reader takes what is compressed. That no length gives
// the form's token away is the strict cookie's doing: another site gets no such page.
func zips(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") }

func zipped(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(raw) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}
