package console

import "github.com/heed-cs/heed/shared/heed"

// keyWords are those of the page of keys.
func keyWords() map[string]heed.Text {
	return map[string]heed.Text{
		"keys":               {EN: "Keys", DE: "Schlüssel"},
		"keys_how":           {EN: "Tools and people come in with a key. Give each tool its own, with no more scopes than it needs: then one can be deleted without stopping the others.", DE: "Werkzeuge und Menschen kommen mit einem Schlüssel herein. Geben Sie jedem Werkzeug einen eigenen, mit nicht mehr Rechten als nötig: Dann lässt sich einer löschen, ohne die anderen aufzuhalten."},
		"keys_more":          {EN: "There are more keys than are shown here: GET /v1/keys lists them all.", DE: "Es gibt mehr Schlüssel, als hier stehen: GET /v1/keys zählt alle auf."},
		"key_new":            {EN: "New key", DE: "Neuer Schlüssel"},
		"key_create":         {EN: "Create key", DE: "Schlüssel anlegen"},
		"key_made":           {EN: "The key “{1}”. Copy it now: it is shown this once, and Heed keeps only its hash.", DE: "Der Schlüssel „{1}“. Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt, und Heed behält nur seinen Hash."},
		"key_name":           {EN: "Name", DE: "Name"},
		"key_name_how":       {EN: "What it is for: “survey tool”, “warehouse export”.", DE: "Wofür er ist: „Umfragewerkzeug“, „Export ins Warehouse“."},
		"key_types":          {EN: "Only these signals", DE: "Nur diese Signale"},
		"key_types_how":      {EN: "For ingest: types or patterns such as feedback.*, with commas between. Empty: all.", DE: "Für ingest: Typen oder Muster wie feedback.*, mit Kommas dazwischen. Leer: alle."},
		"key_expires":        {EN: "Valid until the end of", DE: "Gültig bis zum Ende des"},
		"key_expires_how":    {EN: "Empty: until it is deleted.", DE: "Leer: bis er gelöscht wird."},
		"key_until":          {EN: "Valid until", DE: "Gültig bis"},
		"key_created":        {EN: "Created", DE: "Angelegt"},
		"key_for_ever":       {EN: "until deleted", DE: "bis er gelöscht wird"},
		"key_over":           {EN: "over", DE: "abgelaufen"},
		"key_own":            {EN: "yours", DE: "Ihrer"},
		"key_delete":         {EN: "Delete …", DE: "Löschen …"},
		"key_delete_sure":    {EN: "Whatever uses “{1}” is refused within a minute. This cannot be taken back.", DE: "Was „{1}“ benutzt, wird binnen einer Minute abgewiesen. Das lässt sich nicht zurücknehmen."},
		"key_delete_do":      {EN: "Delete the key", DE: "Schlüssel löschen"},
		"key_delete_own":     {EN: "This is the key you are signed in with: you will be signed out.", DE: "Mit diesem Schlüssel sind Sie angemeldet: Sie werden abgemeldet."},
		"notice:key_deleted": {EN: "The key is deleted.", DE: "Der Schlüssel ist gelöscht."},
		"scopes":             {EN: "Scopes", DE: "Rechte"},
		"scope:ingest":       {EN: "send signals", DE: "Signale senden"},
		"scope:read":         {EN: "read accounts, risks and metrics", DE: "Kunden, Risiken und Kennzahlen lesen"},
		"scope:write":        {EN: "change accounts, cases and objectives; read", DE: "Kunden, Fälle und Ziele ändern; lesen"},
		"scope:personal":     {EN: "see comments and contact data", DE: "Kommentare und Kontaktdaten sehen"},
		"scope:admin":        {EN: "everything, settings and keys included", DE: "alles, auch Einstellungen und Schlüssel"},
	}
}
