package console

import (
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/trace"
)

// The states of a merge.
const (
	moving = "moving"
	moved  = "moved"
)

// mergeView is how far a merge is. The old id leads on from the first answer.
type mergeView struct {
	From  string `json:"from"`
	Into  string `json:"into"`
	State string `json:"state"`
}

// mergeAccount makes the account that the body names part of the one in the path:
// 202 while what it has is on its way, 200 once it has moved. Repeating it asks how
// far it is, and orders again what may have been lost.
func (c *Console) mergeAccount(r *request) (reply, error) {
	var form struct {
		From string `json:"from"`
	}
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	if !addressable(form.From) {
		return reply{}, heed.RefuseField("/from", "format", "from must be the id of the account that becomes part of this one, or {connection}:{external id}")
	}
	view, err := onConflict(func() (mergeView, error) { return c.tryMerge(r, form.From) })
	if err != nil {
		return reply{}, err
	}
	c.portfolio.forget()
	return c.merging(r, view)
}

// tryMerge makes one account an alias of another, unless it is already.
func (c *Console) tryMerge(r *request, subject string) (mergeView, error) {
	into, err := c.head(r)
	if err == nil && !into.Value.Exists() {
		err = noAccount(r.PathValue("id"))
	}
	if err != nil {
		return mergeView{}, err
	}
	from, err := c.source(r, subject)
	if err != nil {
		return mergeView{}, err
	}
	view := mergeView{From: from.Value.ID, Into: into.Value.ID, State: moving}
	if from.Value.Merged() {
		return view, c.mergedThere(r, from.Value, into.Value.ID)
	}
	if view.From == view.Into {
		return view, heed.Refuse(heed.Conflicted, "%q is account %q itself: name another account", subject, view.Into)
	}
	ops, err := records.Merge(from, into)
	if err != nil {
		return view, err
	}
	job := heed.Job{Kind: heed.MergeJob, Account: view.From, Into: view.Into, SeenAt: r.now}
	return view, c.commit(r, append(ops, records.OrderJob(job))...)
}

// source reads the account that becomes part of another, as it stands under its own id.
func (c *Console) source(r *request, subject string) (records.Row[heed.Account], error) {
	id, _, err := c.rec.Resolve(r.Context(), subject)
	if err != nil {
		return records.Row[heed.Account]{}, err
	}
	row, err := c.rec.Account(r.Context(), id)
	switch {
	case err != nil:
		return row, err
	case !row.Found():
		return row, heed.RefuseField("/from", "unknown", "there is no account %q: nothing was ever said of it", subject)
	case !row.Value.ErasedAt.IsZero():
		return row, heed.Refuse(heed.Conflicted, "account %q was erased: nothing of it is left to become part of another", subject)
	}
	return row, nil
}

// mergedThere refuses a merge of what became part of a third account already.
func (c *Console) mergedThere(r *request, from heed.Account, into string) error {
	row, err := c.rec.Follow(r.Context(), from.ID)
	if err != nil || row.Value.ID == into {
		return err
	}
	return heed.Refuse(heed.Conflicted, "account %q is part of %q already: name that one, if all of it shall become part of this one", from.ID, row.Value.ID)
}

// merging answers how far a merge is, and has it go on.
func (c *Console) merging(r *request, view mergeView) (reply, error) {
	job, err := c.rec.Job(r.Context(), heed.Job{Kind: heed.MergeJob, Account: view.From}.Name())
	if err != nil {
		return reply{}, err
	}
	if !job.Found() || job.Value.Pass > 0 {
		view.State = moved
		return reply{body: view}, nil
	}
	return reply{status: http.StatusAccepted, body: view}, c.sendJobs(r, job.Value)
}

// sendJobs has jobs go on.
func (c *Console) sendJobs(r *request, jobs ...heed.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	msgs := make([]queue.Message, len(jobs))
	for i, j := range jobs {
		msgs[i] = hint.Job(j, trace.From(r.Context()).String())
	}
	return c.signals.Send(r.Context(), msgs...)
}
