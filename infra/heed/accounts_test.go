package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const (
	criticalAccounts = `{"items":[
 {"id":"acme","name":"Acme","status":"active","arr":{"amount":4800000,"currency":"EUR"},"risk":{"band":"critical","probability":0.62,"expected_loss":{"amount":2976000,"currency":"EUR"},"days":21,"reason":"The champion left.","play":"Ask for a successor"}},
 {"id":"bolt","name":"Bolt","risk":null}],"next":null}`
	someObjectives = `{"items":[
 {"id":"faster","title":"Faster","status":"open","baseline":12,"target":5,"current":8.5,"unit":"days","due":"2027-02-28","progress":0.5,"expected":0.25,"benefit":{"amount":3000000,"currency":"EUR"}},
 {"id":"sooner","title":"Sooner","status":"met","baseline":0,"target":1,"current":null,"unit":null,"due":"2026-10-01","progress":null,"expected":1,"benefit":null}],"next":null}`
	aReceipt = `{"account":{"id":"acme","name":"Acme"},"reason":"The champion left.","plays":[{"title":"Ask for a successor"}],
 "risk":{"probability":0.5,"low":0.4,"high":0.6,"band":"high","basis":"learned","model":"m-1","coverage":0.8,"base":-0.9,"log_odds":0,
 "factors":[{"factor":"champion_left","contribution":0.9,"reason":"The champion left on 3 November."}],
 "missing":[{"factor":"usage_trend","why":"no_source"}],"counterfactual":{"reason":"With a successor it would be medium."}}}`
	aHistory = `{"items":[{"as_of":"2026-11-20T09:30:00Z","probability":0.5,"band":"high","reason":"The champion left."}],"next":null}`
	aMetric  = `{"metric":"nps","series":[{"group":{"segment":"smb"},"points":[{"from":"2026-10-01","to":"2026-11-01","value":12.5,"low":-8.1,"high":31,"n":40,"state":"ok"},
 {"from":"2026-11-01","to":"2026-12-01","value":null,"low":null,"high":null,"n":0,"state":"no_data"}]}]}`
	someTools = `{"items":[{"id":"crm","url":"https://crm.example.com/hook","events":["risk.*"],"format":"standard","status":"disabled","disabled_reason":"manual"}],"next":null}`
	someSent  = `{"items":[{"id":"d-1","type":"risk.raised","account":"acme","time":"2026-11-20T09:30:00Z","status":"pending","attempt":2,"next_at":"2026-11-20T09:31:00Z"}],"next":null}`
)

