// Package console is the API, the settings and the web page of Heed.
//
// An HTTP request wakes it. It reads the table: heads, counters, roll-ups,
// receipts, events, deliveries. It writes profiles, settings, endpoints,
// connections and keys, and sends hints: accounts to judge again, deliveries to
// try. What fails is answered as a problem document that says what to do; when
// the table or a queue cannot be reached that is 503, and the same request may
// be sent again.
package console

import (
	"cmp"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/measure"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
)

// Options are what differs between a laptop and AWS.
type Options struct {
	// PublicURL is the address people and tools use, without a slash at the end.
	PublicURL string
	// AllowPrivate lets endpoints name loopback and private addresses; Allow names trusted private ranges.
	AllowPrivate bool
	Allow        []netip.Prefix
	// Version is what /healthz says this program was built from.
	Version string
	// PortfolioAge is how old the whole-portfolio lists may be.
	PortfolioAge time.Duration
	// FeedLag is how old an event must be before the feed shows it, so that
	// following the feed misses nothing while the second order lags.
	FeedLag time.Duration
	// PerMinute is how often one key may ask this process; 0 is 6,000.
	PerMinute int
	// Queues are what operators look at and redrive, by name.
	Queues map[string]queue.Inspector
	// SignIn is the identity provider people may sign in with beside keys; nil is none.
	// The host verifies its tokens and hands their claims over (package identity).
	SignIn *identity.Provider
	// Demo is set by the host when it seeded the demonstration portfolio.
	Demo *Demo
}

// Console is the function. It is safe for concurrent use.
type Console struct {
	log       *slog.Logger
	rec       *records.Records
	keys      *access.Keys
	box       secret.Box
	signals   queue.Sender
	touches   queue.Sender
	deliver   queue.Sender
	opt       Options
	portfolio *portfolioCache
	models    *judgement.Models
	measure   *measure.Measure
	readers   readers
	calls     perMinute
	noting    sync.Mutex // the hands of an import would only keep each other from writing
	mux       func() *http.ServeMux
}

// New makes the console.
func New(log *slog.Logger, rec *records.Records, keys *access.Keys, box secret.Box, signals, touches, deliver queue.Sender, o Options) *Console {
	o.PerMinute = cmp.Or(o.PerMinute, callsPerMinute)
	c := &Console{
		log: log, rec: rec, keys: keys, box: box, signals: signals, touches: touches, deliver: deliver, opt: o,
		portfolio: &portfolioCache{heads: rec.Heads(), age: o.PortfolioAge}, models: judgement.NewModels(rec),
	}
	c.measure = measure.New(rec, c.portfolio.accounts, o.PortfolioAge)
	// A cold start need not wait for a hundred routes and the pages behind them.
	c.mux = sync.OnceValue(func() *http.ServeMux { return c.mount(c.routes()) })
	return c
}

func (c *Console) routes() []route {
	api := c.apiRoutes()
	return append(api, c.pageRoutes(api)...)
}

// apiRoutes are all that openapi.yaml documents.
func (c *Console) apiRoutes() []route {
	return slices.Concat(
		c.accountRoutes(), c.overrideRoutes(), c.caseRoutes(), c.objectiveRoutes(), c.opportunityRoutes(), c.portfolioRoutes(),
		c.metricRoutes(), c.themeRoutes(), c.modelRoutes(),
		c.endpointRoutes(), c.deliveryRoutes(), c.eventRoutes(), c.usefulRoutes(),
		c.connectionRoutes(), c.settingsRoutes(), c.keyRoutes(), c.importRoutes(),
		c.queueRoutes(), c.doctorRoutes(), c.auditRoutes(), c.systemRoutes(),
	)
}

// ServeHTTP answers a request.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.mux().ServeHTTP(w, r) }

// route is one method of one path. A route without a scope is open to everybody.
type route struct {
	method, path string
	scope        heed.Scope
	answer       func(*request) (reply, error)
	// remembers says that it sees to Idempotency-Key itself, in the Write of what it does.
	remembers bool
	// raw answers by itself: pages and files.
	raw http.HandlerFunc
}

// mount puts the routes on a mux, and under every path an answer for the methods
// it does not take.
func (c *Console) mount(routes []route) *http.ServeMux {
	mux, methods := http.NewServeMux(), map[string][]string{}
	for _, rt := range routes {
		methods[rt.path] = append(methods[rt.path], rt.method)
		mux.Handle(rt.method+" "+rt.path, c.serve(rt))
	}
	for _, path := range slices.Sorted(maps.Keys(methods)) {
		if covered(path, methods) {
			continue
		}
		allow := strings.Join(methods[path], ", ")
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { problem.Method(w, r, allow) })
	}
	if _, taken := methods["/"]; !taken {
		mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
			problem.Write(w, r, c.log, heed.Refuse(heed.NotFound, "there is nothing at this address: GET /openapi.json lists what there is"))
		})
	}
	return mux
}

// covered reports whether another path with a wildcard, and the same methods, holds
// this one: then its answer for other methods does for both, and the mux takes no
// second one.
func covered(path string, methods map[string][]string) bool {
	for other, taken := range methods {
		if other != path && slices.Equal(taken, methods[path]) && holds(other, path) {
			return true
		}
	}
	return false
}

// holds reports whether every segment of a path is that of another, or its wildcard.
func holds(wild, path string) bool {
	return slices.EqualFunc(strings.Split(wild, "/"), strings.Split(path, "/"), func(w, p string) bool {
		return w == p || strings.HasPrefix(w, "{") && !strings.HasPrefix(p, "{")
	})
}

func (c *Console) serve(rt route) http.Handler {
	if rt.raw != nil {
		return rt.raw
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := c.ask(rt, w.Header(), r)
		if err != nil {
			problem.Write(w, r, c.log, err)
			return
		}
		out.write(w, r)
	})
}

// ask finds out who asks, and answers if they may.
func (c *Console) ask(rt route, h http.Header, r *http.Request) (reply, error) {
	req := &request{Request: r, now: time.Now().UTC()}
	if rt.scope == "" {
		return rt.answer(req)
	}
	var err error
	if req.key, err = c.keys.Allow(r, rt.scope); err != nil {
		return reply{}, err
	}
	return c.carry(rt, h, req)
}

// carry carries out a call of whoever may make it: not more often than anybody may, an order under an
// Idempotency-Key once, and with its entry in the audit log.
func (c *Console) carry(rt route, h http.Header, r *request) (reply, error) {
	if err := c.limit(h, r.key.ID, r.now); err != nil {
		return reply{}, err
	}
	out, err := c.repeatable(rt)(r)
	if err == nil {
		err = c.audit(r)
	}
	return out, err
}
