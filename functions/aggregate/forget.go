package aggregate

import (
	"context"
	"errors"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// oblivion is one contact's erasure: whom to take out of what.
type oblivion struct {
	*run
	*heed.Job
	account string // where the job's account leads to now
}

// forget takes a contact out of an account's signals, facts and events. Scores and
// counters stay, and so does the place of an answer among those it replaces, by
// keyed hashes.
func (r *run) forget(ctx context.Context, j *heed.Job) error {
	head, err := r.rec.Follow(ctx, j.Account)
	switch {
	case err != nil:
		return err
	case !head.Value.Exists():
		return errDone // all of it is erased
	}
	o := &oblivion{run: r, Job: j, account: head.Value.ID}
	accounts, err := o.whole(ctx)
	if err != nil {
		return err
	}
	if err := o.signals(ctx); err != nil {
		return err
	}
	if err := o.answers(ctx); err != nil {
		return err
	}
	if err := o.facts(ctx); err != nil {
		return err
	}
	for _, account := range accounts {
		if err := o.events(ctx, account); err != nil {
			return err
		}
	}
	return nil
}

// whole lists the account and those that became part of it. The first pass waits for
// what is on its way from them, the last one for what may still come that way.
func (o *oblivion) whole(ctx context.Context) ([]string, error) {
	aliases, err := o.rec.Aliases(ctx, o.account)
	if err != nil {
		return nil, err
	}
	for _, alias := range aliases {
		job, err := o.rec.Job(ctx, heed.Job{Kind: heed.MergeJob, Account: alias}.Name())
		if err != nil {
			return nil, err
		}
		if job.Found() && (job.Value.Pass == 0 || o.Pass > 0) {
			return nil, errBusy
		}
	}
	return append(aliases, o.account), nil
}

func (o *oblivion) is(contact string) bool { return o.rec.ContactHash(contact) == o.Contact }

// signals walks the timeline from where the last round ended.
func (o *oblivion) signals(ctx context.Context) error {
	if o.At.Account != o.account {
		o.At = heed.Bookmark{Account: o.account}
	}
	for {
		page, next, err := o.rec.TimelineFrom(ctx, o.account, o.At.Place, erasePage)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := o.insist(ctx, func() ([]store.Op, error) { return o.without(ctx, page) }); err != nil {
			return err
		}
		o.At.Place = next
		if outOfTime(ctx) {
			return errMore
		}
	}
}

// without are the operations that take the contact out of a page of signals. What is
// listed may be old: the signals that name the contact are read again.
func (o *oblivion) without(ctx context.Context, page []heed.Stored) (ops []store.Op, err error) {
	var sids []string
	for _, s := range page {
		if s.Names(o.is) {
			sids = append(sids, s.SID())
		}
	}
	if len(sids) == 0 {
		return nil, nil
	}
	found, err := o.rec.Signals(ctx, sids...)
	for _, sid := range sids {
		row := found[sid]
		after, named := row.Value.WithoutContact(o.is)
		if !named || row.Value.ReceivedAt.After(o.Until) {
			continue
		}
		if after.Place == "" {
			after.Place, after.Who = o.rec.Place(row.Value), o.rec.Who(row.Value)
		}
		row.Value = after
		ops = append(ops, records.PutSignal(row, row.Expires))
	}
	return ops, err
}

// answers takes out of the slots what the contact's comments came to, where the
// words are gone.
func (o *oblivion) answers(ctx context.Context) error {
	return o.insist(ctx, func() (ops []store.Op, err error) {
		all, err := o.rec.Slots(ctx, o.account)
		for _, row := range all {
			told := row.Value.Told(o.Contact)
			if len(told) == 0 {
				continue
			}
			found, err := o.rec.Signals(ctx, told...)
			if err != nil {
				return nil, err
			}
			after, hushed := row.Value.Hush(func(sid string) bool { return found[sid].Value.Erased })
			if hushed {
				row.Value = after
				ops = append(ops, row.Put())
			}
		}
		return ops, err
	})
}

// facts takes the contact out of what is known of people and out of the pulse, where
// it comes from a signal that names them no more, or is not kept any more.
func (o *oblivion) facts(ctx context.Context) error {
	return o.insist(ctx, func() (ops []store.Op, err error) {
		all, err := o.rec.Naming(ctx, o.account)
		for _, row := range all {
			since, err := o.since(ctx, row.Value)
			if err != nil {
				return nil, err
			}
			after, named := row.Value.WithoutContact(o.is, func(f heed.Fact) bool { return !since[heed.SignalID(f.Source, f.ID)] })
			if named {
				row.Value = after
				ops = append(ops, row.Put())
			}
		}
		return ops, err
	})
}

// since tells which of the signals that name the contact came since they were to be
// forgotten, and may go on doing so.
func (o *oblivion) since(ctx context.Context, facts heed.Facts) (map[string]bool, error) {
	var sids []string
	for _, f := range facts {
		if (heed.Signal{Data: f.Data}).Names(o.is) {
			sids = append(sids, heed.SignalID(f.Source, f.ID))
		}
	}
	if len(sids) == 0 {
		return nil, nil
	}
	found, err := o.rec.Signals(ctx, sids...)
	may := map[string]bool{}
	for sid, row := range found {
		may[sid] = row.Value.ReceivedAt.After(o.Until)
	}
	return may, err
}

// events takes the words of the contact out of what was said of an account. What was
// not delivered yet goes out without them.
func (o *oblivion) events(ctx context.Context, account string) error {
	return o.insist(ctx, func() (ops []store.Op, err error) {
		all, err := o.rec.Detractors(ctx, account)
		if err != nil {
			return nil, err
		}
		for _, row := range all {
			more, err := o.event(ctx, row)
			if err != nil {
				return nil, err
			}
			ops = append(ops, more...)
		}
		return ops, nil
	})
}

func (o *oblivion) event(ctx context.Context, row records.Row[heed.Event]) ([]store.Op, error) {
	sid, err := row.Value.Quotes()
	if err != nil || sid == "" {
		return nil, err
	}
	found, err := o.rec.Signals(ctx, sid)
	if err != nil || !found[sid].Value.Erased {
		return nil, err
	}
	ev, _, err := row.Value.WithoutComment()
	if err != nil {
		return nil, err
	}
	row.Value = ev
	echoes, err := o.echoes(ctx, ev)
	return append(echoes, records.RewriteEvent(row)), err
}

// echoes takes out of an event's deliveries what its receivers answered, which may
// quote what they got.
func (o *oblivion) echoes(ctx context.Context, ev heed.Event) (ops []store.Op, err error) {
	endpoints, err := o.rec.Endpoints(ctx)
	for _, e := range endpoints {
		row, err := o.rec.Delivery(ctx, e.ID, heed.DeliveryID(ev.At, ev.ID))
		if err != nil {
			return nil, err
		}
		if d, answered := row.Value.WithoutResponses(); answered {
			row.Value = d
			ops = append(ops, records.PutDelivery(row, d.NextAt.Add(records.SafetyNet), row.Expires))
		}
	}
	return ops, err
}

// insist writes what is still to be written, in Writes of one page, building it anew
// as long as others change the rows under way.
func (o *oblivion) insist(ctx context.Context, build func() ([]store.Op, error)) error {
	for range maxTries {
		ops, err := build()
		if err != nil {
			return err
		}
		taken := false
		for chunk := range slices.Chunk(ops, erasePage) {
			t, err := o.overtaken(ctx, chunk...)
			if err != nil {
				return err
			}
			taken = taken || t
		}
		if !taken {
			return nil
		}
	}
	return errors.New("its rows change too fast: it is tried again later")
}
