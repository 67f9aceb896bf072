package console

import "github.com/heed-cs/heed/shared/heed"

// commentWords are those of what comments come to.
func commentWords() map[string]heed.Text {
	return map[string]heed.Text{
		"tone:unhappy":        {EN: "sounds unhappy", DE: "klingt unzufrieden"},
		"tone:content":        {EN: "sounds content", DE: "klingt zufrieden"},
		"tone:neither":        {EN: "sounds neither content nor unhappy", DE: "klingt weder zufrieden noch unzufrieden"},
		"tone_about":          {EN: "about {1}", DE: "über {1}"},
		"tone_words":          {EN: "The words that decided, and their share:", DE: "Die Wörter, die entschieden, und ihr Anteil:"},
		"about:price":         {EN: "price", DE: "Preis"},
		"about:support":       {EN: "support", DE: "Support"},
		"about:usability":     {EN: "usability", DE: "Bedienbarkeit"},
		"about:reliability":   {EN: "reliability", DE: "Zuverlässigkeit"},
		"about:performance":   {EN: "speed", DE: "Geschwindigkeit"},
		"about:feature":       {EN: "features", DE: "Funktionen"},
		"about:integration":   {EN: "integrations", DE: "Integrationen"},
		"about:onboarding":    {EN: "onboarding", DE: "Einführung"},
		"about:billing":       {EN: "billing", DE: "Abrechnung"},
		"about:communication": {EN: "communication", DE: "Kommunikation"},
		"about:competitor":    {EN: "competitors", DE: "Wettbewerb"},
		"about:praise":        {EN: "praise", DE: "Lob"},
	}
}
