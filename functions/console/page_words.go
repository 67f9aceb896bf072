package console

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

const languageCookie = "heed_lang"

// localeOf is the reader's language: what they chose, else what the browser
// asks for. A choice in the address is kept.
func localeOf(w http.ResponseWriter, r *http.Request) locale {
	chosen := heed.Language(r.URL.Query().Get("lang"))
	if known(chosen) {
		http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: string(chosen), Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, SameSite: http.SameSiteLaxMode})
		return locale(chosen)
	}
	if kept, err := r.Cookie(languageCookie); err == nil && known(heed.Language(kept.Value)) {
		return locale(kept.Value)
	}
	return locale(heed.PreferredLanguage(r.Header.Get("Accept-Language"), heed.English))
}

func known(lang heed.Language) bool { return lang == heed.English || lang == heed.German }

// T is the word or sentence of the page under a name. For one that is not there,
// such as a type that a later version adds, it is the name itself.
func (l locale) T(name string) string {
	text, ok := words[name]
	if !ok {
		_, last, found := strings.Cut(name, ":")
		if !found {
			last = name
		}
		return strings.ReplaceAll(last, "_", " ")
	}
	return text.In(heed.Language(l))
}

// fill puts values into a sentence.
func (l locale) fill(name string, values ...string) string {
	text := l.T(name)
	for i, v := range values {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i+1), v)
	}
	return text
}

