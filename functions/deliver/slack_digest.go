package deliver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
	"github.com/heed-cs/heed/shared/risk"
)

// listed is how many accounts each list of a digest names.
const listed = 10

// digest writes a day of the whole portfolio as a message: how it stands, who moved and
// why, and who decides next.
func digest(body []byte, lang heed.Language) (slackMessage, error) {
	var ev struct {
		Test bool               `json:"test"`
		Data portfolio.Assessed `json:"data"`
	}
	if err := json.Unmarshal(body, &ev); err != nil {
		return slackMessage{}, fmt.Errorf("reading an event's body: %w", err)
	}
	day, heading := ev.Data, fmt.Sprintf("%s · %s", named(heed.PortfolioAssessed, lang), ev.Data.Day)
	if ev.Test {
		heading = "[Test] " + heading
	}
	m := slackMessage{Text: escaped(heading+" – "+day.Reason, maxSection), Blocks: []slackBlock{
		plain("header", heading, maxHeading), plain("section", day.Reason+"\n"+strings.Join(standing(day, lang), "\n"), maxSection),
	}}
	if day.Since != nil {
		title := fmt.Sprintf(word(lang, "In another band since %s", "In anderer Stufe seit %s"), *day.Since)
		m.Blocks = append(m.Blocks, list(title, each(day.Changes, func(c portfolio.Change) string { return moved(c, lang) }), day.Changed, lang))
	}
	title := word(lang, "Who decides next", "Wer als Nächstes entscheidet")
	m.Blocks = append(m.Blocks, list(title, each(day.Decisions, func(d portfolio.Decision) string { return ahead(d, lang) }), len(day.Decisions), lang))
	return m.linked(day.URL, lang), nil
}

// standing is a line per band, the worst first.
func standing(day portfolio.Assessed, lang heed.Language) []string {
	all := each(day.Bands, func(b portfolio.BandTally) string {
		return fmt.Sprintf("%s %s: %d · %s · %s %s", lights[b.Band], bandName(b.Band, lang), b.Accounts, risk.Amount(b.ARR, lang),
			risk.Amount(b.ExpectedLoss, lang), word(lang, "expected loss", "erwarteter Verlust"))
	})
	slices.Reverse(all)
	return all
}

func each[T any](of []T, line func(T) string) []string {
	all := make([]string, len(of))
	for i, v := range of {
		all[i] = line(v)
	}
	return all
}

// moved is an account that changed its band, and why.
func moved(c portfolio.Change, lang heed.Language) string {
	from := word(lang, "new", "neu")
	if c.From != nil {
		from = bandName(*c.From, lang)
	}
	return fmt.Sprintf("%s %s: %s → %s · %.0f %% · %s", lights[c.To], c.Account.Name, from, bandName(c.To, lang), 100*c.Probability, c.Reason)
}

// ahead is a customer who soon decides.
func ahead(d portfolio.Decision, lang heed.Language) string {
	line := fmt.Sprintf(word(lang, "%s %s: in %d days, on %s", "%s %s: in %d Tagen, am %s"), lights[d.Band], d.Account.Name, d.Days, d.Date)
	if d.Band != heed.NoBand {
		line += fmt.Sprintf(" · %.0f %%", 100*d.Probability)
	}
	if d.ExpectedLoss != nil {
		line += " · " + risk.Amount(*d.ExpectedLoss, lang)
	}
	return strings.TrimSpace(line)
}

// list is a block of lines under a title, of which there may be more than it names.
func list(title string, lines []string, all int, lang heed.Language) slackBlock {
	shown := lines[:min(len(lines), listed)]
	text := title + "\n• " + strings.Join(shown, "\n• ")
	switch rest := all - len(shown); {
	case all == 0:
		text = title + "\n" + word(lang, "Nobody.", "Niemand.")
	case rest > 0:
		text += fmt.Sprintf("\n"+word(lang, "and %d more", "und %d weitere"), rest)
	}
	return plain("section", text, maxSection)
}
