package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"
)

// measureMemory looks at what a heed process holds: idle, with the demo's
// portfolio, and after a flood of signals.
func measureMemory(ctx context.Context, b *bench) error {
	p, err := b.start(ctx, "")
	if err != nil {
		return err
	}
	defer p.stop()
	b.memory(p, "idle", "a new, empty heed serve, a second after its start")
	if err := flood(ctx, b, p); err != nil {
		return err
	}
	b.memory(p, fmt.Sprintf("after %s signals", number(float64(b.signals))), "the process a second after NPS answers of up to 5,000 accounts are stored, POSTs of 1,000 answers of 100 accounts each")
	return nil
}

// memory puts down what a process holds a second from now, without the pages of
// its data file, which the system takes back when it needs them.
func (b *bench) memory(p *process, when, method string) {
	time.Sleep(time.Second)
	own, ok := p.memory("RssAnon")
	all, okToo := p.memory("VmRSS")
	if !ok || !okToo {
		b.out.unknown("memory, "+when, "no /proc on this system")
		return
	}
	b.out.row("memory, "+when, own, " MB", "resident "+number(all), nil,
		fmt.Sprintf("RssAnon, and VmRSS with mapped files, of %s; its heed.db has %s MB, free pages included", method, number(p.file())))
}

const (
	floodAccounts = 5_000
	perPost       = 1_000
	perAccount    = 10 // signals of one account in one request
)

// flood posts signals as fast as they are taken and waits until all are stored.
func flood(ctx context.Context, b *bench, p *process) error {
	start := time.Now()
	for n := 0; n < b.signals; n += perPost {
		if err := p.api(ctx, http.MethodPost, "/v1/signals", signalsFrom(n), nil); err != nil {
			return err
		}
	}
	taken := time.Since(start)
	if err := stored(ctx, p, floodAccount(b.signals-1), fmt.Sprint("s-", b.signals-1)); err != nil {
		return err
	}
	b.out.add("taken in by heed serve", sample{float64(b.signals) / taken.Seconds()}, " signals/s", nil, "POSTs of 1,000 answers of 100 accounts, one after the other, while it stores and judges")
	b.out.add("stored by heed serve", sample{float64(b.signals) / time.Since(start).Seconds()}, " signals/s", nil, "the same until the last one is on its account's timeline, in one process with intake and score")
	return nil
}

func floodAccount(n int) string { return fmt.Sprint("account-", n/perAccount%floodAccounts) }

// signalsFrom is a request of signals with rising ids.
func signalsFrom(n int) []byte {
	var body bytes.Buffer
	body.WriteByte('[')
	for i := n; i < n+perPost; i++ {
		if i > n {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"id":"s-%d","source":"bench","type":"feedback.nps","subject":%q,"data":{"score":%d,"touchpoint":"support","contact":"u-%d"}}`,
			i, floodAccount(i), i%11, i)
	}
	body.WriteByte(']')
	return body.Bytes()
}

// stored waits until a signal is on its account's timeline.
func stored(ctx context.Context, p *process, account, id string) error {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var page struct{ Items []struct{ ID string } }
		err := p.api(ctx, http.MethodGet, "/v1/accounts/"+account+"/signals?limit=200", nil, &page)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for _, s := range page.Items {
			if err == nil && s.ID == id {
				return nil
			}
		}
	}
	return fmt.Errorf("signal %s of %s is not stored after two minutes", id, account)
}
