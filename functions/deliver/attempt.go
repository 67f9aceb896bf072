package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/trace"
	"github.com/heed-cs/heed/shared/webhook"
)

// What triggers an attempt.
const (
	auto   = "auto"
	manual = "manual" // a person, who waits for it
	replay = "replay" // a person, for many at once
)

// Why a delivery is cancelled before it is posted.
const (
	endpointGone = "endpoint_gone"
	endpointOff  = "endpoint_disabled"
	eventGone    = "event_gone"
)

// attempt makes the attempt that a knock names, unless the delivery has moved on.
func (d *Deliver) attempt(ctx context.Context, k heed.Knock, now time.Time) error {
	e, err := d.rec.Errand(ctx, k)
	if err != nil {
		return err
	}
	dl := e.Delivery.Value
	if dl.Status != heed.Pending || dl.Attempt != k.Attempt {
		return nil
	}
	ctx = trace.With(ctx, trace.Parse(dl.Trace).Next())
	if wait := dl.NextAt.Sub(now); wait > early {
		return d.await(ctx, dl, k, wait)
	}
	a := answer{class: obstacle(e), at: now, trigger: triggerOf(k)}
	if a.class != "" {
		a.final = heed.Cancelled
		return d.conclude(ctx, e, a)
	}
	if k.Trigger != manual { // what a person asked for waits for nobody
		if passes, err := d.passes(ctx, &e, a); !passes || err != nil {
			return err
		}
	}
	if a, err = d.try(ctx, e, now); err != nil {
		return err
	}
	a.at, a.trigger, a.forced = now, triggerOf(k), k.Trigger == manual
	return d.conclude(ctx, e, a)
}

// triggerOf names who asked for an attempt.
func triggerOf(k heed.Knock) string {
	if k.Trigger == manual || k.Trigger == replay {
		return manual
	}
	return auto
}

// obstacle says why a delivery can never be made; empty when it can.
func obstacle(e records.Errand) string {
	switch {
	case !e.Endpoint.Found():
		return endpointGone
	case e.Endpoint.Value.Status != heed.EndpointEnabled:
		return endpointOff
	case !e.Event.Found():
		return eventGone
	}
	return ""
}

// try makes an attempt. The error is for what the receiver is not to blame for.
func (d *Deliver) try(ctx context.Context, e records.Errand, now time.Time) (answer, error) {
	a, err := d.prove(ctx, e.Endpoint.Value, now)
	if err == nil && a.class == "" {
		a, err = d.say(ctx, e, now)
	}
	switch {
	case unsigned(err):
		return answer{class: classSecret}, nil
	case err != nil:
		return answer{}, err
	case a.outcome.Status == 0 && ctx.Err() != nil:
		return answer{}, context.Cause(ctx) // we hung up, not the receiver
	}
	return a, nil
}

// say signs and posts. A connection that fails at once is tried once more, once
// in the life of a delivery: most such failures are a restart of the receiver.
func (d *Deliver) say(ctx context.Context, e records.Errand, now time.Time) (answer, error) {
	ev, err := d.written(ctx, e.Endpoint.Value, e.Event.Value)
	if err != nil {
		return answer{}, err
	}
	header, err := d.header(ctx, e.Endpoint.Value, ev, now)
	if err != nil {
		return answer{}, err
	}
	a := d.post(ctx, e.Endpoint.Value, header, ev.Body)
	if a.hasty() && !e.Delivery.Value.Hurried && ctx.Err() == nil {
		took := a.took
		a = d.post(ctx, e.Endpoint.Value, header, ev.Body)
		a.took, a.hurried = a.took+took, true
	}
	return a, nil
}

// written is the event in the endpoint's format.
func (d *Deliver) written(ctx context.Context, ep heed.Endpoint, ev heed.Event) (heed.Event, error) {
	if ep.Format != heed.FormatSlack {
		return ev, nil
	}
	settings, err := d.rec.Settings(ctx)
	if err != nil {
		return ev, err
	}
	ev.Body, err = forSlack(ev.Type, ev.Body, settings.Value.Language)
	return ev, err
}

// header is that of one attempt: the operator's headers, and over them Heed's own,
// signed with every live secret.
func (d *Deliver) header(ctx context.Context, ep heed.Endpoint, ev heed.Event, now time.Time) (http.Header, error) {
	h, err := d.added(ctx, ep)
	if err != nil {
		return nil, err
	}
	secrets, err := d.open(ctx, ep, now)
	if err != nil {
		return nil, err
	}
	signed, err := webhook.Sign(secrets, ev.ID, now, ev.Body)
	if err != nil {
		return nil, err
	}
	maps.Copy(h, signed)
	if c := trace.From(ctx); !c.None() {
		h.Set(trace.Header, c.String())
	}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Heed/"+d.opt.Version)
	return h, nil
}

// added are the headers that the operator gave the endpoint. They were checked when
// they were given, and are again: nothing but a check keeps them off Heed's own.
func (d *Deliver) added(ctx context.Context, ep heed.Endpoint) (http.Header, error) {
	h := http.Header{}
	if len(ep.Headers.Sealed) == 0 {
		return h, nil
	}
	raw, err := d.box.Open(ctx, ep.Headers.Sealed, ep.HeadersContext())
	if err != nil {
		return nil, err
	}
	var values map[string]string
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, fmt.Errorf("%w: headers: %w", secret.ErrFormat, err)
	}
	for name, value := range values {
		if webhook.CheckHeader(name, value) == nil {
			h.Set(name, value)
		}
	}
	return h, nil
}

// open opens the endpoint's live secrets, the current one first.
func (d *Deliver) open(ctx context.Context, ep heed.Endpoint, now time.Time) ([]webhook.Secret, error) {
	var live []webhook.Secret
	for _, s := range ep.Secrets {
		if !s.NotAfter.IsZero() && !now.Before(s.NotAfter) {
			continue
		}
		text, err := d.box.Open(ctx, s.Sealed, []byte(ep.ID))
		if err != nil {
			return nil, err
		}
		opened, err := webhook.ParseSecret(string(text))
		if err != nil {
			return nil, err
		}
		live = append(live, opened)
	}
	return live, nil
}

// unsigned reports whether no repetition will find a secret to sign with: that
// is an attempt that failed, for the operator to see, and not a fault of a service.
func unsigned(err error) bool {
	for _, reason := range []error{secret.ErrOpen, secret.ErrFormat, webhook.ErrSecret, webhook.ErrNoSecret, webhook.ErrID} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

// tell writes the one line of an attempt. It never names the URL, the body or a secret.
func (d *Deliver) tell(ctx context.Context, dl heed.Delivery, a heed.Attempt) {
	line := []slog.Attr{
		slog.String("endpoint", dl.Endpoint), slog.String("delivery", heed.DeliveryID(dl.At, dl.Event)),
		slog.String("account", dl.Account), slog.String("event", dl.Event), slog.String("type", dl.Type), slog.Int("attempt", a.N), slog.String("trigger", a.Trigger),
		slog.Int("status", a.Status), slog.String("class", a.Error), slog.Int64("ms", a.Millis),
		slog.String("state", string(dl.Status)),
	}
	if !a.NextAt.IsZero() {
		line = append(line, slog.Float64("next", a.NextAt.Sub(a.At).Seconds()))
	}
	d.log.LogAttrs(ctx, slog.LevelInfo, "attempt", line...)
}
