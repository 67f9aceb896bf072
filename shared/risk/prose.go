package risk

import (
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// prose writes the sentences of one judgement, in both languages, into one
// buffer: a string cut from a strings.Builder never changes, so a judgement with
// twenty sentences allocates once.
type prose struct {
	strings.Builder
	draft []byte // where a sentence is put together
	year  int    // the year of dates that need not name theirs
}

// begin empties the buffer; the room for drafts stays.
func (p *prose) begin(asOf time.Time) { *p = prose{draft: p.draft[:0], year: asOf.UTC().Year()} }

// text writes a sentence in both languages; {1} stands for the first argument.
func (p *prose) text(en, de string, args ...arg) heed.Text {
	return p.extended(heed.Text{}, en, de, args...)
}

// extended lets a sentence go on where its full stop was.
func (p *prose) extended(text heed.Text, en, de string, args ...arg) heed.Text {
	draft := p.sentence(p.draft[:0], heed.English, text.EN, en, args)
	english := len(draft)
	p.draft = p.sentence(draft, heed.German, text.DE, de, args)
	both := p.keep(p.draft)
	return heed.Text{EN: both[:english], DE: both[english:]}
}

// sentence writes one behind what is there already.
func (p *prose) sentence(to []byte, lang heed.Language, begun, pattern string, args []arg) []byte {
	to = append(to, strings.TrimSuffix(begun, ".")...)
	for {
		i := strings.IndexByte(pattern, '{')
		if i < 0 {
			return append(to, pattern...)
		}
		to = append(to, pattern[:i]...)
		to = args[pattern[i+1]-'1'].append(to, lang, p.year)
		pattern = pattern[i+3:]
	}
}

// signal is the id of an answer.
func (p *prose) signal(a *heed.Answer) string {
	p.draft = heed.AppendSignalID(p.draft[:0], a.Source, a.ID)
	return p.keep(p.draft)
}

func (p *prose) keep(draft []byte) string {
	start := p.Len()
	p.Write(draft)
	return p.String()[start:]
}
