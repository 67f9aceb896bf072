package console

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// What may have become of a signal.
const (
	fateCounted   = "counted"   // it stands: metrics and judgements take it in
	fateReplaced  = "replaced"  // a newer answer to the same question stands in its place
	fateExcluded  = "excluded"  // kept and not counted, as its sender asked
	fateRetracted = "retracted" // taken back, perhaps before it came
	fateErased    = "erased"    // gone with its account; only its id is known, to keep copies out
)

// fateView is what became of a signal.
type fateView struct {
	SID        string      `json:"sid"`
	State      string      `json:"state"`
	ReplacedBy *string     `json:"replaced_by"` // the sid of the answer that stands
	JudgedAt   *time.Time  `json:"judged_at"`   // when its account was judged last
	Signal     *signalView `json:"signal"`      // null when it was erased, or taken back before it came
}

var sidForm = form(`^[0-9a-f]{32}$`)

// getSignal answers what became of one signal.
func (c *Console) getSignal(r *request) (reply, error) {
	sid := r.PathValue("sid")
	if !sidForm().MatchString(sid) {
		return reply{}, heed.RefuseField("sid", "format", "a signal is named by 32 hexadecimal digits: the beginning of SHA-256 over its source, a zero byte and its id")
	}
	found, err := c.rec.Signals(r.Context(), sid)
	if err != nil {
		return reply{}, err
	}
	row, ok := found[sid]
	if !ok {
		return reply{}, heed.Refuse(heed.NotFound, "no signal of this id is stored: it may be on its way, was ignored by its connection, lies among the dead letters, or was a state of usage, which the day's row keeps")
	}
	view, err := c.fateOf(r.Context(), row.Value)
	if err == nil && !row.Value.Absent {
		shown := signalIn(row.Value, r.personal(row.Value.Account))
		view.Signal = &shown
	}
	view.SID = sid
	return reply{body: view}, err
}

func (c *Console) fateOf(ctx context.Context, s heed.Stored) (view fateView, err error) {
	switch {
	case s.Absent && s.Source == "":
		view.State = fateErased
	case s.Retracted:
		view.State = fateRetracted
	case heed.IsFeedback(s.Type):
		view, err = c.fateOfAnswer(ctx, s)
	default:
		view.State = fateCounted
	}
	if err != nil || s.Absent {
		return view, err
	}
	head, err := c.rec.Account(ctx, s.Account)
	if at := head.Value.Card.JudgedAt; !at.IsZero() {
		view.JudgedAt = &at
	}
	return view, err
}

// fateOfAnswer looks where the answer stands among those that may replace it.
func (c *Console) fateOfAnswer(ctx context.Context, s heed.Stored) (fateView, error) {
	f, err := heed.FeedbackOf(s.Signal)
	switch {
	case err != nil:
		return fateView{}, err
	case f.Excluded != "":
		return fateView{State: fateExcluded}, nil
	}
	key, replacing, ok := c.rec.SlotKey(s.Account, s.Signal, f)
	if !ok || !replacing {
		return fateView{State: fateCounted}, nil
	}
	rows, err := c.rec.Load(ctx, key)
	if err != nil {
		return fateView{}, err
	}
	slot, err := rows.Slot(key)
	if winner, wins := slot.Value.Winner(); wins && winner.Stamp != s.Stamp() {
		by := heed.SignalID(winner.Source, winner.ID)
		return fateView{State: fateReplaced, ReplacedBy: &by}, err
	}
	return fateView{State: fateCounted}, err
}
