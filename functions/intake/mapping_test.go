package intake

import (
	"encoding/json"
	"testing"

	"github.com/heed-cs/heed/shared/provider"
)

// TestAMappingIsCompiledOnce holds that reading a connection again compiles nothing
// anew, and that a changed mapping takes effect.
func TestAMappingIsCompiledOnce(t *testing.T) {
	zendesk, _ := provider.Lookup("zendesk")
	stripe, _ := provider.Lookup("stripe")
	var all mappings
	of := func(tool *provider.Provider, override string) *provider.Mapping {
		t.Helper()
		m, err := all.of(tool, "main", json.RawMessage(override))()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	const own = `{"tables":{"ratings":{"prima":2}}}`
	first := of(zendesk, own)
	if of(zendesk, own) != first {
		t.Error("the same mapping is compiled again")
	}
	if of(zendesk, `{"tables":{"ratings":{"prima":1}}}`) == first || of(stripe, `{"tables":{}}`) == nil {
		t.Error("a changed mapping has no effect")
	}
	for range 2 {
		if _, err := all.of(zendesk, "main", json.RawMessage(`{"rules":[{"name":"x","id":"?"}]}`))(); err == nil {
			t.Error("a mapping that cannot be compiled is no error")
		}
	}
}

// BenchmarkOwnMapping measures a connection that is read again before each webhook,
// as a laptop does every second.
func BenchmarkOwnMapping(b *testing.B) {
	zendesk, _ := provider.Lookup("zendesk")
	for name, remember := range map[string]bool{"compiled anew": false, "remembered": true} {
		b.Run(name, func(b *testing.B) {
			var all mappings
			b.ReportAllocs()
			for b.Loop() {
				if !remember {
					all = mappings{}
				}
				if _, err := all.of(zendesk, "main", json.RawMessage(`{"tables":{"ratings":{"prima":2}}}`))(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
