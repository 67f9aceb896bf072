package provider

import (
	"embed"
	"strconv"
	"strings"
	"time"
)

// starts hold, per provider, an invented webhook (.sample), its headers where the mapping
// reads them (.headers), and what is most often overridden in the mapping (.yaml): all of
// it a comment, so that it changes nothing as it is.
//
//go:embed starts
var starts embed.FS

func (p *Provider) start(kind string) string {
	text, _ := starts.ReadFile("starts/" + p.Name + "." + kind) // there may be none
	return string(text)
}

// Override is a mapping to begin with: an example in comments.
func (p *Provider) Override() string { return p.start("yaml") }

// Shipped is the mapping that comes with the provider, as it is written.
func (p *Provider) Shipped() string {
	text, _ := files.ReadFile("mappings/" + p.Name + ".yaml") // a test holds that it is there
	return string(text)
}

// Sample is the body of an invented webhook, as the tool would send it now, and the
// headers that the mapping reads, a line each.
func (p *Provider) Sample(now time.Time) (body, headers string) {
	filled := strings.NewReplacer(
		"NEXTYEAR", strconv.FormatInt(now.AddDate(1, 0, 0).Unix(), 10), "SECONDS", strconv.FormatInt(now.Unix(), 10),
		"MILLIS", strconv.FormatInt(now.UnixMilli(), 10), "NOW", now.UTC().Format(time.RFC3339),
	)
	return filled.Replace(p.start("sample")), p.start("headers")
}
