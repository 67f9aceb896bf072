package console

import "github.com/heed-cs/heed/shared/heed"

// metricWords are those of the page of metrics.
func metricWords() map[string]heed.Text {
	return map[string]heed.Text{
		"whole":            {EN: "nothing: all together", DE: "nichts: alle zusammen"},
		"by":               {EN: "Grouped by", DE: "Gruppiert nach"},
		"by_what":          {EN: "By {1}", DE: "Nach {1}"},
		"by:segment":       {EN: "segment", DE: "Segment"},
		"by:plan":          {EN: "plan", DE: "Tarif"},
		"by:region":        {EN: "region", DE: "Region"},
		"by:industry":      {EN: "industry", DE: "Branche"},
		"by:owner":         {EN: "owner", DE: "Zuständigem"},
		"by:phase":         {EN: "phase", DE: "Phase"},
		"by:touchpoint":    {EN: "touchpoint", DE: "Kontaktpunkt"},
		"by:channel":       {EN: "channel", DE: "Kanal"},
		"interval":         {EN: "Points", DE: "Punkte"},
		"interval:day":     {EN: "daily", DE: "täglich"},
		"interval:week":    {EN: "weekly", DE: "wöchentlich"},
		"interval:month":   {EN: "monthly", DE: "monatlich"},
		"interval:quarter": {EN: "quarterly", DE: "vierteljährlich"},
		"interval:none":    {EN: "all in one", DE: "alles in einem"},
		"stretch":          {EN: "Over", DE: "Über"},
		"n_months":         {EN: "{1} months", DE: "{1} Monate"},
		"last_months":      {EN: "the last {1} months", DE: "die letzten {1} Monate"},
		"metric_chart":     {EN: "The value over time with its 95 % interval; the table below has the same figures.", DE: "Der Wert im Zeitverlauf mit seinem 95-%-Intervall; die Tabelle darunter hat dieselben Zahlen."},
		"from":             {EN: "From", DE: "Ab"},
		"lower":            {EN: "From at least", DE: "Mindestens"},
		"upper":            {EN: "To at most", DE: "Höchstens"},
		"sure":             {EN: "How sure", DE: "Wie sicher"},
		"group_none":       {EN: "not said", DE: "nicht gesagt"},
		"groups_none":      {EN: "No group has data in this stretch.", DE: "In diesem Zeitraum hat keine Gruppe Daten."},
		"groups_left":      {EN: "{1} more groups are not shown: ask GET /v1/metrics for them.", DE: "{1} weitere Gruppen sind nicht gezeigt: GET /v1/metrics antwortet mit allen."},
	}
}
