package deliver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// The bounds of Slack's Block Kit, in characters.
const (
	maxHeading = 150
	maxSection = 3000
	topFactors = 3
)

// slackMessage is what an incoming webhook of Slack takes: a text for
// notifications, and blocks.
type slackMessage struct {
	Text   string       `json:"text"`
	Blocks []slackBlock `json:"blocks"`
}

type slackBlock struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text,omitempty"`
	Elements []slackText `json:"elements,omitempty"`
}

type slackText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// told is what a message takes from the body of any event.
type told struct {
	Type string `json:"type"`
	Test bool   `json:"test"`
	Data struct {
		Account    *heed.AccountRef  `json:"account"`
		Endpoint   string            `json:"endpoint"`
		Connection string            `json:"connection"`
		Reason     string            `json:"reason"`
		Risk       *heed.RiskView    `json:"risk"`
		Plays      []heed.PlayView   `json:"plays"`
		Case       *heed.CaseInEvent `json:"case"`
		// Only one of them is there.
		Expansion *heed.OpportunityView `json:"expansion"`
		Advocate  *heed.OpportunityView `json:"advocate"`
	} `json:"data"`
}

// forSlack writes an event as a message: who it is about, how it stands, why, what
// to do next, and where to read on. Words that came from outside stand in plain
// text, where they can neither format nor link nor call anybody.
func forSlack(kind string, body []byte, lang heed.Language) ([]byte, error) {
	write := message
	if kind == heed.PortfolioAssessed {
		write = digest
	}
	m, err := write(body, lang)
	if err != nil {
		return nil, err
	}
	return json.Marshal(m)
}

// message is about one account, or about the deployment.
func message(body []byte, lang heed.Language) (slackMessage, error) {
	var ev told
	if err := json.Unmarshal(body, &ev); err != nil {
		return slackMessage{}, fmt.Errorf("reading an event's body: %w", err)
	}
	heading := ev.heading(lang)
	m := slackMessage{Text: escaped(heading+" – "+ev.Data.Reason, maxSection)}
	m.Blocks = append(m.Blocks, plain("header", heading, maxHeading), plain("section", ev.Data.Reason, maxSection))
	if why := ev.why(); why != "" {
		m.Blocks = append(m.Blocks, plain("section", word(lang, "Why", "Warum")+"\n"+why, maxSection))
	}
	if len(ev.Data.Plays) > 0 {
		m.Blocks = append(m.Blocks, plain("section", word(lang, "Next step", "Nächster Schritt")+"\n"+steps(ev.Data.Plays[0]), maxSection))
	}
	if k := ev.Data.Case; k != nil && k.ClosedAt == nil {
		m.Blocks = append(m.Blocks, plain("section", duty(k, lang), maxSection))
	}
	if a := ev.Data.Account; a != nil {
		m = m.linked(a.URL, lang)
	}
	return m, nil
}

// linked says where to read on.
func (m slackMessage) linked(url string, lang heed.Language) slackMessage {
	if url != "" {
		link := fmt.Sprintf("<%s|%s>", escaped(url, 2000), word(lang, "Open in Heed", "In Heed öffnen"))
		m.Blocks = append(m.Blocks, slackBlock{Type: "context", Elements: []slackText{{"mrkdwn", link}}})
	}
	return m
}

func (ev told) heading(lang heed.Language) string {
	about := cmp.Or(ev.Data.Endpoint, ev.Data.Connection, "Heed")
	if ev.Data.Account != nil {
		about = cmp.Or(ev.Data.Account.Name, ev.Data.Account.ID)
	}
	text := about + ": " + named(ev.Type, lang)
	if r := ev.Data.Risk; r != nil {
		text = fmt.Sprintf("%s %s · %s · %.0f %%", lights[r.Band], text, band(r, lang), 100*r.Probability)
	}
	if o := ev.opportunity(); o != nil {
		text = fmt.Sprintf("%s %s · %s", signs[ev.Type], text, outOf(o.Score, lang))
	}
	if ev.Data.Case != nil {
		text = signs[ev.Type] + " " + text
	}
	if ev.Test {
		text = "[Test] " + text
	}
	return text
}

// signs show an opportunity or a case at a glance.
var signs = map[string]string{heed.ExpansionSpotted: "🌱", heed.AdvocateSpotted: "📣", heed.CaseOpened: "📌", heed.CaseClosed: "✅"}

// lights show a band at a glance.
var lights = map[heed.Band]string{heed.Low: "🟢", heed.Medium: "🟡", heed.High: "🟠", heed.Critical: "🔴"}

func band(r *heed.RiskView, lang heed.Language) string {
	if r.PreviousBand == nil || *r.PreviousBand == r.Band {
		return bandName(r.Band, lang)
	}
	return bandName(*r.PreviousBand, lang) + " → " + bandName(r.Band, lang)
}

