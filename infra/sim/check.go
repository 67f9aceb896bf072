package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

const (
	ever    = heed.Day("9999-99-99")
	firstOf = heed.Day("0000-00-00")
)

// Ledger is what is known about a Heed outside of it: what it promised to whom.
type Ledger struct {
	Accepted map[string][]Event // the signals answered 2xx, by id: every content that was
	Tools    map[string]*Tool   // who is to be told of everything, by endpoint
	Erased   []Erased           // the people who were erased
}

// Erased is a contact who was erased at a moment.
type Erased struct {
	Account, Contact string
	At               time.Time
}

// Check holds the records of a Heed that has come to rest against the ledger: each
// accepted signal is stored once with a content that was sent; counters are a
// recount of them and roll-ups their sum; nothing is left behind of what was merged,
// nor of whom was erased; each crossed band is one event and so is each opportunity that came, each receipt adds up; each
// event reached each tool, or its delivery is visible as given up. The error joins
// all that is wrong, or says what could not be read.
func (l Ledger) Check(ctx context.Context, rec *records.Records) error {
	c := &check{Ledger: l, ctx: ctx, rec: rec}
	err := c.all()
	for endpoint, tool := range l.Tools {
		for _, wrong := range tool.Complaints() {
			c.fault("%s: %s", endpoint, wrong)
		}
	}
	return errors.Join(append(c.faults, err)...)
}

// check is one Check under way.
type check struct {
	Ledger
	ctx    context.Context
	rec    *records.Records
	faults []error
}

func (c *check) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

// all ends at the first error of reading.
func (c *check) all() error {
	stored, err := c.stored()
	if err != nil {
		return err
	}
	if err := c.counters(stored); err != nil {
		return err
	}
	events, err := c.events()
	if err != nil {
		return err
	}
	for endpoint, tool := range c.Tools {
		if err := c.deliveries(endpoint, tool, events); err != nil {
			return err
		}
	}
	return nil
}

// stored reads what became of every accepted signal. A usage state is the day's
// own row and no signal.
func (c *check) stored() (map[string][]heed.Stored, error) {
	byAccount := map[string][]heed.Stored{}
	for sid, sent := range c.Accepted {
		if sent[0].Type == heed.UsageReported {
			continue
		}
		rows, err := c.rec.Signals(c.ctx, sid)
		if err != nil {
			return nil, err
		}
		s := rows[sid].Value
		i := slices.IndexFunc(sent, func(e Event) bool { return e.is(s) })
		if s.Absent || i < 0 {
			c.fault("signal %s was accepted and is stored as %+v", sent[0].Body(), s)
			continue
		}
		c.erased(s)
		s.Data, s.Place = sent[i].signal().Data, "" // what counts is what was said, also of whom was erased
		byAccount[s.Account] = append(byAccount[s.Account], s)
	}
	return byAccount, nil
}

// erased: what was received of a contact before they were erased does not name them.
func (c *check) erased(s heed.Stored) {
	for _, gone := range c.Erased {
		if s.Subject == gone.Account && !s.ReceivedAt.After(gone.At) && s.Names(func(contact string) bool { return contact == gone.Contact }) {
			c.fault("%s was erased from %s at %s, and signal %s of %s still names them", gone.Contact, gone.Account, gone.At, s.SID(), s.ReceivedAt)
		}
	}
}

// is reports whether the event's content was stored, or what is left of it without
// its contact.
func (e Event) is(s heed.Stored) bool {
	sent := heed.Stored{Signal: e.signal()}
	if s.Erased {
		sent, _ = sent.WithoutContact(func(string) bool { return true })
	}
	return sent.SameContent(s.Signal)
}

func (e Event) signal() heed.Signal {
	var parsed map[string]json.RawMessage
	if json.Unmarshal([]byte(e.Body()), &parsed) != nil {
		return heed.Signal{}
	}
	s, _ := heed.SignalOf(parsed, heed.Rules{Now: time.Now()})
	return s
}

