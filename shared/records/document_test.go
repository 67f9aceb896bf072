package records

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/store"
)

func TestDocumentsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.MapOfN(rapid.String(), rapid.String(), 0, 60).Draw(t, "document")
		got := map[string]string{}
		if err := decode(store.Item{Data: encode(want)}, &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Errorf("%d members came back of %d", len(got), len(want))
		}
		for k, v := range want {
			if got[k] != v {
				t.Errorf("%q came back as %q", v, got[k])
			}
		}
	})
}

func TestLongDocumentsAreCompressed(t *testing.T) {
	short, long := strings.Repeat("a", 100), strings.Repeat("because the decision is due in 30 days; ", 100)
	if doc := encode(short); doc[0] != format || len(doc) != len(short)+3 {
		t.Errorf("a short document is %q", doc)
	}
	if doc := encode(long); doc[0] != format|packed || len(doc) > len(long)/10 {
		t.Errorf("a document of %d bytes takes %d, marked %#x", len(long), len(doc), doc[0])
	}
}

func TestUnreadableDocumentsAreErrors(t *testing.T) {
	broken := encode(strings.Repeat("long ", 1000))
	tests := map[string][]byte{
		"nothing":               nil,
		"a newer format":        {format + 1, '1'},
		"a newer one, packed":   {(format + 1) | packed, 1},
		"not JSON":              {format, '{'},
		"not compressed at all": {format | packed, 0xff, 0xff},
		"cut off":               broken[:len(broken)/2],
	}
	for name, data := range tests {
		var v any
		if err := decode(store.Item{Key: store.Key{Partition: "A#acme", Sort: "HEAD"}, Data: data}, &v); err == nil || !strings.Contains(err.Error(), "A#acme/HEAD") {
			t.Errorf("%s: the error is %v, want one that names the item", name, err)
		}
	}
}

func BenchmarkDocument(b *testing.B) {
	text := strings.Repeat("because the decision is due in 30 days; ", 125)
	for b.Loop() {
		var v string
		if err := decode(store.Item{Data: encode(text)}, &v); err != nil {
			b.Fatal(err)
		}
	}
}
