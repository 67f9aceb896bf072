package aggregate

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestMatchByDomain(t *testing.T) {
	ghost := heed.ExternalAccountID("crm", "77")
	tests := map[string]struct {
		off  bool
		said data
		want string
	}{
		"by address":           {said: data{"contact": "u1", "email": "Dana@ACME.example"}, want: "acme"},
		"by contact":           {said: data{"contact": "dana@acme.example"}, want: "acme"},
		"turned off":           {off: true, said: data{"contact": "dana@acme.example"}, want: ghost},
		"another domain":       {said: data{"contact": "dana@northwind.example"}, want: ghost},
		"a part of a domain":   {said: data{"contact": "dana@my.acme.example"}, want: ghost},
		"a domain of two":      {said: data{"contact": "dana@both.example"}, want: ghost},
		"anybody's":            {said: data{"contact": "dana@gmail.com"}, want: ghost},
		"of a merged account":  {said: data{"contact": "dana@old.example"}, want: "acme"},
		"named no more":        {said: data{"contact": "dana@was.example"}, want: ghost},
		"no address":           {said: data{"contact": "u1"}, want: ghost},
		"no address but an at": {said: data{"contact": "@acme"}, want: ghost},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w, now := inMemory(t), time.Now().UTC()
			set := heed.DefaultSettings()
			set.Identity.MatchDomains = !test.off
			if err := w.rec.Write(t.Context(), records.PutSettings(records.Row[heed.Settings]{Value: set})); err != nil {
				t.Fatal(err)
			}
			w.send(
				signal(heed.AccountUpdated, "acme", "p0", now.Add(-time.Hour), data{"domains": []string{"was.example"}}),
				signal(heed.AccountUpdated, "acme", "p1", now, data{"domains": []string{"Acme.example", "acme.example", "both.example", "gmail.com"}}),
				signal(heed.AccountUpdated, "beta", "p2", now, data{"domains": []string{"both.example"}}),
				signal(heed.AccountUpdated, "old", "p3", now, data{"domains": []string{"old.example"}}),
			)
			w.merge("old", "acme")
			w.send(signal(heed.ContactJoined, "crm:77", "j", now, test.said))
			row, err := w.rec.External(t.Context(), "crm", "77")
			if err != nil || row.Value.Account != test.want {
				t.Errorf("it went to %q, want %q (%v)", row.Value.Account, test.want, err)
			}
			if ids := w.head(test.want).Profile.ExternalIDs["crm"]; len(ids) != 1 || ids[0] != "77" {
				t.Errorf("the account shows %v", ids)
			}
			w.send(signal(heed.TicketOpened, "crm:77", "t", now, data{"ticket": "1"})) // says no address
			if d, err := w.rec.Dossier(t.Context(), test.want, "", "", now.Add(time.Minute)); err != nil || len(d.Tickets) != 1 {
				t.Errorf("what came after went elsewhere: %v, %v", d.Tickets, err)
			}
		})
	}
}

// A tool that knows companies by their domain says it in the subject.
func TestMatchByDomainAsSubject(t *testing.T) {
	for subject, want := range map[string]string{"survey:ACME.example": "acme", "survey:kim@acme.example": "acme", "survey:acme": "", "survey:1.2": ""} {
		w, now := inMemory(t), time.Now().UTC()
		set := heed.DefaultSettings()
		set.Identity.MatchDomains = true
		if err := w.rec.Write(t.Context(), records.PutSettings(records.Row[heed.Settings]{Value: set})); err != nil {
			t.Fatal(err)
		}
		w.send(signal(heed.AccountUpdated, "acme", "p", now, data{"domains": []string{"acme.example"}}),
			signal(heed.FeedbackNPS, subject, "n", now, data{"score": 9}))
		if got := len(w.counts("acme")) > 0; got != (want == "acme") {
			t.Errorf("%s: counted at acme: %v", subject, got)
		}
	}
}
