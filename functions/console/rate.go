package console

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	// callsPerMinute is what one key may ask of this process: no person or tool that
	// behaves needs so much, and one that does not leaves room for the others.
	callsPerMinute = 6_000
	// maxCounted bounds who is counted apart.
	maxCounted = 10_000
)

// perMinute counts what somebody did during this minute.
type perMinute struct {
	mu     sync.Mutex
	minute time.Time
	times  map[string]int
}

// count counts one more of somebody's, and says how many that makes.
func (p *perMinute) count(who string, now time.Time) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if minute := now.Truncate(time.Minute); !minute.Equal(p.minute) || len(p.times) >= maxCounted {
		p.minute, p.times = minute, map[string]int{}
	}
	p.times[who]++
	return p.times[who]
}

// limit lets a key ask so often a minute, and says in the answer's header how
// often it still may: RateLimit-Limit, -Remaining, and -Reset in seconds.
func (c *Console) limit(h http.Header, key string, now time.Time) error {
	left := c.opt.PerMinute - c.calls.count(key, now)
	reset := strconv.Itoa(60 - now.Second())
	h.Set("RateLimit-Limit", strconv.Itoa(c.opt.PerMinute))
	h.Set("RateLimit-Remaining", strconv.Itoa(max(left, 0)))
	h.Set("RateLimit-Reset", reset)
	if left >= 0 {
		return nil
	}
	h.Set("Retry-After", reset)
	return heed.Refuse(heed.TooMany, "this key has asked %d times in this minute: wait for the seconds that Retry-After says, then go on", c.opt.PerMinute)
}
