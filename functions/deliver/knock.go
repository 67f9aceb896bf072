package deliver

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
)

const (
	// early is how far before its time an attempt is made all the same: clocks differ.
	early = time.Second
	// putOffFor is the least delay of a knock that found its endpoint busy for the
	// first time; it doubles up to maxPutOffs times, which is near queue.MaxDelay.
	putOffFor  = time.Second
	maxPutOffs = 9
	// putOffTimes is the attribute of a message that counts how often it was put off.
	putOffTimes = "put_off"
)

// knockOf names the delivery's next attempt.
func knockOf(dl heed.Delivery, trigger string) heed.Knock {
	return heed.Knock{
		Endpoint: dl.Endpoint, Delivery: heed.DeliveryID(dl.At, dl.Event), Account: dl.Account,
		Attempt: dl.Attempt, Trace: dl.Trace, Trigger: trigger,
	}
}

// queueOf is where an attempt waits: what was tried or postponed must not hold up
// first attempts.
func (d *Deliver) queueOf(dl heed.Delivery) queue.Sender {
	if again(dl) {
		return d.retry
	}
	return d.first
}

func again(dl heed.Delivery) bool { return dl.Attempt > 1 || dl.Postponed > 0 }

// ride puts the next attempt on its queue with the exact delay, when the queue
// can hold it so long. The sweep brings it when it cannot, or fails.
func (d *Deliver) ride(ctx context.Context, dl heed.Delivery, now time.Time) {
	wait := dl.NextAt.Sub(now)
	if dl.Status != heed.Pending || wait > queue.MaxDelay {
		return
	}
	d.mention(ctx, d.queueOf(dl).Send(ctx, hint.Knock(knockOf(dl, auto), wait)))
}

// mention logs that knocks were not sent, which delays their deliveries until the sweep.
func (d *Deliver) mention(ctx context.Context, err error) {
	if err != nil {
		d.log.LogAttrs(ctx, slog.LevelWarn, "knock not sent", slog.String("error", err.Error()))
	}
}

// await sends a knock that came before its time again, for the right time.
func (d *Deliver) await(ctx context.Context, dl heed.Delivery, k heed.Knock, wait time.Duration) error {
	if wait > queue.MaxDelay {
		return nil // it stands in the due order
	}
	return d.queueOf(dl).Send(ctx, hint.Knock(k, wait))
}

// putOff handles a knock that got no lane. Of an attempt that is under way it says
// nothing new: that one's own message returns if need be. Behind a busy endpoint it
// comes back a little later, by the retry queue, where it is in nobody's way, and
// spends no attempt. When time is short, the message itself returns.
func (d *Deliver) putOff(ctx context.Context, m queue.Message, k heed.Knock, why error) error {
	switch {
	case errors.Is(why, errUnderWay):
		return nil
	case errors.Is(why, errBusy):
		return d.retry.Send(ctx, laterKnock(m, k))
	}
	return why
}

// laterKnock is a knock that was put off once more. Each time it waits twice as
// long, so that a crowd behind a receiver that hangs does not keep the queue busy.
func laterKnock(m queue.Message, k heed.Knock) queue.Message {
	times, _ := strconv.Atoi(m.Attributes[putOffTimes]) // 0 at first
	times = min(max(times, 0), maxPutOffs)
	wait := float64(putOffFor<<times) * (1 + jitter(k.Endpoint, k.Delivery, k.Attempt))
	again := hint.Knock(k, time.Duration(wait))
	again.Attributes = map[string]string{putOffTimes: strconv.Itoa(times + 1)}
	return again
}

// jitter is spread evenly over [0, 1) and always the same for one attempt, so
// that whoever plans it plans the same time.
func jitter(endpoint, delivery string, attempt int) float64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", endpoint, delivery, attempt))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}
