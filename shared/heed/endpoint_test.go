package heed

import (
	"testing"
	"time"
)

func TestSubscribes(t *testing.T) {
	tests := []struct {
		events []string
		kind   string
		want   bool
	}{
		{[]string{"*"}, RiskRaised, true},
		{[]string{"*"}, "case.opened", true},
		{[]string{"*"}, EndpointFailing, false},
		{[]string{"*"}, Ping, false},
		{[]string{"risk.*"}, RiskLowered, true},
		{[]string{"risk.*"}, RenewalDue, false},
		{[]string{"endpoint.*"}, EndpointFailing, true},
		{[]string{"ping"}, Ping, true},
		{[]string{"*", "connection.silent"}, ConnectionSilent, true},
		{nil, RiskRaised, false},
		{[]string{}, RiskRaised, false},
	}
	for _, test := range tests {
		if got := (Endpoint{Events: test.events}).Subscribes(test.kind); got != test.want {
			t.Errorf("%v names %s: %v", test.events, test.kind, got)
		}
	}
}

// TestADigestIsForThoseWhoAskForIt: a chat that wants everything wants what happens to
// customers; what was asked for by name passes any filter.
func TestADigestIsForThoseWhoAskForIt(t *testing.T) {
	hour := 7
	narrow := EndpointFilter{Segments: []string{"smb"}}
	for name, test := range map[string]struct {
		e    Endpoint
		want bool
	}{
		"everything":               {Endpoint{Events: []string{"*"}}, true},
		"everything of a segment":  {Endpoint{Events: []string{"*"}, Filter: narrow}, false},
		"named, with a filter":     {Endpoint{Events: []string{"portfolio.assessed"}, Filter: narrow}, true},
		"other events":             {Endpoint{Events: []string{"risk.*"}}, false},
		"a chat, everything":       {Endpoint{Format: FormatSlack, Events: []string{"*"}}, false},
		"a chat, named":            {Endpoint{Format: FormatSlack, Events: []string{"portfolio.*"}}, true},
		"a chat that asks":         {Endpoint{Format: FormatSlack, Events: []string{"risk.*"}, DigestHour: &hour}, true},
		"a chat that asks, narrow": {Endpoint{Format: FormatSlack, Events: []string{"risk.*"}, DigestHour: &hour, Filter: narrow}, true},
		"a chat that does not ask": {Endpoint{Format: FormatSlack, Events: []string{"risk.*"}}, false},
	} {
		test.e.Status = EndpointEnabled
		if got := test.e.Wants(Event{Type: PortfolioAssessed}, Rates{}); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestADigestWaitsForItsHour(t *testing.T) {
	at := time.Date(2026, 11, 20, 4, 15, 0, 0, time.UTC)
	for hour, want := range map[int]time.Time{0: at, 4: at, 5: at.Add(45 * time.Minute), 23: at.Add(18*time.Hour + 45*time.Minute)} {
		e := Endpoint{DigestHour: &hour}
		if got := e.NotBefore(Event{Type: PortfolioAssessed, At: at}); !got.Equal(want) {
			t.Errorf("hour %d: %v", hour, got)
		}
		if got := e.NotBefore(Event{Type: RiskRaised, At: at}); !got.Equal(at) {
			t.Errorf("other events wait until %v", got)
		}
	}
}

func TestEndpointFilter(t *testing.T) {
	rates := Rates{Currency: "EUR", FX: map[string]float64{"USD": 0.5}}
	days := func(n int) *int { return &n }
	tests := map[string]struct {
		filter EndpointFilter
		facts  EventFacts
		want   bool
	}{
		"no filter":            {EndpointFilter{}, EventFacts{}, true},
		"band":                 {EndpointFilter{Bands: []Band{High, Critical}}, EventFacts{Band: High}, true},
		"other band":           {EndpointFilter{Bands: []Band{Critical}}, EventFacts{Band: High}, false},
		"event without a band": {EndpointFilter{Bands: []Band{Critical}}, EventFacts{}, true},
		"segment":              {EndpointFilter{Segments: []string{"smb"}}, EventFacts{Segment: "smb"}, true},
		"other segment":        {EndpointFilter{Segments: []string{"smb"}}, EventFacts{Segment: "ent"}, false},
		"no segment":           {EndpointFilter{Segments: []string{"smb"}}, EventFacts{}, false},
		"other owner":          {EndpointFilter{Owners: []string{"u-1"}}, EventFacts{Owner: "u-2"}, false},
		"just rich enough":     {EndpointFilter{MinARR: &Money{100, "EUR"}}, EventFacts{ARR: &Money{100, "EUR"}}, true},
		"not rich enough":      {EndpointFilter{MinARR: &Money{101, "EUR"}}, EventFacts{ARR: &Money{100, "EUR"}}, false},
		"in dollars":           {EndpointFilter{MinARR: &Money{200, "USD"}}, EventFacts{ARR: &Money{100, "EUR"}}, true},
		"no rate":              {EndpointFilter{MinARR: &Money{1, "GBP"}}, EventFacts{ARR: &Money{100, "EUR"}}, false},
		"unknown ARR":          {EndpointFilter{MinARR: &Money{0, "EUR"}}, EventFacts{}, false},
		"soon":                 {EndpointFilter{MaxDays: days(30)}, EventFacts{Days: days(30)}, true},
		"later":                {EndpointFilter{MaxDays: days(30)}, EventFacts{Days: days(31)}, false},
		"no decision":          {EndpointFilter{MaxDays: days(30)}, EventFacts{}, true},
		"all but one":          {EndpointFilter{Segments: []string{"smb"}, Bands: []Band{Low}}, EventFacts{Segment: "smb", Band: High}, false},
	}
	for name, test := range tests {
		e := Endpoint{Status: EndpointEnabled, Events: []string{"*"}, Filter: test.filter}
		if got := e.Wants(Event{Type: RiskRaised, Facts: test.facts}, rates); got != test.want {
			t.Errorf("%s: wanted %v", name, got)
		}
		e.Status = EndpointOff
		if e.Wants(Event{Type: RiskRaised, Facts: test.facts}, rates) {
			t.Errorf("%s: wanted by a disabled endpoint", name)
		}
	}
}
