package heed

import "testing"

func TestTicketOf(t *testing.T) {
	tests := map[string]struct {
		story        []string
		open, urgent bool
	}{
		"nothing":            {nil, false, false},
		"opened":             {[]string{TicketOpened, `{"ticket":"1"}`}, true, false},
		"opened urgent":      {[]string{TicketOpened, `{"priority":"urgent"}`}, true, true},
		"escalated":          {[]string{TicketOpened, `{}`, TicketEscalated, `{}`}, true, true},
		"only escalated":     {[]string{TicketEscalated, `{}`}, true, true},
		"resolved":           {[]string{TicketOpened, `{"priority":"urgent"}`, TicketResolved, `{}`}, false, false},
		"only resolved":      {[]string{TicketResolved, `{}`}, false, false},
		"reopened":           {[]string{TicketOpened, `{}`, TicketEscalated, `{}`, TicketResolved, `{}`, TicketReopened, `{}`}, true, false},
		"reopened, urgent":   {[]string{TicketOpened, `{}`, TicketResolved, `{}`, TicketReopened, `{"priority":"urgent"}`}, true, true},
		"priority lowered":   {[]string{TicketOpened, `{"priority":"urgent"}`, TicketReopened, `{"priority":"low"}`}, true, false},
		"priority cleared":   {[]string{TicketOpened, `{"priority":"urgent"}`, TicketReopened, `{"priority":null}`}, true, false},
		"escalated, settled": {[]string{TicketEscalated, `{}`, TicketResolved, `{}`}, false, false},
	}
	for name, test := range tests {
		ticket, err := TicketOf(story(test.story...), dayAfter(9))
		if err != nil || ticket.Open() != test.open || ticket.Urgent() != test.urgent {
			t.Errorf("%s: %+v is open %v and urgent %v (%v)", name, ticket, ticket.Open(), ticket.Urgent(), err)
		}
	}
	if before, _ := TicketOf(story(TicketOpened, `{}`), dayAfter(-1)); before.Open() {
		t.Error("a ticket is open before it was opened")
	}
}