func (c *check) counters(stored map[string][]heed.Stored) error {
	total := heed.Counts{}
	if err := c.people(); err != nil {
		return err
	}
	for _, account := range accounts() {
		days, err := c.rec.AccountDays(c.ctx, account, firstOf, ever)
		if err != nil {
			return err
		}
		got := heed.Moves{}
		for _, d := range days {
			if len(d.Counts) > 0 {
				got[d.Day] = d.Counts
			}
			total.Merge(d.Counts)
		}
		if diff := cmp.Diff(heed.Recount(withRetractions(account, stored)), got); diff != "" {
			c.fault("the counters of %s differ from a recount (-want +got):\n%s", account, diff)
		}
		if err := c.moved(account); err != nil {
			return err
		}
	}
	return c.rollups(total)
}

// moved: what became part of another account has left nothing behind.
func (c *check) moved(account string) error {
	head, err := c.rec.Account(c.ctx, account)
	if err != nil || !head.Value.Merged() {
		return err
	}
	left, err := c.rec.Movable(c.ctx, account)
	if err != nil {
		return err
	}
	timeline, err := c.rec.TimelineRows(c.ctx, account, 1)
	if left || len(timeline) > 0 {
		c.fault("%s is part of %s and has rows of its own", account, head.Value.MergedInto)
	}
	return err
}

// people: whoever is listed at an account is named by a signal of it.
func (c *check) people() error {
	for _, account := range accounts() {
		people, err := c.rec.Contacts(c.ctx, account, time.Now())
		if err != nil {
			return err
		}
		timeline, err := c.rec.TimelineRows(c.ctx, account, 100_000)
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.ID != "" && !slices.ContainsFunc(timeline, func(row records.Row[heed.Stored]) bool {
				return heed.Family(row.Value.Type) == "contact" && row.Value.Names(func(contact string) bool { return contact == p.ID })
			}) {
				c.fault("%s is listed at %s, and no signal names them", p.ID, account)
			}
		}
	}
	return nil
}

// withRetractions adds those that another account's subject carried.
func withRetractions(account string, stored map[string][]heed.Stored) []heed.Stored {
	all := slices.Clone(stored[account])
	for other, signals := range stored {
		for _, s := range signals {
			if other != account && s.Type == heed.SignalRetracted {
				all = append(all, s)
			}
		}
	}
	return all
}

func (c *check) rollups(total heed.Counts) error {
	want := bare(total)
	for _, dimension := range append([]string{records.Everything}, records.Dimensions...) {
		rollups, err := c.rec.Rollups(c.ctx, dimension, firstOf, ever)
		if err != nil {
			return err
		}
		got := heed.Counts{}
		for _, r := range rollups {
			for _, counts := range r.Groups {
				got.Merge(counts)
			}
		}
		if diff := cmp.Diff(want, bare(got)); diff != "" {
			c.fault("the roll-ups by %s differ from the counters (-want +got):\n%s", dimension, diff)
		}
	}
	return nil
}

func bare(counts heed.Counts) heed.Counts {
	sum := heed.Counts{}
	for cell, n := range counts {
		if n != 0 {
			sum[heed.Cell{Metric: cell.Metric, Scale: cell.Scale, Bucket: cell.Bucket}] += n
		}
	}
	return sum
}

// events holds every account's events against its receipts: each crossed band is
// one event, the sequence has no holes, every receipt adds up.
func (c *check) events() (all []heed.Event, err error) {
	book, err := c.rec.Book(c.ctx)
	if err != nil {
		return nil, err
	}
	for _, account := range accounts() {
		events, err := c.rec.AccountEvents(c.ctx, account, 10_000)
		if err != nil {
			return nil, err
		}
		c.sequence(account, events)
		if book.Value.Base == nil { // a base that moved moves bands in silence
			err = errors.Join(c.bands(account, events), c.opportunities(account, events))
		}
		if err := errors.Join(err, c.receipts(account)); err != nil {
			return nil, err
		}
		all = append(all, events...)
	}
	return all, nil
}

