package trace

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
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
