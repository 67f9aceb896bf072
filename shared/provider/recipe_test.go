package provider

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

var jsonBlock = regexp.MustCompile("(?s)```json\n(.*?)```")

// TestRecipes holds that every mapping that a tool's page proposes compiles over the
// shipped one, and that every signal it proposes is one that generic connections take.
func TestRecipes(t *testing.T) {
	mappings, signals := 0, 0
	for _, name := range Names() {
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", "connections", name+".md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range jsonBlock.FindAllStringSubmatch(string(page), -1) {
			var members map[string]json.RawMessage
			if json.Unmarshal([]byte(block[1]), &members) != nil {
				continue // a template whose placeholders are not JSON
			}
			switch {
			case members["rules"] != nil || members["tables"] != nil:
				mappings++
				proposedMapping(t, name, block[1])
			case strings.Contains(string(members["type"]), "feedback."):
				signals++
				proposedSignal(t, name, block[1])
			}
		}
	}
	if mappings < 2 || signals < 2 {
		t.Errorf("found %d mappings and %d signals: are the pages still where they were?", mappings, signals)
	}
}

func proposedMapping(t *testing.T, name, text string) {
	p, _ := Lookup(name)
	if _, errs := p.Mapping(json.RawMessage(text)); len(errs) > 0 {
		t.Errorf("the page of %s proposes %s, which is refused: %v", name, text, errs)
	}
}

func proposedSignal(t *testing.T, name, text string) {
	p, _ := Lookup("generic")
	m, _ := p.Mapping(nil)
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	said, err := p.Read(Request{Connection: "main", Body: []byte(text), Now: now}, Credential{}, m, Setting{Rules: heed.DefaultSettings().Rules(now)})
	if err != nil || len(said.Signals) != 1 || len(said.Ignored) > 0 {
		t.Errorf("the page of %s proposes %s, which gives %+v, %v", name, text, said, err)
	}
}
