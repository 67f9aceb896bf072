package provider

import "testing"

// TestShippedMappings holds that every provider's mapping compiles, and that its
// rules can be told apart by name.
func TestShippedMappings(t *testing.T) {
	for _, name := range Names() {
		p, _ := Lookup(name)
		if _, errs := p.Mapping(nil); len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
}
