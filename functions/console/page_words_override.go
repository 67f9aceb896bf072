package console

import "github.com/heed-cs/heed/shared/heed"

// overrideWords are those of a person's own view of a risk.
func overrideWords() map[string]heed.Text {
	return map[string]heed.Text{
		"override":              {EN: "A view of your own", DE: "Eigene Einschätzung"},
		"override_sees":         {EN: "{1} sees it as", DE: "{1} sieht es als"},
		"override_seen":         {EN: "seen as", DE: "gesehen als"},
		"override_until":        {EN: "until {1}", DE: "bis {1}"},
		"override_beside":       {EN: "Heed's own judgement stands unchanged beside it.", DE: "Das Urteil von Heed steht unverändert daneben."},
		"override_see":          {EN: "See it otherwise", DE: "Anders einschätzen"},
		"override_change":       {EN: "Change your view", DE: "Einschätzung ändern"},
		"override_how":          {EN: "You know something that no signal says: say how you see this account, and why. It stands beside Heed's judgement until the day you name, and never changes it: no event and nothing that is learned comes of it.", DE: "Sie wissen etwas, das kein Signal sagt: Schreiben Sie, wie Sie diesen Kunden sehen, und warum. Es steht bis zu dem genannten Tag neben dem Urteil von Heed und ändert es nie: Kein Ereignis und nichts Gelerntes entsteht daraus."},
		"override_band":         {EN: "How you see the risk", DE: "Wie Sie das Risiko sehen"},
		"override_reason":       {EN: "Why", DE: "Warum"},
		"override_reason_how":   {EN: "Others will read it: write roles rather than names.", DE: "Andere werden es lesen: Schreiben Sie Rollen statt Namen."},
		"override_expires":      {EN: "Until", DE: "Bis"},
		"override_expires_how":  {EN: "At most a year ahead: a view ages.", DE: "Höchstens ein Jahr voraus: Eine Einschätzung altert."},
		"override_set":          {EN: "Keep this view", DE: "Einschätzung festhalten"},
		"override_end":          {EN: "Take the view away", DE: "Einschätzung entfernen"},
		"override_end_sure":     {EN: "The view of {1} is taken away; Heed's judgement stands alone again.", DE: "Die Einschätzung von {1} wird entfernt; dann steht das Urteil von Heed wieder allein."},
		"override_end_do":       {EN: "Take it away", DE: "Entfernen"},
		"notice:override_set":   {EN: "Your view stands beside the judgement.", DE: "Ihre Einschätzung steht neben dem Urteil."},
		"notice:override_ended": {EN: "The view was taken away.", DE: "Die Einschätzung wurde entfernt."},
	}
}
