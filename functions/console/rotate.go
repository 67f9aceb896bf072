package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	defaultOverlap = 24  // hours
	maxOverlap     = 168 // hours
	// maxSecrets is how many secrets of an endpoint may sign at once: each is a
	// signature in the header of every attempt.
	maxSecrets = 5
)

// rotateSecret makes a new secret, shown this once. The earlier ones go on
// signing beside it for the overlap, in which receivers learn the new one.
func (c *Console) rotateSecret(r *request) (reply, error) {
	overlap, err := r.overlap()
	if err != nil {
		return reply{}, err
	}
	return c.editEndpoint(r, func(e *heed.Endpoint) (amendment, error) {
		earlier := retired(e.Secrets, r.now, r.now.Add(overlap))
		if len(earlier) >= maxSecrets {
			return amendment{}, heed.Refuse(heed.Conflicted, `%d secrets sign already: wait for the overlap of one to end, or end all with {"overlap_hours":0}`, maxSecrets)
		}
		text, sealed, err := c.newSecret(r.Context(), e.ID)
		e.Secrets = append([]heed.SealedSecret{sealed}, earlier...)
		return amendment{secret: text}, err
	})
}

// overlap reads how long earlier secrets are to go on signing.
func (r *request) overlap() (time.Duration, error) {
	raw, err := r.optionalBody()
	if err != nil {
		return 0, err
	}
	form := struct {
		Hours int `json:"overlap_hours"`
	}{defaultOverlap}
	if err := strictly(raw, &form); err != nil {
		return 0, err
	}
	if form.Hours < 0 || form.Hours > maxOverlap {
		return 0, heed.RefuseField("/overlap_hours", "range", "the overlap must lie between 0 and %d hours", maxOverlap)
	}
	return time.Duration(form.Hours) * time.Hour, nil
}

// optionalBody reads strict JSON; no body is an empty object.
func (r *request) optionalBody() ([]byte, error) {
	if r.ContentLength == 0 {
		return []byte("{}"), nil
	}
	return r.body()
}

// retired are the secrets that still sign now, each at most until the end.
func retired(secrets []heed.SealedSecret, now, end time.Time) []heed.SealedSecret {
	var live []heed.SealedSecret
	for _, s := range secrets {
		if s.NotAfter.IsZero() || s.NotAfter.After(end) {
			s.NotAfter = end
		}
		if s.NotAfter.After(now) {
			live = append(live, s)
		}
	}
	return live
}
