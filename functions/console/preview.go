package console

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/portfolio"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// previewView names the accounts whose band other settings would change.
type previewView struct {
	Items  []moveView `json:"items"`
	Next   *string    `json:"next"` // always null: all are answered at once
	Judged int        `json:"judged"`
	// ARR is what the accounts that would move pay together, in the currency of the
	// settings looked at; Unrated is what they have no rate for.
	ARR     heed.Money   `json:"arr"`
	Unrated []heed.Money `json:"unrated"`
}

// moveView is an account that would stand in another band.
type moveView struct {
	Account         string    `json:"account"`
	Name            string    `json:"name"`
	From            heed.Band `json:"from"`
	To              heed.Band `json:"to"`
	ProbabilityFrom float64   `json:"probability_from"`
	ProbabilityTo   float64   `json:"probability_to"`
	// ARR is what the account pays; null when nobody has said.
	ARR *heed.Money `json:"arr"`

	account heed.Account
}

// previewSettings judges all confirmed accounts under the settings that are and
// those that might be, and keeps nothing.
func (c *Console) previewSettings(r *request) (reply, error) {
	r.harmless()
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	proposed, err := r.settings()
	if err != nil {
		return reply{}, err
	}
	p, err := c.newPreview(r, proposed)
	if err != nil {
		return reply{}, err
	}
	all, err := c.portfolio.accounts(r.Context(), r.now)
	if err != nil {
		return reply{}, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(a heed.Account) bool { return a.Provisional })
	moves, err := p.compare(r.Context(), all)
	view := previewView{Items: moves, Judged: len(all)}
	view.ARR, view.Unrated = paidOf(moves, proposed.Rates(), r.now)
	return reply{body: view}, err
}

// paidOf is what the accounts that would move pay.
func paidOf(moves []moveView, rates heed.Rates, now time.Time) (heed.Money, []heed.Money) {
	accounts := make([]heed.Account, len(moves))
	for i, m := range moves {
		accounts[i] = m.account
	}
	sums, _ := portfolio.Sum(accounts, rates, now)
	return sums.ARR, sums.Unrated
}

// preview compares two opinions of the same accounts at one moment.
type preview struct {
	rec               *records.Records
	book              records.Book
	present, proposed opinion
	now               time.Time
}

// opinion is settings with the model they make.
type opinion struct {
	set   heed.Settings
	model risk.Model
}

func (c *Console) newPreview(r *request, proposed heed.Settings) (*preview, error) {
	present, err := c.rec.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	book, err := c.rec.Book(r.Context())
	if err != nil {
		return nil, err
	}
	p := &preview{rec: c.rec, book: book.Value, present: opinion{set: present.Value}, proposed: opinion{set: proposed}, now: r.now}
	for _, o := range []*opinion{&p.present, &p.proposed} {
		o.model, err = c.models.InUse(r.Context(), o.set, book.Value)
		if err != nil && !errors.Is(err, judgement.ErrUnreadable) {
			return nil, err
		}
	}
	return p, nil
}

// compare judges the accounts side by side and gives those that would move, by id.
func (p *preview) compare(ctx context.Context, all []heed.Account) ([]moveView, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	ids, moved := make(chan string), make([][]moveView, 4*runtime.GOMAXPROCS(0)) // reading waits more than it works
	for worker := range moved {
		wait.Go(func() {
			for id := range ids {
				move, differs, err := p.judge(ctx, id)
				if err != nil {
					cancel(err)
				}
				if differs {
					moved[worker] = append(moved[worker], move)
				}
			}
		})
	}
	for _, a := range all {
		if ctx.Err() != nil {
			break
		}
		ids <- a.ID
	}
	close(ids)
	wait.Wait()
	moves := append([]moveView{}, slices.Concat(moved...)...)
	slices.SortFunc(moves, func(a, b moveView) int { return strings.Compare(a.Account, b.Account) })
	return moves, context.Cause(ctx)
}

// judge tells how one account would move.
func (p *preview) judge(ctx context.Context, account string) (move moveView, differs bool, err error) {
	countersFrom, usageFrom := risk.Since(p.now)
	d, err := p.rec.DossierUntold(ctx, account, countersFrom, usageFrom, p.now)
	if err != nil || !d.Account.Value.Exists() {
		return move, false, err
	}
	s := judgement.Snapshot(d, p.book)
	before, after := p.settled(s, p.present), p.settled(s, p.proposed)
	arr, _ := d.Account.Value.ARR()
	return moveView{
		Account: account, Name: d.Account.Value.DisplayName(), From: before.Band, To: after.Band,
		ProbabilityFrom: before.Probability, ProbabilityTo: after.Probability, ARR: arr, account: d.Account.Value,
	}, before.Band != after.Band, nil
}

// settled judges with the wait served that a band asks for before it is left:
// a preview shows where accounts come to rest.
func (p *preview) settled(s risk.Snapshot, o opinion) heed.Risk {
	s.Account.Card.BelowSince = risk.WaitServed
	return risk.Judge(s, o.model, o.set, p.now)
}
