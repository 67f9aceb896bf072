package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"
)

func TestEveryLineNamesItsTrace(t *testing.T) {
	var written bytes.Buffer
	log := slog.New(Log(slog.NewJSONHandler(&written, nil))).With("function", "intake")
	log.InfoContext(With(t.Context(), Parse(parent)), "request", "status", 202)
	var line map[string]any
	if err := json.Unmarshal(written.Bytes(), &line); err != nil || line["trace"] != id || line["function"] != "intake" {
		t.Errorf("%v, %v", line, err)
	}
	written.Reset()
	log.Info("no trace")
	if bytes.Contains(written.Bytes(), []byte(`"trace"`)) {
		t.Errorf("wrote %s", written.Bytes())
	}
}

func TestIDs(t *testing.T) {
	var written bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&written, nil))
	log.Info("line", IDs("none", nil), IDs("some", []string{"b", "a", "b"}))
	if !bytes.Contains(written.Bytes(), []byte(`"msg":"line","some":["a","b"]}`)) {
		t.Errorf("wrote %s", written.Bytes())
	}
	many := make([]string, 2*maxIDs)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	if ids := IDs("many", many).Value.Any().([]string); len(ids) != maxIDs {
		t.Errorf("a line lists %d", len(ids))
	}
}

func TestALineAMinute(t *testing.T) {
	var p Pace
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for i, want := range []bool{true, false, false, true, false} {
		if got := p.Due(now.Add(time.Duration(i) * 20 * time.Second)); got != want {
			t.Errorf("after %d s: %v", 20*i, got)
		}
	}
}
