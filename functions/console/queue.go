package console

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
)

// shownLetters is how many dead letters of a queue a list gives the reasons of.
const shownLetters = 5

func (c *Console) queueRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/v1/queues", scope: heed.ScopeAdmin, answer: c.listQueues},
		{method: http.MethodPost, path: "/v1/queues/{queue}/redrive", scope: heed.ScopeAdmin, answer: c.redrive},
	}
}

// queueView is how full a queue is, and why its dead letters died.
type queueView struct {
	Queue    string       `json:"queue"`
	Visible  int          `json:"visible"`
	InFlight int          `json:"in_flight"`
	Delayed  int          `json:"delayed"`
	OldestAt *time.Time   `json:"oldest_at"`
	Dead     int          `json:"dead"`
	Letters  []letterView `json:"letters"`
}

// letterView says of a dead letter why, where and when. Its body may hold personal
// data and stays where it is.
type letterView struct {
	Reason   string  `json:"reason"`
	Function *string `json:"function"`
	Time     *string `json:"time"`
}

func (c *Console) listQueues(r *request) (reply, error) {
	var views []queueView
	for _, name := range slices.Sorted(maps.Keys(c.opt.Queues)) {
		view, err := viewQueue(r.Context(), name, c.opt.Queues[name])
		if err != nil {
			return reply{}, err
		}
		views = append(views, view)
	}
	return pageIn(r, views, func(v queueView) string { return v.Queue }, func(v queueView) queueView { return v })
}

func viewQueue(ctx context.Context, name string, q queue.Inspector) (queueView, error) {
	depth, err := q.Depth(ctx)
	view := queueView{
		Queue: name, Visible: depth.Visible, InFlight: depth.InFlight, Delayed: depth.Delayed,
		OldestAt: orNever(depth.Oldest), Dead: depth.Dead, Letters: []letterView{},
	}
	if err != nil || depth.Dead == 0 {
		return view, err
	}
	letters, err := q.Letters(ctx, shownLetters)
	for _, m := range letters {
		view.Letters = append(view.Letters, letterIn(queue.LetterOf(m)))
	}
	return view, err
}

// letterIn shows a letter. SQS itself buries what came too often and says nothing.
func letterIn(l queue.Letter) letterView {
	view := letterView{Reason: l.Reason}
	if l.Reason == "" {
		view.Reason = "received too often without success: the function's log has the errors"
	}
	if l.Function != "" {
		view.Function = &l.Function
	}
	if l.Time != "" {
		view.Time = &l.Time
	}
	return view
}

// redrivenView is what one redrive did.
type redrivenView struct {
	Queue string `json:"queue"`
	Moved int    `json:"moved"`
	Left  int    `json:"left"`
}

// redrive sends dead letters back, so many at most that the answer comes in time.
func (c *Console) redrive(r *request) (reply, error) {
	if _, err := r.knownQuery("limit"); err != nil {
		return reply{}, err
	}
	limit, _, err := r.page()
	if err != nil {
		return reply{}, err
	}
	name := r.PathValue("queue")
	q, ok := c.opt.Queues[name]
	if !ok {
		return reply{}, heed.Refuse(heed.NotFound, "there is no queue of this name: there are %s", strings.Join(slices.Sorted(maps.Keys(c.opt.Queues)), ", "))
	}
	moved, err := q.Redrive(r.Context(), limit)
	c.log.LogAttrs(r.Context(), slog.LevelInfo, "redriven", slog.String("queue", name), slog.Int("moved", moved), slog.String("key", r.key.ID))
	if err != nil {
		return reply{}, err
	}
	depth, err := q.Depth(r.Context())
	return reply{body: redrivenView{Queue: name, Moved: moved, Left: depth.Dead}}, err
}
