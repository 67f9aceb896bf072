package history

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/heed-cs/heed/shared/provider"
)

// Format is what Heed knows of a tool's export: how its header looks, and what its
// rows mean. Names of columns are in small letters.
type Format struct {
	Name string `yaml:"-"`
	// Tool is the provider whose connections speak of the same accounts.
	Tool string `yaml:"tool"`
	// Has are the columns by which the export is known; of each list one is there.
	Has [][]string `yaml:"has"`
	// Find gives a name to the first column whose own holds one of the texts: for
	// questions, which everybody words as they like.
	Find  map[string][]string `yaml:"find"`
	Dates string              `yaml:"dates"`

	mapping *provider.Mapping
}

//go:embed formats/*.yaml
var files embed.FS

// formats are those that are known, by name.
var formats = sync.OnceValues(func() (map[string]*Format, error) {
	entries, err := files.ReadDir("formats")
	if err != nil {
		return nil, err
	}
	all := map[string]*Format{}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".yaml")
		if all[name], err = readFormat(e.Name()); err != nil {
			return nil, fmt.Errorf("the format %s: %w", name, err)
		}
		all[name].Name = name
	}
	return all, nil
})

func readFormat(file string) (*Format, error) {
	text, err := files.ReadFile(path.Join("formats", file))
	if err != nil {
		return nil, err
	}
	var f struct {
		Format  `yaml:",inline"`
		Mapping map[string]any `yaml:",inline"`
	}
	if err := yaml.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	mapping, err := yaml.Marshal(f.Mapping)
	if err != nil {
		return nil, err
	}
	f.mapping, err = provider.ParseMapping(mapping)
	return &f.Format, err
}

// FormatNames lists what --as may say.
func FormatNames() []string {
	all, _ := formats() // a test reads them all
	return slices.Concat([]string{"heed"}, slices.Sorted(maps.Keys(all)))
}

// recognise finds the format of a header; nil when it is none's.
func recognise(header []string) (*Format, error) {
	all, err := formats()
	if err != nil {
		return nil, err
	}
	small := lowered(header)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name].fits(small) {
			return all[name], nil
		}
	}
	return nil, nil
}

func (f *Format) fits(header []string) bool {
	return !slices.ContainsFunc(f.Has, func(alternatives []string) bool {
		return !slices.ContainsFunc(alternatives, func(name string) bool { return slices.Contains(header, name) })
	})
}

// found gives for each column the name it is found by beside its own, or none.
func (f *Format) found(header []string) []string {
	names := make([]string, len(header))
	for _, name := range slices.Sorted(maps.Keys(f.Find)) {
		texts := f.Find[name]
		if slices.Contains(header, name) {
			continue
		}
		i := slices.IndexFunc(header, func(column string) bool {
			return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(column, text) })
		})
		if i >= 0 && names[i] == "" {
			names[i] = name
		}
	}
	return names
}

func lowered(names []string) []string {
	small := make([]string, len(names))
	for i, name := range names {
		small[i] = strings.ToLower(name)
	}
	return small
}
