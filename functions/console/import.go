package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/trace"
)

func (c *Console) importRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/v1/imports", scope: heed.ScopeWrite, answer: c.takeImport, remembers: true},
		{method: http.MethodGet, path: "/v1/imports", scope: heed.ScopeRead, answer: c.listImports},
		{method: http.MethodGet, path: "/v1/imports/{name}", scope: heed.ScopeRead, answer: c.getImport},
		{method: http.MethodDelete, path: "/v1/imports/{name}", scope: heed.ScopeWrite, answer: c.deleteImport},
	}
}

// importView is how far an import came.
type importView struct {
	Name       string     `json:"name"`
	Lines      int64      `json:"lines"` // taken from the beginning without a gap: where to go on
	Accepted   int64      `json:"accepted"`
	Refused    int64      `json:"refused"`
	Total      *int64     `json:"total"` // null until somebody said how many lines there are
	StartedAt  time.Time  `json:"started_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	FinishedAt *time.Time `json:"finished_at"`
}

func importIn(i heed.Import) importView {
	view := importView{
		Name: i.Name, Lines: i.Lines(), Accepted: i.Accepted, Refused: i.Refused,
		StartedAt: i.StartedAt, UpdatedAt: i.UpdatedAt, FinishedAt: orNever(i.FinishedAt),
	}
	if i.Total >= 0 {
		view.Total = &i.Total
	}
	return view
}

// takenView is what became of the lines of one request.
type takenView struct {
	Accepted int               `json:"accepted"`
	Refused  int               `json:"refused"`
	Errors   []heed.FieldError `json:"errors"` // index is the line, from 0; the first 100
	DryRun   bool              `json:"dry_run,omitempty"`
	Import   *importView       `json:"import"` // null in a dry run
}

// takeImport takes in lines of an import. Those that are wrong are named and left
// out; the others are in the inbox once it is answered.
func (c *Console) takeImport(r *request) (reply, error) {
	form, err := r.importForm()
	if err != nil {
		return reply{}, err
	}
	body, err := r.lines()
	if err != nil {
		return reply{}, err
	}
	said, err := parseHistory(body, heed.Rules{Now: r.now, Oldest: form.oldest})
	if err != nil {
		return reply{}, err
	}
	if said.lines == 0 && !form.final {
		return reply{}, heed.RefuseField("", "required", "there is no line in the body: send at least one, or final=true")
	}
	if form.dry {
		r.harmless()
		return reply{body: said.view(nil)}, nil
	}
	fingerprint := []byte(strconv.Quote(digest(r.URL.RawQuery + "\n" + string(body))))
	return c.once(r, fingerprint, func() (reply, []store.Op, error) {
		view, err := c.take(r, form, said)
		return reply{status: http.StatusAccepted, body: view}, nil, err
	})
}

// take sends, then notes: whoever gets no answer sends the same again, and the ids
// of the signals make it safe. Lines that were noted before are sent again too, for
// nobody knows that they are the same.
func (c *Console) take(r *request, form importForm, said history) (takenView, error) {
	if _, _, err := c.locate(r, form, said); err != nil {
		return takenView{}, err
	}
	if err := c.sendHistory(r.Context(), said.signals); err != nil {
		return takenView{}, err
	}
	c.noting.Lock()
	defer c.noting.Unlock()
	noted, err := onConflict(func() (heed.Import, error) { return c.note(r, form, said) })
	view := importIn(noted)
	return said.view(&view), err
}

func (c *Console) sendHistory(ctx context.Context, signals []heed.Signal) error {
	if len(signals) == 0 {
		return nil
	}
	if err := c.room(ctx); err != nil {
		return err
	}
	return c.signals.Send(ctx, hint.Signals(signals, trace.From(ctx).String())...)
}

// locate finds where in the import the lines belong.
func (c *Console) locate(r *request, form importForm, said history) (row records.Row[heed.Import], s heed.Stretch, err error) {
	if row, err = c.rec.Import(r.Context(), form.name); err != nil {
		return row, s, err
	}
	if !row.Found() {
		row.Value = heed.NewImport(form.name, r.now)
	}
	s = form.stretch(row.Value, said.lines)
	switch i := row.Value; {
	case i.Crosses(s):
		err = heed.Refuse(heed.Conflicted, "some of these lines came before and some did not: go on at line %d, or send the same lines together as before", i.Lines())
	case len(i.Taken) >= heed.MaxGaps:
		err = heed.Refuse(heed.Conflicted, "too many lines between these and those before are missing: go on at line %d", i.Lines())
	}
	return row, s, err
}

// note writes down how far the import came.
func (c *Console) note(r *request, form importForm, said history) (heed.Import, error) {
	row, s, err := c.locate(r, form, said)
	if err != nil {
		return heed.Import{}, err
	}
	row.Value = row.Value.With(s, int64(said.lines-len(said.signals)), r.now)
	if form.final {
		row.Value = row.Value.Ending(s.To, r.now)
	}
	return row.Value, c.commit(r, records.PutImport(row))
}

const (
	// fullInbox is how many messages may wait before an import has to.
	fullInbox = 5_000
	// longest is how long a request of an import waits for the inbox to empty.
	longest = 3 * time.Second
)

// room waits a while for room in the inbox, so that history does not keep the
// signals of today waiting behind it.
func (c *Console) room(ctx context.Context) error {
	inbox, known := c.opt.Queues["signals"]
	for began := time.Now(); known; {
		depth, err := inbox.Depth(ctx)
		if err != nil || depth.Visible < fullInbox {
			return err
		}
		if time.Since(began) > longest {
			return heed.Refuse(heed.TooMany, "%d messages wait to be counted: send the same again in a moment", depth.Visible)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

func (c *Console) listImports(r *request) (reply, error) {
	all, err := c.rec.Imports(r.Context())
	if err != nil {
		return reply{}, err
	}
	return pageIn(r, all, func(i heed.Import) string { return i.Name }, importIn)
}

func (c *Console) getImport(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	row, err := c.rec.Import(r.Context(), r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	if !row.Found() {
		return reply{}, noImport
	}
	return reply{body: importIn(row.Value)}, nil
}

// deleteImport forgets how far an import came, and nothing that it brought.
func (c *Console) deleteImport(r *request) (reply, error) {
	row, err := c.rec.Import(r.Context(), r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	if !row.Found() {
		return reply{}, noImport
	}
	return noContent, c.commit(r, records.DeleteImport(row.Value.Name))
}

var noImport = heed.Refuse(heed.NotFound, "there is no import of this name: GET /v1/imports lists them")

// importForm is what the query says of an import.
type importForm struct {
	name   string
	offset int64 // negative when it is not said
	oldest time.Time
	final  bool
	dry    bool
}

// stretch is which lines of the import a request brings: from its offset, else
// behind the last that came.
func (f importForm) stretch(i heed.Import, lines int) heed.Stretch {
	from := max(f.offset, 0)
	if f.offset < 0 && len(i.Taken) > 0 {
		from = i.Taken[len(i.Taken)-1].To
	}
	return heed.Stretch{From: from, To: from + int64(lines)}
}

// earliest is before anybody's history: what lies before it is a mistaken time.
var earliest = time.Unix(0, 0).UTC()

func (r *request) importForm() (importForm, error) {
	q, err := r.knownQuery("name", "offset", "oldest", "final", "dry_run")
	if err != nil {
		return importForm{}, err
	}
	f := importForm{name: "api", offset: -1, oldest: earliest}
	if name := q.Get("name"); name != "" {
		f.name = name
	}
	if !heed.ValidAccountID(f.name) {
		return f, heed.RefuseField("name", "format", "the name is made of 1 to 128 letters, digits, full stops, _ and -")
	}
	return f, f.read(q)
}

func (f *importForm) read(q url.Values) (err error) {
	if text := q.Get("offset"); text != "" {
		if f.offset, err = strconv.ParseInt(text, 10, 48); err != nil || f.offset < 0 {
			return heed.RefuseField("offset", "range", "offset is how many lines came before these: 0 or more")
		}
	}
	if text := q.Get("oldest"); text != "" {
		day, err := heed.ParseDay(text)
		if err != nil {
			return heed.RefuseField("oldest", "format", "oldest must be a day such as 2024-01-31")
		}
		f.oldest = day.Time()
	}
	for name, into := range map[string]*bool{"final": &f.final, "dry_run": &f.dry} {
		switch q.Get(name) {
		case "true":
			*into = true
		case "", "false":
		default:
			return heed.RefuseField(name, "enum", "%s must be true or false", name)
		}
	}
	return nil
}