// words are the page's own; reasons and plays come with the judgements.
var words = map[string]heed.Text{
	"tagline":         {EN: "listens to your customers and warns in time", DE: "hört Ihren Kunden zu und warnt rechtzeitig"},
	"skip":            {EN: "Skip to content", DE: "Zum Inhalt springen"},
	"language":        {EN: "Language", DE: "Sprache"},
	"basis:prior":     {EN: "prior, 0 outcomes learned: an opinion, not proof", DE: "Vorannahme, 0 Ausgänge gelernt: eine Meinung, kein Beweis"},
	"basis:learned":   {EN: "learned from outcomes", DE: "aus Ausgängen gelernt"},
	"basis:base_rate": {EN: "base rate: too little is known of this account", DE: "Grundrate: zu wenig über diesen Kunden bekannt"},
	"home":            {EN: "Who to call", DE: "Wen Sie anrufen sollten"},
	"demo":            {EN: "demo", DE: "Demo"},

	"worth":        {EN: "Most worth calling", DE: "Am dringendsten anrufen"},
	"worth_how":    {EN: "The five accounts above low with the most to lose: probability × annual revenue.", DE: "Die fünf Kunden über Niedrig mit dem größten erwarteten Verlust: Wahrscheinlichkeit × Jahresumsatz."},
	"worth_low":    {EN: "Every account is in the band low: nobody needs a call.", DE: "Alle Kunden sind in der Stufe Niedrig: Niemand braucht einen Anruf."},
	"worth_none":   {EN: "No account has been judged yet. Send a signal or a profile, and it stands here within seconds.", DE: "Noch wurde kein Kunde beurteilt. Senden Sie ein Signal oder ein Profil, und er steht in Sekunden hier."},
	"account":      {EN: "Account", DE: "Kunde"},
	"loss":         {EN: "Expected loss", DE: "Erwarteter Verlust"},
	"decision":     {EN: "Decision", DE: "Entscheidung"},
	"risk":         {EN: "Risk", DE: "Risiko"},
	"reason":       {EN: "Reason", DE: "Grund"},
	"play":         {EN: "Next step", DE: "Nächster Schritt"},
	"of_arr":       {EN: "of {1}", DE: "von {1}"},
	"days":         {EN: "in {1} days", DE: "in {1} Tagen"},
	"today":        {EN: "today", DE: "heute"},
	"day_one":      {EN: "tomorrow", DE: "morgen"},
	"days_late":    {EN: "{1} days overdue", DE: "{1} Tage überfällig"},
	"day_late_one": {EN: "1 day overdue", DE: "1 Tag überfällig"},

	"portfolio":       {EN: "Portfolio by band", DE: "Portfolio nach Stufe"},
	"band":            {EN: "Band", DE: "Stufe"},
	"band:low":        {EN: "Low", DE: "Niedrig"},
	"band:medium":     {EN: "Medium", DE: "Mittel"},
	"band:high":       {EN: "High", DE: "Hoch"},
	"band:critical":   {EN: "Critical", DE: "Kritisch"},
	"band:":           {EN: "Not judged yet", DE: "Noch nicht beurteilt"},
	"accounts":        {EN: "Accounts", DE: "Kunden"},
	"arr":             {EN: "ARR", DE: "ARR"},
	"total":           {EN: "Total", DE: "Summe"},
	"at_risk":         {EN: "ARR at risk", DE: "ARR in Gefahr"},
	"at_risk_how":     {EN: "of accounts in high or critical", DE: "der Kunden in Hoch oder Kritisch"},
	"loss_how":        {EN: "under notice, and probability × the rest", DE: "gekündigt, und Wahrscheinlichkeit × Rest"},
	"provisional":     {EN: "Provisional", DE: "Vorläufig"},
	"provisional_how": {EN: "named by signals only, not confirmed by a profile or contract: in no sum", DE: "nur von Signalen genannt, von keinem Profil oder Vertrag bestätigt: in keiner Summe"},
	"due":             {EN: "Decisions due", DE: "Anstehende Entscheidungen"},
	"due_in":          {EN: "in {1} days", DE: "in {1} Tagen"},
	"overdue":         {EN: "overdue", DE: "überfällig"},
	"churned":         {EN: "Churned", DE: "Verloren"},
	"unrated":         {EN: "Without exchange rate, in no sum: {1}.", DE: "Ohne Wechselkurs, in keiner Summe: {1}."},

	"receipt":           {EN: "The receipt: {1}", DE: "Der Beleg: {1}"},
	"receipt_how":       {EN: "Every factor adds to the log-odds or takes from them. The bars start where the one before ended, from the base to the sum.", DE: "Jeder Faktor erhöht oder senkt die Log-Odds. Jeder Balken beginnt, wo der vorige endet, von der Basis bis zur Summe."},
	"factor":            {EN: "Factor", DE: "Faktor"},
	"contribution":      {EN: "Log-odds", DE: "Log-Odds"},
	"running":           {EN: "Sum", DE: "Summe"},
	"base":              {EN: "Base", DE: "Basis"},
	"base_how":          {EN: "before anything is known of the account", DE: "bevor etwas über den Kunden bekannt ist"},
	"sum":               {EN: "= {1} log-odds = {2}", DE: "= {1} Log-Odds = {2}"},
	"sum_how":           {EN: "probability = 1 / (1 + e^−x)", DE: "Wahrscheinlichkeit = 1 / (1 + e^−x)"},
	"rounded":           {EN: "Shown to two decimals, added up exactly. Exact figures:", DE: "Auf zwei Stellen gezeigt, genau addiert. Genaue Zahlen:"},
	"neutral":           {EN: "Judged, and moving nothing:", DE: "Beurteilt, ohne Wirkung:"},
	"decisive":          {EN: "decisive", DE: "entscheidend"},
	"raises":            {EN: "raises the risk", DE: "erhöht das Risiko"},
	"lowers":            {EN: "lowers the risk", DE: "senkt das Risiko"},
	"missing":           {EN: "What is missing", DE: "Was fehlt"},
	"missing_none":      {EN: "Nothing: every factor could be judged.", DE: "Nichts: Jeder Faktor ließ sich beurteilen."},
	"coverage":          {EN: "{1} of the picture is known ({2} confidence). What is missing adds nothing either way.", DE: "{1} des Bildes sind bekannt (Sicherheit: {2}). Was fehlt, zählt weder dafür noch dagegen."},
	"confidence:low":    {EN: "low", DE: "niedrig"},
	"confidence:medium": {EN: "medium", DE: "mittel"},
	"confidence:high":   {EN: "high", DE: "hoch"},
	"why:no_source":     {EN: "no source has said it yet", DE: "noch keine Quelle hat davon berichtet"},
	"why:stale":         {EN: "what was heard is too old", DE: "was gehört wurde, ist zu alt"},
	"why:too_few":       {EN: "too little to judge", DE: "zu wenig für ein Urteil"},
	"renewal_date":      {EN: "Renewal date", DE: "Verlängerungsdatum"},
	"plays":             {EN: "What to do", DE: "Was zu tun ist"},
	"plays_none":        {EN: "Nothing asks for a step now.", DE: "Nichts verlangt jetzt einen Schritt."},
	"due_day":           {EN: "within a day", DE: "innerhalb eines Tages"},
	"due_days":          {EN: "within {1} days", DE: "innerhalb von {1} Tagen"},
	"unjudged":          {EN: "This account was not judged yet: that happens within seconds of its first signal or profile.", DE: "Dieser Kunde wurde noch nicht beurteilt: Das geschieht Sekunden nach dem ersten Signal oder Profil."},
	"open_account":      {EN: "Whole account", DE: "Alles zu diesem Kunden"},
	"judged":            {EN: "judged {1} UTC by {2}", DE: "beurteilt {1} UTC von {2}"},

	"events":                   {EN: "Events", DE: "Ereignisse"},
	"events_how":               {EN: "what Heed said, newest first; times in UTC", DE: "was Heed gesagt hat, Neuestes zuerst; Zeiten in UTC"},
	"events_none":              {EN: "Nothing was said in the last seven days.", DE: "In den letzten sieben Tagen wurde nichts gesagt."},
	"event:risk.raised":        {EN: "Risk raised", DE: "Risiko gestiegen"},
	"event:risk.lowered":       {EN: "Risk lowered", DE: "Risiko gesunken"},
	"event:renewal.due":        {EN: "Renewal due", DE: "Verlängerung steht an"},
	"event:renewal.overdue":    {EN: "Renewal overdue", DE: "Verlängerung überfällig"},
	"event:feedback.detractor": {EN: "Bad answer", DE: "Schlechte Antwort"},
	"event:ping":               {EN: "Test", DE: "Test"},
	"event:endpoint.failing":   {EN: "Endpoint failing", DE: "Endpunkt gestört"},
	"event:endpoint.disabled":  {EN: "Endpoint disabled", DE: "Endpunkt abgeschaltet"},
	"event:endpoint.recovered": {EN: "Endpoint recovered", DE: "Endpunkt wieder da"},
	"event:connection.silent":  {EN: "Connection silent", DE: "Verbindung stumm"},
	"to":                       {EN: "to", DE: "nach"},

	"deliveries":         {EN: "Deliveries", DE: "Zustellungen"},
	"deliveries_none":    {EN: "Nothing was sent yet.", DE: "Noch wurde nichts gesendet."},
	"no_endpoints":       {EN: "Nobody is told yet: add an endpoint with POST /v1/endpoints.", DE: "Noch wird niemand benachrichtigt: Legen Sie mit POST /v1/endpoints einen Endpunkt an."},
	"endpoint":           {EN: "Endpoint", DE: "Endpunkt"},
	"event":              {EN: "Event", DE: "Ereignis"},
	"when":               {EN: "When", DE: "Wann"},
	"status":             {EN: "Status", DE: "Stand"},
	"attempts":           {EN: "Attempts", DE: "Versuche"},
	"delivery:pending":   {EN: "pending", DE: "offen"},
	"delivery:delivered": {EN: "delivered", DE: "zugestellt"},
	"delivery:exhausted": {EN: "given up", DE: "aufgegeben"},
	"delivery:cancelled": {EN: "cancelled", DE: "abgebrochen"},

	"request":      {EN: "The raw signed request", DE: "Die rohe signierte Anfrage"},
	"request_how":  {EN: "The last webhook as the demo's receiver got it, byte for byte.", DE: "Der letzte Webhook, Byte für Byte wie der Empfänger der Demo ihn bekam."},
	"request_none": {EN: "No webhook has arrived yet. Send a bad answer, and one will within seconds.", DE: "Noch ist kein Webhook angekommen. Senden Sie eine schlechte Antwort, dann kommt einer in Sekunden."},
	"request_at":   {EN: "received {1} UTC", DE: "empfangen {1} UTC"},
	"verified":     {EN: "signature verified", DE: "Signatur geprüft"},
	"not_verified": {EN: "signature did not match", DE: "Signatur stimmt nicht"},
	"request_raw":  {EN: "Headers and body", DE: "Kopfzeilen und Rumpf"},
	"verify_shell": {EN: "Verify it in a shell with openssl", DE: "In einer Shell mit openssl prüfen"},
	"verify_go":    {EN: "Verify it in Go", DE: "In Go prüfen"},
	"verify_how":   {EN: "Paste it as it is. The secret is the demo receiver's own and signs nothing else.", DE: "So einfügen, wie es ist. Das Geheimnis gehört dem Empfänger der Demo und signiert sonst nichts."},

	"bad_answer":     {EN: "Send a bad answer", DE: "Schlechte Antwort senden"},
	"bad_answer_how": {EN: "Give {1} a bad fortnight: use collapses, the champion leaves, tickets stay open, and the decision maker says so. Watch it come out as a signed webhook.", DE: "{1} zwei schlechte Wochen geben: Die Nutzung bricht ein, der Fürsprecher geht, Tickets bleiben offen, und der Entscheider sagt es. Sehen Sie zu, wie es als signierter Webhook herauskommt."},
	"notice:sent":    {EN: "Sent. Within a second or two the account is judged again, the event is written and the webhook arrives.", DE: "Gesendet. In ein, zwei Sekunden wird der Kunde neu beurteilt, das Ereignis geschrieben und der Webhook zugestellt."},

	"history":       {EN: "How it moved", DE: "Wie es sich bewegte"},
	"history_none":  {EN: "There is one judgement so far.", DE: "Bisher gibt es ein Urteil."},
	"feedback":      {EN: "Feedback", DE: "Feedback"},
	"feedback_none": {EN: "No answer in the last 200 signals.", DE: "Keine Antwort unter den letzten 200 Signalen."},
	"score":         {EN: "Score", DE: "Note"},
	"scale":         {EN: "{1} on {2}", DE: "{1} auf {2}"},
	"comment":       {EN: "Comment", DE: "Kommentar"},
	"where":         {EN: "Where", DE: "Wo"},
	"hidden":        {EN: "hidden: the key lacks the scope personal", DE: "verborgen: Dem Schlüssel fehlt das Recht personal"},
	"retracted":     {EN: "taken back", DE: "zurückgenommen"},
	"excluded":      {EN: "not counted", DE: "nicht gezählt"},
	"feedback.nps":  {EN: "NPS", DE: "NPS"},
	"feedback.csat": {EN: "CSAT", DE: "CSAT"},
	"feedback.ces":  {EN: "CES", DE: "CES"},

	"said:onboarding":     {EN: "onboarding", DE: "Einführung"},
	"said:support":        {EN: "support", DE: "Support"},
	"said:renewal":        {EN: "renewal", DE: "Verlängerung"},
	"said:relationship":   {EN: "relationship", DE: "Beziehung"},
	"said:email":          {EN: "email", DE: "E-Mail"},
	"said:in_app":         {EN: "in app", DE: "in der Anwendung"},
	"said:call":           {EN: "call", DE: "Anruf"},
	"said:user":           {EN: "user", DE: "Anwender"},
	"said:champion":       {EN: "champion", DE: "Fürsprecher"},
	"said:decision_maker": {EN: "decision maker", DE: "Entscheider"},

	"profile":          {EN: "Profile", DE: "Profil"},
	"segment":          {EN: "Segment", DE: "Segment"},
	"owner":            {EN: "Owner", DE: "Zuständig"},
	"plan":             {EN: "Plan", DE: "Tarif"},
	"region":           {EN: "Region", DE: "Region"},
	"phase":            {EN: "Phase", DE: "Phase"},
	"account_status":   {EN: "Status", DE: "Status"},
	"status:trial":     {EN: "trial", DE: "Test"},
	"status:active":    {EN: "active", DE: "aktiv"},
	"status:notice":    {EN: "under notice", DE: "gekündigt"},
	"status:churned":   {EN: "churned", DE: "verloren"},
	"customer_since":   {EN: "Customer since", DE: "Kunde seit"},
	"renews":           {EN: "Renews", DE: "Verlängert sich"},
	"decides":          {EN: "Decision by", DE: "Entscheidung bis"},
	"assumed":          {EN: "assumed: no date is known", DE: "angenommen: kein Datum bekannt"},
	"phase:onboarding": {EN: "onboarding", DE: "Einführung"},
	"phase:adoption":   {EN: "adoption", DE: "Einsatz"},
	"phase:retention":  {EN: "retention", DE: "Bindung"},
	"phase:expansion":  {EN: "expansion", DE: "Ausbau"},

	"sign_in":       {EN: "Sign in", DE: "Anmelden"},
	"sign_out":      {EN: "Sign out", DE: "Abmelden"},
	"sign_in_how":   {EN: "Enter an API key with the scope read. It is checked and not kept: the cookie holds a sealed session for 12 hours.", DE: "Geben Sie einen API-Schlüssel mit dem Recht read ein. Er wird geprüft und nicht behalten: Das Cookie hält eine versiegelte Sitzung für 12 Stunden."},
	"key":           {EN: "API key", DE: "API-Schlüssel"},
	"sign_in_wrong": {EN: "This key is not known here, or its time is over.", DE: "Dieser Schlüssel ist hier nicht bekannt oder abgelaufen."},
	"sign_in_scope": {EN: "This key may not read. Use one with the scope read.", DE: "Dieser Schlüssel darf nicht lesen. Nehmen Sie einen mit dem Recht read."},
	"sign_in_slow":  {EN: "Too many attempts. Wait a minute, then try again.", DE: "Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es wieder."},

	"error":       {EN: "That did not work", DE: "Das hat nicht geklappt"},
	"not_found":   {EN: "There is nothing at this address.", DE: "An dieser Adresse gibt es nichts."},
	"forbidden":   {EN: "This is not allowed from here. Load the page again, or sign in with a key that has the scope.", DE: "Das ist von hier aus nicht erlaubt. Laden Sie die Seite neu, oder melden Sie sich mit einem Schlüssel an, der das Recht hat."},
	"unavailable": {EN: "Heed cannot reach its store or queue right now. Try again in a moment.", DE: "Heed erreicht gerade seinen Speicher oder seine Warteschlange nicht. Versuchen Sie es gleich wieder."},
	"back":        {EN: "Back to the overview", DE: "Zurück zur Übersicht"},
	"pause":       {EN: "Pause updates", DE: "Anhalten"},
	"resume":      {EN: "Resume updates", DE: "Fortsetzen"},
	"pagelinks":   {EN: "Page", DE: "Seite"},
}
