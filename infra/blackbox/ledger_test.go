package blackbox

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// ledger remembers what was answered 2xx, and counts it anew.
type ledger struct {
	mu       sync.Mutex
	kept     map[key]kept // the first content of each signal
	profiles map[string]map[string]string
	accounts map[string]string // by subject
}

// kept is a signal that was answered 2xx.
type kept struct {
	signal
	phase string // of the account then
	day   string // it counts on
}

func newLedger() *ledger {
	return &ledger{kept: map[key]kept{}, profiles: map[string]map[string]string{}, accounts: map[string]string{}}
}

// keep notes signals that were accepted.
func (l *ledger) keep(signals []signal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range signals {
		if _, known := l.kept[s.key()]; known {
			continue
		}
		at := s.At
		if at.IsZero() {
			at = time.Now()
		}
		l.kept[s.key()] = kept{s, l.profiles[l.accounts[s.Subject]]["phase"], at.UTC().Format(time.DateOnly)}
	}
}

// resolve asks which accounts the subjects turned out to be.
func (l *ledger) resolve(p *process) bool {
	for _, k := range l.kept {
		if l.accounts[k.Subject] != "" || k.Type == "signal.retracted" {
			continue
		}
		var a struct{ ID string }
		if !p.get("/v1/accounts/"+url.PathEscape(k.Subject), &a) {
			return false
		}
		l.accounts[k.Subject] = a.ID
	}
	return true
}

// counted is an answer that counts.
type counted struct {
	account, day, metric, scale string
	score                       int // turned: high is good
	groups                      map[string]string
}

// answers are the signals that count: of those that replace one another the
// greatest (time, source, id) that was not taken back, unless it is excluded.
func (l *ledger) answers() []counted {
	retracted := map[key]bool{}
	for _, k := range l.kept {
		if k.Type == "signal.retracted" {
			retracted[key{k.Data["source"].(string), k.Data["id"].(string)}] = true
		}
	}
	winners := map[string]kept{}
	for _, k := range l.kept {
		if !strings.HasPrefix(k.Type, "feedback.") || retracted[k.key()] {
			continue
		}
		slot := l.slot(k.signal)
		if w, there := winners[slot]; !there || k.later(w.signal) {
			winners[slot] = k
		}
	}
	var all []counted
	for _, k := range winners {
		if k.Data["excluded"] == nil {
			all = append(all, l.counted(k))
		}
	}
	return all
}

// slot names the answers of which only one counts.
func (l *ledger) slot(s signal) string {
	if response, ok := s.Data["response"].(string); ok {
		return fmt.Sprintf("response %q %q %q", s.Source, s.Type, response)
	}
	contact, one := s.Data["contact"].(string)
	survey, two := s.Data["survey"].(string)
	if one && two {
		return fmt.Sprintf("wave %q %q %q %q", l.accounts[s.Subject], s.Type, contact, survey)
	}
	return fmt.Sprintf("alone %q", s.key())
}

func (s signal) later(other signal) bool {
	if !s.At.Equal(other.At) {
		return s.At.After(other.At)
	}
	if s.Source != other.Source {
		return s.Source > other.Source
	}
	return s.ID > other.ID
}

func (l *ledger) counted(k kept) counted {
	account := l.accounts[k.Subject]
	c := counted{account: account, day: k.day, metric: strings.TrimPrefix(k.Type, "feedback."), score: k.Data["score"].(int)}
	c.scale, _ = k.Data["scale"].(string)
	if c.metric == "csat" && c.scale == "" {
		c.scale = "1-5"
	}
	if c.metric == "ces" && c.scale == "" {
		c.scale = "1-7"
	}
	if k.Data["direction"] == "low_is_easy" {
		c.score = high(c.scale, 7) + 1 - c.score
	}
	touchpoint, _ := k.Data["touchpoint"].(string)
	channel, _ := k.Data["channel"].(string)
	c.groups = map[string]string{"": "", "account": account, "touchpoint": touchpoint, "channel": channel, "phase": k.phase}
	for _, name := range []string{"segment", "plan", "region", "industry", "owner"} {
		c.groups[name] = l.profiles[account][name]
	}
	return c
}

// introduce writes a profile and waits until it is visible, so that answers
// posted from now on are stamped with its phase.
func (l *ledger) introduce(p *process, account string, profile map[string]string, external ...string) {
	body := map[string]any{"name": "Company " + account}
	for name, value := range profile {
		body[name] = value
	}
	ids := map[string][]string{}
	for _, subject := range external {
		connection, id, _ := strings.Cut(subject, ":")
		ids[connection] = append(ids[connection], id)
		l.accounts[subject] = account
	}
	body["external_ids"] = ids
	p.must(http.MethodPut, "/v1/accounts/"+account, body, nil)
	l.accounts[account], l.profiles[account] = account, profile
}

// move changes what an account is grouped by, as people do or as their tools do.
func (l *ledger) move(p *process, account string, to map[string]string, bySignal *signal) {
	body := map[string]any{}
	for name, value := range to {
		body[name] = value
	}
	if bySignal == nil {
		p.must(http.MethodPatch, "/v1/accounts/"+account, body, nil)
	} else {
		bySignal.Subject, bySignal.Type, bySignal.Data = account, "account.updated", body
		bySignal.At, bySignal.Written = time.Time{}, ""
		p.must(http.MethodPost, "/v1/signals", bySignal.event(), nil)
	}
	l.profiles[account] = maps.Clone(l.profiles[account])
	maps.Copy(l.profiles[account], to)
	eventually(p.t, func() string {
		var a map[string]any
		if !p.get("/v1/accounts/"+account, &a) {
			return account + " is not there"
		}
		for name, value := range to {
			if a[name] != value {
				return fmt.Sprintf("the %s of %s is %v, not %q", name, account, a[name], value)
			}
		}
		return ""
	})
}

// sorted are the keys of everything kept, in an order that a seed can choose from.
func (l *ledger) sorted() []key {
	return slices.SortedFunc(maps.Keys(l.kept), func(a, b key) int { return strings.Compare(a.source+a.id, b.source+b.id) })
}
