package aggregate

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// listened remembers when connections were last noted to have brought a signal, so
// that it is written once an hour and not once a signal.
type listened struct {
	mu sync.Mutex
	at map[string]time.Time
}

// listen notes the connections that a message's signals came through. History that is
// imported says nothing of a connection's health.
func (r *run) listen(ctx context.Context, signals []heed.Signal) error {
	for _, s := range signals {
		if s.Via == "" || s.Imported {
			continue
		}
		if err := r.noteVia(ctx, s.Via); err != nil {
			return err
		}
	}
	return nil
}

// noteVia notes that a connection brought a signal, unless that was noted just now.
// Missing it costs nothing: its next signal notes it.
func (r *run) noteVia(ctx context.Context, connection string) error {
	r.listened.mu.Lock()
	defer r.listened.mu.Unlock()
	if !(heed.Hearing{LastAt: r.listened.at[connection]}).Stale(r.now) {
		return nil
	}
	row, err := r.rec.Hearing(ctx, connection)
	if err != nil {
		return err
	}
	if row.Value.Stale(r.now) {
		row.Value.Connection = connection
		row.Value = row.Value.Heard(r.now)
		if err := r.rec.Write(ctx, records.PutHearing(row)); err != nil {
			return store.UnlessConflict(err) // somebody else noted it, or said that there was silence
		}
	}
	if r.listened.at == nil || len(r.listened.at) > maxListened {
		r.listened.at = map[string]time.Time{}
	}
	r.listened.at[connection] = row.Value.LastAt
	return nil
}

// maxListened bounds how many connections are remembered.
const maxListened = 1000

// silences says of each connection that brought nothing for an unusual time that it is
// silent, once until it is heard again.
func (p *foldPass) silences(ctx context.Context) error {
	hearings, err := p.rec.Hearings(ctx)
	if err != nil {
		return err
	}
	for _, row := range hearings {
		if !row.Value.SaidAt.IsZero() || !row.Value.Silent(p.at) {
			continue
		}
		if err := store.UnlessConflict(p.saySilent(ctx, row)); err != nil {
			return err
		}
	}
	return nil
}

// saySilent writes the event with its deliveries, and that it was said.
func (p *foldPass) saySilent(ctx context.Context, row records.Row[heed.Hearing]) error {
	h := row.Value
	ev, err := heed.NewOperationalEvent(heed.ConnectionSilent, h.Connection, p.at, heed.ConnectionQuiet{
		Connection: h.Connection, Since: h.LastAt,
		Reason: fmt.Sprintf("no signal for %s; it seldom pauses for more than %s", hours(p.at.Sub(h.LastAt)), hours(h.Usual())),
	}, false)
	if err != nil {
		return err
	}
	set, err := p.settings.Get(ctx, "")
	if err != nil {
		return err
	}
	endpoints, err := p.rec.Endpoints(ctx)
	if err != nil {
		return err
	}
	said, knocks := records.Fanout(ev, endpoints, set.Rates(), set.Retention)
	row.Value.SaidAt = p.at
	if err := p.rec.Write(ctx, append(said, records.PutHearing(row))...); err != nil {
		return err
	}
	p.log.LogAttrs(ctx, slog.LevelWarn, "connection silent", slog.String("connection", h.Connection), slog.Time("since", h.LastAt), slog.String("event", ev.ID))
	return hint.SendKnocks(ctx, p.deliver, knocks)
}

// hours writes a stretch of time as people say it.
func hours(d time.Duration) string {
	n, unit := int(d.Round(time.Hour).Hours()), "hour"
	if n >= 72 {
		n, unit = n/24, "day"
	}
	if n == 1 {
		return "an " + unit
	}
	return fmt.Sprintf("%d %ss", max(n, 1), unit)
}
