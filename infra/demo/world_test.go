package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

var moments = []time.Time{
	time.Date(2026, 11, 21, 14, 30, 5, 123456789, time.UTC),
	time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC),
	time.Date(2027, 3, 31, 23, 59, 59, 999999999, time.UTC),
	time.Date(2027, 1, 4, 4, 0, 0, 0, time.FixedZone("", -9*60*60)), // a Monday in UTC
}

// inhabited are worlds of several seeds, one at each moment, made once.
var inhabited = sync.OnceValue(func() []*Demo {
	var all []*Demo
	for seed, now := range moments {
		all = append(all, World(uint64(seed)*7919+1, now))
	}
	return all
})

func worlds() iter.Seq2[*Demo, time.Time] {
	return func(yield func(*Demo, time.Time) bool) {
		for i, d := range inhabited() {
			if !yield(d, moments[i]) {
				return
			}
		}
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestWorldIsAFunctionOfSeedAndMoment(t *testing.T) {
	first, now := encode(t, World(1, moments[0])), moments[0]
	if !bytes.Equal(first, encode(t, World(1, now))) {
		t.Error("the same seed and moment made two worlds")
	}
	if !bytes.Equal(first, encode(t, World(1, now.In(time.FixedZone("", 3600))))) {
		t.Error("the time zone the moment is written in changed the world")
	}
	if bytes.Equal(first, encode(t, World(2, now))) {
		t.Error("two seeds made the same world")
	}
}

// checkSignals expects signals that are taken in, each once and in order, at
// now. Parsing costs the most, so only every so many-th is parsed.
func checkSignals(t *testing.T, signals []Signal, now time.Time, every int) {
	t.Helper()
	rules := heed.DefaultSettings().Rules(now)
	ids := map[string]bool{}
	for i, s := range signals {
		if s.Time.After(now) || s.Time.Before(rules.Oldest) || i > 0 && s.Time.Before(signals[i-1].Time) || ids[s.ID] {
			t.Fatalf("signal %s of %s is too early, too late, out of order or there twice", s.ID, s.Time)
		}
		ids[s.ID] = true
		if i%every == 0 {
			checkParsed(t, encode(t, s), rules)
		}
	}
}

func checkParsed(t *testing.T, raw []byte, rules heed.Rules) {
	t.Helper()
	if err := heed.Strict(raw); err != nil {
		t.Fatalf("signal %s is not strict JSON: %v", raw, err)
	}
	if _, errs := heed.ParseSignal(raw, rules); len(errs) > 0 {
		t.Fatalf("signal %s is refused: %v", raw, errs)
	}
}

func TestEverySignalIsTakenIn(t *testing.T) {
	every := 1 // of the first world, a share of the others
	for d, now := range worlds() {
		signals := d.Signals()
		checkSignals(t, signals, now, every)
		every = 11
		if n := len(signals); n < 28_000 || n > 35_000 {
			t.Errorf("%d signals: too few for a year, or too many to load in seconds", n)
		}
	}
}

func TestBatchesHoldTheSameSignalsInBodiesTheAPITakes(t *testing.T) {
	d := inhabited()[0]
	var all []Signal
	for batch := range d.Batches(1000) {
		if size := len(encode(t, batch)); size > 1<<20 || len(batch) > 1000 {
			t.Errorf("a batch has %d signals in %d bytes", len(batch), size)
		}
		all = append(all, batch...)
	}
	slices.SortFunc(all, older)
	if !bytes.Equal(encode(t, all), encode(t, d.Signals())) {
		t.Error("batches and signals differ")
	}
}

func TestUnhappySignalsAreTakenIn(t *testing.T) {
	for _, now := range moments {
		checkSignals(t, MakeUnhappy(now), now, 1)
		var answers []Signal
		for n := range 10 {
			answers = append(answers, BadAnswer(Northwind, n+1, now))
		}
		checkSignals(t, answers, now, 1)
	}
}

func TestBadAnswersAreDetractorsOfPeopleWhoExist(t *testing.T) {
	people := map[string]string{}
	for _, p := range said(inhabited()[0].Accounts[0], heed.ContactJoined) {
		people[p["contact"].(string)] = p["role"].(string)
	}
	for n := range 6 {
		var answer heed.Feedback
		if err := json.Unmarshal(BadAnswer(Northwind, n, moments[0]).Data, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Score > 6 || people[answer.Contact] != answer.Role {
			t.Errorf("answer %d is %d from %s in the role %s; people are %v", n, answer.Score, answer.Contact, answer.Role, people)
		}
	}
}

// said are the data of an account's signals of a type.
func said(a Account, kind string) []map[string]any {
	var all []map[string]any
	for _, s := range a.Signals {
		if s.Type == kind {
			var d map[string]any
			_ = json.Unmarshal(s.Data, &d)
			all = append(all, d)
		}
	}
	return all
}

func TestPopulation(t *testing.T) {
	for d := range worlds() {
		ids, names, count := map[string]bool{}, map[string]bool{}, map[string]int{}
		for _, a := range d.Accounts {
			profile := said(a, heed.AccountUpdated)[0]
			if parent, ok := profile["parent"]; ok {
				count["subsidiary"]++
				if !ids[parent.(string)] {
					t.Errorf("%s has the parent %v, which does not exist", a.ID, parent)
				}
			}
			ids[a.ID], names[a.Name] = true, true
			for _, member := range []string{"segment", "region", "plan", "owner", "phase", "language", "industry", "country"} {
				count[fmt.Sprint(profile[member])]++
			}
			for _, c := range said(a, heed.ContractSigned) {
				if arr, ok := c["arr"].(map[string]any); ok {
					count[fmt.Sprint(arr["currency"])]++
				}
				count[fmt.Sprintf("%v months", c["term_months"])]++
			}
			count[a.Archetype]++
		}
		if len(ids) != 225 || len(names) != 225 || count["subsidiary"] != 3 {
			t.Errorf("%d ids, %d names, %d subsidiaries; want 225, 225, 3", len(ids), len(names), count["subsidiary"])
		}
		for what, least := range map[string]int{
			"smb": 50, "mid": 40, "enterprise": 15, "EUR": 80, "USD": 15, "GBP": 8, "CHF": 6,
			"de": 60, "en": 60, "csm-1": 5, "csm-6": 20, "onboarding": 15, "adoption": 10, "retention": 50, "expansion": 10,
			"0 months": 2, "1 months": 3, "12 months": 90, "24 months": 10, "36 months": 10, "trial": 2, "lost": 3, "leaving": 3,
		} {
			if count[what] < least {
				t.Errorf("only %d of %s, want at least %d", count[what], what, least)
			}
		}
	}
}

func TestStateOfContractsFollowsTheArchetype(t *testing.T) {
	for d, now := range worlds() {
		for _, a := range d.Accounts {
			c := contractOf(t, a, now)
			today := heed.DayOf(now)
			got := map[string]bool{
				"lost": !c.Open() && !a.Former, "leaving": c.UnderNotice(), "trial": c.Trial,
				"overdue": c.Open() && !c.AutoRenew && c.RenewalDate != "" && c.RenewalDate < today, "downgraded": !c.DowngradedAt.IsZero(),
			}
			for nature, holds := range got {
				if a.Former && c.Open() {
					t.Errorf("%s left, and its contract is open: %+v", a.ID, c)
				}
				if monthly := c.TermMonths != nil && *c.TermMonths == 1 && !c.Trial; holds != (a.Archetype == nature) && !monthly {
					t.Errorf("%s is %s, but that its contract is %s is %v: %+v", a.ID, a.Archetype, nature, holds, c)
				}
			}
		}
	}
}

// contractOf folds an account's main contract.
func contractOf(t *testing.T, a Account, now time.Time) heed.Contract {
	t.Helper()
	var facts heed.Facts
	for _, s := range a.Signals {
		if heed.Family(s.Type) == "contract" && bytes.Contains(s.Data, []byte(`"contract":"c-`+a.ID+`"`)) {
			facts = facts.With(heed.FactOf(heed.Signal{ID: s.ID, Source: s.Source, Type: s.Type, Time: s.Time, Data: s.Data}))
		}
	}
	c, err := heed.ContractOf(facts, now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNorthwindDecidesSoon(t *testing.T) {
	for d, now := range worlds() {
		c := contractOf(t, d.Accounts[0], now)
		days := c.RenewalDate.Sub(heed.DayOf(now)) // it does not renew by itself
		if d.Accounts[0].ID != Northwind || *c.ARR != (heed.Money{Amount: 48_000_00, Currency: "EUR"}) || c.AutoRenew || days < 40 || days > 60 {
			t.Errorf("%s pays %v and decides in %d days", d.Accounts[0].ID, c.ARR, days)
		}
	}
}

func TestNobodyCanBeReached(t *testing.T) {
	for d := range worlds() {
		raw, addresses := encode(t, d), 0
		for _, a := range d.Accounts {
			for _, c := range said(a, heed.ContactJoined) {
				addresses++
				if !strings.HasSuffix(c["email"].(string), "@"+a.ID+".example") {
					t.Errorf("the address %v is not under .example", c["email"])
				}
			}
		}
		if n := bytes.Count(raw, []byte("@")); n != addresses || addresses < 200 {
			t.Errorf("%d addresses, of which contacts have %d", n, addresses)
		}
		if bytes.Contains(raw, []byte("://")) {
			t.Error("the world names a web address")
		}
	}
}

func TestSettingsRateEveryCurrency(t *testing.T) {
	s := Settings(heed.German)
	if errs := s.Check(nil); len(errs) > 0 || s.Language != heed.German {
		t.Errorf("settings are refused: %v", errs)
	}
	for _, p := range places {
		if _, ok := s.Rates().Convert(heed.Money{Amount: 1, Currency: p.currency}); !ok {
			t.Errorf("no rate for %s", p.currency)
		}
	}
}

func BenchmarkWorld(b *testing.B) {
	for b.Loop() {
		World(1, moments[0])
	}
}
