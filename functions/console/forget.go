package console

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// forgetContact has a person taken out of all that an account has: their name, address,
// words and free values. Scores and counters stay as they are. It does not tell
// whether anything was known of them, and may be repeated.
func (c *Console) forgetContact(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	job, err := onConflict(func() (heed.Job, error) { return c.tryForget(r, c.rec.ContactHash(r.PathValue("contact"))) })
	if err != nil {
		return reply{}, err
	}
	return noContent, c.sendJobs(r, job)
}

// tryForget notes on the account whom it is to forget, for late copies, and begins the job.
func (c *Console) tryForget(r *request, contact string) (heed.Job, error) {
	row, err := c.head(r)
	if err == nil && !row.Value.Exists() {
		err = noAccount(r.PathValue("id"))
	}
	if err != nil {
		return heed.Job{}, err
	}
	row.Value = row.Value.Forget(contact, r.now)
	job := heed.Job{Kind: heed.ForgetJob, Account: row.Value.ID, Contact: contact, Until: r.now, SeenAt: r.now}
	return job, c.commit(r, records.PutAccount(row), records.OrderJob(job))
}
