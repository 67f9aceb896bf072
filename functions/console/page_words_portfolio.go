package console

import "github.com/heed-cs/heed/shared/heed"

// portfolioWords are those of the page of all customers.
func portfolioWords() map[string]heed.Text {
	return map[string]heed.Text{
		"worth_next":    {EN: "Then these", DE: "Danach diese"},
		"changes":       {EN: "What changed", DE: "Was sich geändert hat"},
		"changes_since": {EN: "since the night before {1}", DE: "seit der Nacht zum {1}"},
		"changes_none":  {EN: "No account changed its band.", DE: "Kein Kunde hat die Stufe gewechselt."},
		"changes_first": {EN: "Changes are counted from the first night on.", DE: "Änderungen zählen ab der ersten Nacht."},
		"new":           {EN: "new", DE: "neu"},
		"points":        {EN: "{1} points", DE: "{1} Punkte"},
		"trend":         {EN: "ARR at risk over time", DE: "ARR in Gefahr im Zeitverlauf"},
		"trend_chart":   {EN: "ARR at risk over time; the table below has the same figures.", DE: "ARR in Gefahr im Zeitverlauf; die Tabelle darunter hat dieselben Zahlen."},
		"trend_young":   {EN: "One day is added every night.", DE: "Jede Nacht kommt ein Tag dazu."},
		"day":           {EN: "Day", DE: "Tag"},
		"ahead":         {EN: "Decisions ahead", DE: "Anstehende Entscheidungen"},
		"ahead_how":     {EN: "ARR by week of the decision, by band", DE: "ARR nach Woche der Entscheidung, nach Stufe"},
		"ahead_chart":   {EN: "ARR to be decided in each of the next 26 weeks, by band; the table below has the same figures.", DE: "ARR, über das in jeder der nächsten 26 Wochen entschieden wird, nach Stufe; die Tabelle darunter hat dieselben Zahlen."},
		"ahead_list":    {EN: "All accounts by decision date", DE: "Alle Kunden nach Entscheidungsdatum"},
		"week_from":     {EN: "Week from", DE: "Woche ab"},
	}
}
