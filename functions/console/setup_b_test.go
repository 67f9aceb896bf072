package console

import (
	"encoding/json"
	"testing"

	"github.com/heed-cs/heed/shared/store"
)

// writes writes operations, each of which must succeed.
func (b *bench) writes(ops ...store.Op) {
	b.t.Helper()
	if err := b.rec.Write(b.t.Context(), ops...); err != nil {
		b.t.Fatal(err)
	}
}

// parsed reads JSON that was not answered but sent.
func parsed(t *testing.T, raw []byte) answer {
	t.Helper()
	a := answer{raw: string(raw)}
	if err := json.Unmarshal(raw, &a.body); err != nil {
		t.Fatal(err)
	}
	return a
}