func bandName(b heed.Band, lang heed.Language) string {
	german := map[heed.Band]string{heed.Low: "niedrig", heed.Medium: "mittel", heed.High: "hoch", heed.Critical: "kritisch"}
	return word(lang, string(b), cmp.Or(german[b], string(b)))
}

// named says what happened; a type this version does not know speaks for itself.
func named(kind string, lang heed.Language) string {
	said, ok := map[string][2]string{
		heed.RiskRaised:         {"risk raised", "Risiko gestiegen"},
		heed.RiskLowered:        {"risk lowered", "Risiko gesunken"},
		heed.RenewalDue:         {"renewal ahead", "Verlängerung steht an"},
		heed.RenewalOverdue:     {"renewal overdue", "Verlängerung überfällig"},
		heed.FeedbackDetractor:  {"unhappy answer", "unzufriedene Antwort"},
		heed.ExpansionSpotted:   {"room to grow", "Raum zum Wachsen"},
		heed.AdvocateSpotted:    {"would speak for you", "würde für Sie sprechen"},
		heed.CaseOpened:         {"case opened", "Fall eröffnet"},
		heed.CaseClosed:         {"case closed", "Fall geschlossen"},
		heed.PortfolioAssessed:  {"Portfolio", "Portfolio"},
		heed.MetricTargetMissed: {"target missed", "Ziel verfehlt"},
		heed.EndpointFailing:    {"endpoint fails", "Endpunkt antwortet nicht"},
		heed.EndpointDisabled:   {"endpoint disabled", "Endpunkt abgeschaltet"},
		heed.EndpointRecovered:  {"endpoint works again", "Endpunkt antwortet wieder"},
		heed.ConnectionSilent:   {"connection silent", "Verbindung schweigt"},
		heed.Ping:               {"ping", "Ping"},
	}[kind]
	if !ok {
		return kind
	}
	return word(lang, said[0], said[1])
}

func word(lang heed.Language, en, de string) string { return heed.Text{EN: en, DE: de}.In(lang) }

// why lists the factors that weigh most.
func (ev told) why() string {
	factors := ev.factors()
	slices.SortStableFunc(factors, func(a, b weighed) int { return cmp.Compare(b.contribution, a.contribution) })
	var lines []string
	for _, f := range factors[:min(len(factors), topFactors)] {
		if f.contribution > 0 {
			lines = append(lines, "• "+f.reason)
		}
	}
	return strings.Join(lines, "\n")
}

// weighed is a factor, of a risk or of an opportunity.
type weighed struct {
	contribution float64
	reason       string
}

func (ev told) factors() (all []weighed) {
	if r := ev.Data.Risk; r != nil {
		for _, f := range r.Factors {
			all = append(all, weighed{f.Contribution, f.Reason})
		}
	}
	if o := ev.opportunity(); o != nil {
		for _, f := range o.Factors {
			all = append(all, weighed{f.Contribution, f.Reason})
		}
	}
	return all
}

// outOf says how much speaks for something, in a way that is no probability.
func outOf(score float64, lang heed.Language) string {
	return fmt.Sprintf(word(lang, "%.0f of 100", "%.0f von 100"), 100*score)
}

// opportunity is that of the event; nil when it speaks of none.
func (ev told) opportunity() *heed.OpportunityView {
	return cmp.Or(ev.Data.Expansion, ev.Data.Advocate)
}

// duty is by when a case is to be seen to, and by whom.
func duty(k *heed.CaseInEvent, lang heed.Language) string {
	text := fmt.Sprintf(word(lang, "Due on %s", "Fällig am %s"), k.Due)
	if k.Owner != nil {
		text += fmt.Sprintf(word(lang, ", looked after by %s", ", betreut von %s"), *k.Owner)
	}
	return text
}

func steps(p heed.PlayView) string {
	lines := []string{p.Title}
	for i, step := range p.Steps {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, step))
	}
	return strings.Join(lines, "\n")
}

// plain is a block of plain text; Slack refuses one without any.
func plain(block, text string, most int) slackBlock {
	text = cmp.Or(strings.TrimSpace(text), "–")
	return slackBlock{Type: block, Text: &slackText{"plain_text", escaped(text, most)}}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escaped writes a text as Slack wants it, within a bound that counts what is
// written; what is cut off is shown as such.
func escaped(text string, most int) string {
	var out strings.Builder
	left := most - 1
	for _, r := range text {
		c := escaper.Replace(string(r))
		if left -= len([]rune(c)); left < 0 {
			return out.String() + "…"
		}
		out.WriteString(c)
	}
	return out.String()
}
