package console

import (
	"net/http"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	// auditDays is how far back the log is read when nobody says otherwise.
	auditDays = 30
	// maxAuditDays is how many days one page walks through.
	maxAuditDays = 62
)

func (c *Console) auditRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/audit", scope: heed.ScopeAdmin, answer: c.listAudit}}
}

// auditView is an entry as the API shows it.
type auditView struct {
	At      time.Time `json:"at"`
	Act     heed.Act  `json:"act"`
	Key     keyName   `json:"key"`
	What    string    `json:"what"`
	Account *string   `json:"account"`
	Members []string  `json:"members"`
	Request *string   `json:"request_id"`
}

// keyName names a key that may be gone by now.
type keyName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func auditIn(a heed.Audit) auditView {
	view := auditView{At: a.At, Act: a.Act, Key: keyName{a.Key, a.KeyName}, What: a.What, Account: orNull(a.Account), Members: a.Members, Request: orNull(a.Request)}
	if view.Members == nil {
		view.Members = []string{}
	}
	return view
}

// auditQuery is which entries are wanted.
type auditQuery struct {
	from, to          heed.Day // half-open
	act, key, account string
	day               heed.Day // where to go on, newest first
	position          string
	limit             int
}

func (q auditQuery) wants(a heed.Audit) bool {
	return (q.act == "" || string(a.Act) == q.act) && (q.key == "" || a.Key == q.key) && (q.account == "" || a.Account == q.account)
}

// listAudit answers the log, newest first. A page of only some entries may be
// short, even empty, while next leads on.
func (c *Console) listAudit(r *request) (reply, error) {
	q, err := r.auditQuery()
	if err != nil {
		return reply{}, err
	}
	var views []auditView
	looked := 0
	for days := 0; q.day >= q.from; days++ {
		if days == maxAuditDays {
			return listed(views, string(q.day)+"/"), nil
		}
		entries, err := c.rec.Audits(r.Context(), q.day, q.position, maxLooked)
		if err != nil {
			return reply{}, err
		}
		for _, e := range entries {
			if len(views) == q.limit || looked == maxLooked {
				return listed(views, string(q.day)+"/"+q.position), nil
			}
			if looked++; q.wants(e.Audit) {
				views = append(views, auditIn(e.Audit))
			}
			q.position = e.Position
		}
		if len(entries) < maxLooked { // the day is over
			q.day, q.position = q.day.Add(-1), ""
		}
	}
	return listed(views, ""), nil
}

func (r *request) auditQuery() (q auditQuery, err error) {
	params, err := r.knownQuery("from", "to", "act", "key", "account", "limit", "cursor")
	if err != nil {
		return q, err
	}
	var cursor string
	if q.limit, cursor, err = r.page(); err != nil {
		return q, err
	}
	if q.to, err = dayParam(params, "to", heed.DayOf(r.now).Add(1)); err != nil {
		return q, err
	}
	if q.from, err = dayParam(params, "from", q.to.Add(-auditDays)); err != nil {
		return q, err
	}
	if q.from >= q.to {
		return q, heed.RefuseField("from", "range", "from must lie before to, which is not included")
	}
	q.act, q.key, q.account = params.Get("act"), params.Get("key"), params.Get("account")
	if q.act != "" && q.act != string(heed.Changed) && q.act != string(heed.ReadPersonal) {
		return q, heed.RefuseField("act", "enum", "act is %s or %s", heed.Changed, heed.ReadPersonal)
	}
	q.day = q.to.Add(-1)
	return q, q.goOn(cursor)
}

// goOn sets where the page begins.
func (q *auditQuery) goOn(cursor string) error {
	if cursor == "" {
		return nil
	}
	text, position, _ := strings.Cut(cursor, "/")
	day, err := heed.ParseDay(text)
	if err != nil || day >= q.to {
		return badCursor("cursor")
	}
	q.day, q.position = day, position
	return nil
}