// Each line is a command, what it asks the API, the API's answer, and what it prints.
func TestWhatIsFoundIsShown(t *testing.T) {
	for command, c := range map[string]struct{ asks, answer, prints string }{
		"accounts list --band critical --limit 2": {"GET /v1/accounts?band=critical&limit=200", criticalAccounts, `ACCOUNT  NAME  RISK   BAND      LOSS          DAYS  REASON
acme     Acme  0.620  critical  29760.00 EUR  21    The champion left.
bolt     Bolt  –      –         –             –     not judged yet
`},
		"accounts list --limit 1 --json": {"GET /v1/accounts?limit=200", `{"items":[{"id":"acme"},{"id":"bolt"}],"next":"x"}`, `{"id":"acme"}` + "\n"},
		"accounts show acme": {
			"GET /v1/accounts/acme", `{"id":"acme","name":"Acme","status":"active","arr":{"amount":100,"currency":"EUR"}}`,
			"account  acme\nname     Acme\nstatus   active\narr      1.00 EUR\n",
		},
		"accounts objectives list acme": {"GET /v1/accounts/acme/objectives?limit=200", someObjectives, `OBJECTIVE TITLE STATUS FROM NOW TO UNIT WAY TIME DUE BENEFIT
faster Faster open 12 8.5 5 days 50 % 25 % 2027-02-28 30000.00 EUR
sooner Sooner met 0 – 1 – 100 % 2026-10-01 –
`},
		"accounts objectives set acme faster --current 8.5": {"PATCH /v1/accounts/acme/objectives/faster", `{"id":"faster","title":"Faster","status":"open","baseline":12,"target":5,"current":8.5,"due":"2027-02-28","progress":0.5}`, `OBJECTIVE TITLE STATUS FROM NOW TO UNIT WAY TIME DUE BENEFIT
faster Faster open 12 8.5 5 50 % 0 % 2027-02-28 –
`},
		"accounts objectives delete acme faster": {"DELETE /v1/accounts/acme/objectives/faster", ``, ""},
		"risk acme": {"GET /v1/accounts/acme/risk", aReceipt, `acme: 0.500 (0.400 to 0.600), high (learned, m-1)
The champion left.

-0.900  base
+0.900  champion_left  The champion left on 3 November.
+0.000  log-odds       that is 0.500

Not known (80 % is): usage_trend (no_source)
With a successor it would be medium.
→ Ask for a successor
`},
		"risk acme --json":    {"GET /v1/accounts/acme/risk", `{"risk":{}}`, `{"risk":{}}` + "\n"},
		"risk acme --history": {"GET /v1/accounts/acme/risk/history?limit=200", aHistory, "WHEN                  RISK   BAND  REASON\n2026-11-20T09:30:00Z  0.500  high  The champion left.\n"},
		"metrics nps --by segment --from 2026-10-01": {"GET /v1/metrics/nps?by=segment&from=2026-10-01", aMetric, `GROUP  FROM        TO          VALUE  95 %           N   STATE
smb    2026-10-01  2026-11-01  12.50  -8.10 to 31.00  40  ok
smb    2026-11-01  2026-12-01  –      –              0   no_data
`},
		"endpoints list": {"GET /v1/endpoints?limit=200", someTools, `ENDPOINT  URL                           EVENTS  FORMAT    STATE
crm       https://crm.example.com/hook  risk.*  standard  disabled: manual
`},
		"endpoints deliveries crm --status pending": {"GET /v1/endpoints/crm/deliveries?status=pending&limit=200", someSent, `DELIVERY  TYPE         ACCOUNT  TIME                  STATUS   ATTEMPT  NEXT
d-1       risk.raised  acme     2026-11-20T09:30:00Z  pending  2        2026-11-20T09:31:00Z
`},
		"endpoints create crm https://crm.example.com/hook": {"POST /v1/endpoints", `{"id":"crm","secret":"whsec_x"}`, "whsec_x\n"},
		"endpoints test crm":                                 {"POST /v1/endpoints/crm/test", `{"status":"delivered"}`, `{"status":"delivered"}` + "\n"},
		"endpoints resend crm d-1":                           {"POST /v1/endpoints/crm/deliveries/d-1/resend", `{}`, "{}\n"},
		"endpoints recover crm --since 2026-11-20T09:30:00Z": {"POST /v1/endpoints/crm/recover", `{"recovered":2}`, `{"recovered":2}` + "\n"},
		"endpoints delete crm":                               {"DELETE /v1/endpoints/crm", ``, ""},
	} {
		t.Run(command, func(t *testing.T) {
			api := &answering{answers: []string{c.answer}}
			if got := commanded(t, api, 0, strings.Fields(command)...); squeezed(got) != squeezed(c.prints) {
				t.Errorf("it prints\n%s\nwant\n%s", got, c.prints)
			}
			if len(api.asked) == 0 || api.asked[0] != c.asks {
				t.Errorf("it asks %v, want %s", api.asked, c.asks)
			}
		})
	}
}

// squeezed leaves out how wide columns are.
func squeezed(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Join(lines, "\n")
}

// refusing is an API that was asked too often, once.
type refusing struct{ asked int }

func (r *refusing) RoundTrip(*http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	if r.asked++; r.asked == 1 {
		w.Header().Set("Retry-After", "17")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	_, _ = w.WriteString(`{"id":"acme"}`)
	return w.Result(), nil
}

func TestCommandsWaitWhenToldTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api, begun := &refusing{}, time.Now()
		c := &client{base: "https://heed.example.com", http: &http.Client{Transport: api}}
		var a listedAccount
		if err := c.call(t.Context(), http.MethodGet, "/v1/accounts/acme", nil, &a); err != nil || a.ID != "acme" {
			t.Fatalf("call = %v, %v", a, err)
		}
		if waited := time.Since(begun); waited != 17*time.Second {
			t.Errorf("it waited for %v, want 17 s", waited)
		}
	})
}
