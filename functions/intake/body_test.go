package intake

import (
	"bytes"
	"compress/gzip"
	"runtime"
	"strings"
	"testing"
)

func zip(text string) string {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return buf.String()
}

// bomb is n MiB of nothing in gzip, a member for each.
func bomb(n int) string { return strings.Repeat(zip(strings.Repeat("\x00", 1<<20)), n) }

func TestZippedBodies(t *testing.T) {
	spaces := strings.Repeat(" ", maxBody-len(nps))
	tests := map[string]string{
		"gzip":            zip(nps),
		"two members":     zip(nps[:50]) + zip(nps[50:]),
		"exactly 1 MiB":   zip(nps + spaces),
		"an empty member": zip(nps) + zip(""),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wantAccepted(r.post(body, "Content-Encoding: gzip"), 202, `{"accepted":1}`, 1)
		})
	}
	r := newRig(t)
	r.wantAccepted(r.post(zip(array(numbered("acme", 1000)...)), "Content-Encoding: GZIP"), 202, `{"accepted":1000}`, 1000)
}

func TestBrokenZips(t *testing.T) {
	whole := zip(nps)
	flipped := []byte(whole)
	flipped[len(flipped)-6] ^= 1 // in the checksum
	tests := map[string]struct {
		body     string
		encoding string
		status   int
	}{
		"not gzip":          {nps, "gzip", 400},
		"empty":             {"", "gzip", 400},
		"header only":       {whole[:10], "gzip", 400},
		"cut off":           {whole[:len(whole)-9], "gzip", 400},
		"no checksum":       {whole[:len(whole)-8], "gzip", 400},
		"wrong checksum":    {string(flipped), "gzip", 400},
		"trailing garbage":  {whole + "garbage", "gzip", 400},
		"trailing zeros":    {whole + "\x00\x00\x00", "gzip", 400},
		"zipped twice":      {zip(whole), "gzip", 400},
		"gzip not said":     {whole, "identity", 400},
		"one byte too much": {zip(nps + strings.Repeat(" ", maxBody-len(nps)+1)), "gzip", 413},
		"bomb":              {bomb(1000), "gzip", 413},
		"bomb of signals":   {zip("[" + strings.Repeat(nps+",", 20_000) + nps + "]"), "gzip", 413},
		"brotli":            {nps, "br", 415},
		"deflate":           {nps, "deflate", 415},
		"gzip said twice":   {zip(zip(nps)), "gzip, gzip", 415},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wantProblem(r.post(test.body, "Content-Encoding: "+test.encoding), test.status)
		})
	}
}

// TestBombCostsNoMemory holds that unzipping stops at the limit: a thousand
// MiB of nothing cost no more than a few.
func TestBombCostsNoMemory(t *testing.T) {
	zipped := []byte(bomb(1000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = gunzip(zipped)
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 16*maxBody {
		t.Errorf("unzipping allocated %d bytes", spent)
	}
}
