package aggregate

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// TestWhatSettlesNoTroubleWaits holds which signals about a thing, the last of each
// row, let its account be judged at once.
func TestWhatSettlesNoTroubleWaits(t *testing.T) {
	calm, urgent := data{"ticket": "t", "priority": "low"}, data{"ticket": "t", "priority": "urgent"}
	invoice, milestone := data{"invoice": "i"}, data{"milestone": "m"}
	type said struct {
		kind string
		data data
	}
	for name, c := range map[string]struct {
		signals []said
		waits   bool
	}{
		"a ticket is opened":             {[]said{{heed.TicketOpened, calm}}, false},
		"a calm one is resolved":         {[]said{{heed.TicketOpened, calm}, {heed.TicketResolved, calm}}, true},
		"an urgent one is resolved":      {[]said{{heed.TicketOpened, urgent}, {heed.TicketResolved, urgent}}, false},
		"an escalated one is resolved":   {[]said{{heed.TicketOpened, calm}, {heed.TicketEscalated, calm}, {heed.TicketResolved, calm}}, false},
		"an invoice is paid":             {[]said{{heed.PaymentPaid, invoice}}, true},
		"one that was overdue":           {[]said{{heed.InvoiceOverdue, invoice}, {heed.PaymentPaid, invoice}}, false},
		"a payment fails":                {[]said{{heed.PaymentFailed, invoice}}, false},
		"a milestone is reached":         {[]said{{heed.MilestoneReached, milestone}}, true},
		"one that was missed is reached": {[]said{{heed.MilestoneMissed, milestone}, {heed.MilestoneReached, milestone}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inMemory(t)
				w.send(signal(heed.AccountUpdated, "acme", "born", time.Now(), data{"name": "Acme"}))
				w.judged("acme")
				for i, s := range c.signals {
					time.Sleep(time.Minute)
					w.touches.Messages = nil
					w.send(signal(s.kind, "acme", string(rune('a'+i)), time.Now(), s.data))
				}
				if waits := len(w.touches.Messages) == 0; waits != c.waits {
					t.Errorf("judging waits: %v, want %v", waits, c.waits)
				}
			})
		})
	}
}

// TestNothingWaitsBeforeTheFirstJudgement: whoever was never judged is judged at once.
func TestNothingWaitsBeforeTheFirstJudgement(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.PaymentPaid, "acme", "1", time.Now(), data{"invoice": "i"}))
	if len(w.touches.Messages) != 1 {
		t.Errorf("%d touches were sent for a new account, want 1", len(w.touches.Messages))
	}
}

// judged notes on an account's head that it was judged.
func (w *world) judged(account string) {
	w.t.Helper()
	row, err := w.rec.Account(w.t.Context(), account)
	if err == nil {
		row.Value.Card.JudgedAt = time.Now()
		err = w.rec.Write(w.t.Context(), records.PutAccount(row))
	}
	if err != nil {
		w.t.Fatal(err)
	}
}
