package console

import "github.com/heed-cs/heed/shared/heed"

// auditWords are those of the page of the audit log.
func auditWords() map[string]heed.Text {
	return map[string]heed.Text{
		"audit":             {EN: "Audit log", DE: "Protokoll"},
		"audit_how":         {EN: "Who changed what, and who saw comments or contact data. Each change is in the same write as its line here; values are never kept. Looks at personal data stand here once an hour for each key and account.", DE: "Wer was geändert hat und wer Kommentare oder Kontaktdaten gesehen hat. Jede Änderung wird zusammen mit ihrer Zeile hier geschrieben; Werte stehen nie da. Ein Blick auf personenbezogene Daten steht je Schlüssel und Kunde einmal in der Stunde hier."},
		"audit_at":          {EN: "When (UTC)", DE: "Wann (UTC)"},
		"audit_who":         {EN: "Who", DE: "Wer"},
		"audit_what":        {EN: "What", DE: "Was"},
		"audit_members":     {EN: "fields: {1}", DE: "Felder: {1}"},
		"audit_none":        {EN: "Nothing in these days is like that. Without dates, the last 30 days are searched.", DE: "In diesen Tagen gibt es nichts dergleichen. Ohne Daten werden die letzten 30 Tage durchsucht."},
		"audit_all":         {EN: "Show all", DE: "Alles zeigen"},
		"audit_from":        {EN: "From", DE: "Von"},
		"audit_to":          {EN: "Before", DE: "Vor"},
		"act":               {EN: "Kind", DE: "Art"},
		"act:changed":       {EN: "changed", DE: "geändert"},
		"act:read_personal": {EN: "saw personal data", DE: "sah personenbezogene Daten"},
	}
}