type said struct {
	Data struct {
		Sequence int64
		Risk     struct {
			Band         heed.Band
			PreviousBand heed.Band `json:"previous_band"`
		}
	}
}

func (c *check) sequence(account string, events []heed.Event) {
	var numbers []int64
	for _, ev := range events {
		var s said
		if err := json.Unmarshal(ev.Body, &s); err != nil {
			c.fault("the body of %s is no JSON: %w", ev.ID, err)
		}
		numbers = append(numbers, s.Data.Sequence)
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != int64(i+1) {
			c.fault("the sequence of %s's events is %v", account, numbers)
			return
		}
	}
}

func (c *check) bands(account string, events []heed.Event) error {
	head, err := c.rec.Account(c.ctx, account)
	if err != nil {
		return err
	}
	band := heed.NoBand
	for _, ev := range slices.Backward(events) { // oldest first
		var s said
		if heed.Family(ev.Type) != "risk" || json.Unmarshal(ev.Body, &s) != nil {
			continue
		}
		first := band == heed.NoBand && (s.Data.Risk.PreviousBand == heed.NoBand || s.Data.Risk.PreviousBand == heed.Low)
		if s.Data.Risk.PreviousBand != band && !first {
			c.fault("%s went from %q to %q after it was %q", account, s.Data.Risk.PreviousBand, s.Data.Risk.Band, band)
		}
		band = s.Data.Risk.Band
	}
	told := band != heed.NoBand
	if !told {
		band = heed.Low
	}
	if head.Value.Exists() && !head.Value.Provisional && head.Value.Card.Band != band {
		c.fault("%s stands in %q and the last event said %q", account, head.Value.Card.Band, band)
	}
	if head.Value.Provisional && told {
		c.fault("%s is provisional and its risk was told", account)
	}
	return nil
}

func (c *check) receipts(account string) error {
	receipts, err := c.rec.Receipts(c.ctx, account, 0, 10_000)
	for _, rc := range receipts {
		sum := rc.Risk.Base
		for _, f := range rc.Risk.Factors {
			sum += f.Contribution
		}
		if math.Abs(sum-rc.Risk.LogOdds) > 1e-9 || math.Abs(rc.Risk.Probability-1/(1+math.Exp(-rc.Risk.LogOdds))) > 1e-12 {
			c.fault("receipt %d of %s adds up to %v and says %v", rc.N, account, sum, rc.Risk.LogOdds)
		}
	}
	return err
}

// deliveries: every event reached the tool, or is visible as given up; nothing pends.
func (c *check) deliveries(endpoint string, tool *Tool, events []heed.Event) error {
	ep, err := c.rec.Endpoint(c.ctx, endpoint)
	if err != nil {
		return err
	}
	if off := ep.Value.Status == heed.EndpointOff; off != tool.leftBefore(events) {
		c.fault("the endpoint %s is %s", endpoint, ep.Value.Status)
	}
	deliveries, err := c.rec.Deliveries(c.ctx, endpoint, "", 10_000)
	if err != nil {
		return err
	}
	byEvent := map[string]heed.Delivery{}
	for _, d := range deliveries {
		byEvent[d.Event] = d
	}
	for _, ev := range events {
		d, told := byEvent[ev.ID]
		c.delivery(endpoint, tool, ev, d, told)
	}
	return nil
}

func (c *check) delivery(endpoint string, tool *Tool, ev heed.Event, d heed.Delivery, told bool) {
	got := tool.Got(ev.ID)
	switch left := !tool.Gone.IsZero(); {
	case !told && !left:
		c.fault("%s was not to be told of %s %s", endpoint, ev.Type, ev.ID)
	case told && d.Status == heed.Pending:
		c.fault("%s: %s still pends: attempt %d, due %s, it is %s", endpoint, ev.ID, d.Attempt, d.NextAt, time.Now())
	case d.Status == heed.Delivered && !got:
		c.fault("%s never got %s, which is shown as delivered", endpoint, ev.ID)
	case !got && !left && d.Status != heed.Exhausted:
		c.fault("%s never got %s: %+v", endpoint, ev.ID, d)
	}
}
