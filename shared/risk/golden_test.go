package risk

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden receipts anew")

// stories are judgements people should read when a sentence or number changes.
var stories = map[string]func() Snapshot{
	"unknown":  func() Snapshot { return Snapshot{Account: heed.Account{ID: "new"}} },
	"calm":     acme,
	"troubled": troubled,
	"notice": func() Snapshot {
		s := acme()
		s.Contracts[0].NoticedAt = daysAgo(49)
		return s
	},
	"renewed": func() Snapshot {
		s := troubled()
		s.Contracts[0].RenewedAt, s.Contracts[0].RenewalDate = daysAgo(10), dayAgo(-60).AddMonths(12)
		return s
	},
	"recovering": func() Snapshot {
		s := acme()
		s.Usage = reports(heed.ActiveUsers, 40, 48, 7)
		s.Account.Card.Band = heed.High
		s.Previous = NewPrevious(&heed.Previous{Probability: .4, Band: heed.High, AsOf: daysAgo(20), Factors: map[string]float64{"urgent_tickets": .90, "usage_trend": -.1}})
		return s
	},
	"worse": func() Snapshot {
		s := acme()
		s.Contacts[0].LeftAt = daysAgo(17)
		s.Previous = NewPrevious(&heed.Previous{Probability: .1, Band: heed.Low, AsOf: daysAgo(20), Factors: map[string]float64{"usage_trend": 0, "champion_left": 0}})
		return s
	},
}

// A receipt in both languages for every story; run with -update to accept a change.
func TestGoldenReceipts(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(stories)) {
		for _, lang := range []heed.Language{heed.English, heed.German} {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				s, m, set := stories[name](), Prior(.10), heed.DefaultSettings()
				r := Assess(s, m, set, now)
				got, err := json.MarshalIndent(map[string]any{
					"reason": r.Reason.In(lang), "risk": r.In(lang), "plays": heed.PlaysIn(r.Plays, lang),
				}, "", "  ")
				if err != nil {
					t.Fatal(err)
				}
				golden(t, filepath.Join("testdata", name+"."+string(lang)+".json"), append(got, '\n'))
			})
		}
	}
}

func golden(t *testing.T, path string, got []byte) {
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update to write it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; read it and run the test with -update:\n%s", path, got)
	}
}

// No sentence names a person or claims a cause.
func TestSentencesClaimNoCause(t *testing.T) {
	for name, story := range stories {
		r := Assess(story(), Prior(.10), heed.DefaultSettings(), now)
		for _, text := range textsOf(r) {
			for _, word := range []string{"Acme", "u-1", "h1", "{", "  "} {
				if strings.Contains(text.EN, word) || strings.Contains(text.DE, word) {
					t.Errorf("%s: %q / %q holds %q", name, text.EN, text.DE, word)
				}
			}
			checkNoCause(t, text)
		}
	}
	for i := range factors {
		checkNoCause(t, factors[i].fading())
	}
	for _, days := range []int{-9, 0, 1, 9} {
		said, play := Renewal(heed.Target{Contract: "k", Days: days})
		checkNoCause(t, said)
		checkNoCause(t, play.Title)
	}
	rapid.Check(t, func(t *rapid.T) {
		s, set := drawSnapshot(t), ownFactors()
		r := Assess(s, Prior(.10), set, drawTime(t))
		for _, text := range textsOf(r) {
			checkNoCause(t, text)
		}
	})
}

// textsOf are all that a receipt says.
func textsOf(r heed.Risk) []heed.Text {
	texts := []heed.Text{r.Reason, r.Reference.Text}
	for _, f := range r.Factors {
		texts = append(texts, f.Reason)
	}
	for _, g := range r.Groups() {
		texts = append(texts, g.Reason)
	}
	for _, p := range r.Plays {
		texts = append(append(texts, p.Title), p.Steps...)
	}
	if r.Counterfactual != nil {
		texts = append(texts, r.Counterfactual.Reason)
	}
	return texts
}

// checkNoCause holds a sentence to what is known: that things go together, and not
// that one causes the other.
func checkNoCause(t interface{ Errorf(string, ...any) }, text heed.Text) {
	if said := text.EN + " / " + text.DE; cause.MatchString(said) {
		t.Errorf("%q claims a cause", said)
	}
}

var cause = regexp.MustCompile(`(?i)\b(because|due to|caused|leads to|weil|wegen|aufgrund|führt zu|verursacht)\b`)

// A line that several factors share says how they stand with the risk.
func TestALineOfAGroupSpeaksOfAssociation(t *testing.T) {
	r := Assess(troubled(), Prior(.10), heed.DefaultSettings(), now)
	for _, g := range r.Groups() {
		if len(g.Factors) > 1 && strings.Count(g.Reason.EN, ".") > 1 && (!strings.Contains(g.Reason.EN, " is associated with a higher risk: ") || !strings.Contains(g.Reason.DE, " geht mit einem höheren Risiko einher: ")) {
			t.Errorf("%s says %q / %q", g.Group, g.Reason.EN, g.Reason.DE)
		}
	}
	s := acme()
	s.Previous = NewPrevious(&heed.Previous{Probability: .1, Band: heed.Low, AsOf: daysAgo(20), Factors: map[string]float64{}})
	s.Usage = slices.Concat(reports(heed.ActiveUsers, 48, 12, 7), reports(heed.FeaturesUsed, 14, 7, 7))
	const want = "Usage is associated with a higher risk: Active users fell from 48 to 12 in four weeks. Features in use fell from 14 to 7 in four weeks; the decision"
	if got := Assess(s, Prior(.10), heed.DefaultSettings(), now).Reason.EN; !strings.HasPrefix(got, want) {
		t.Errorf("what moved together is told as %q, want %q", got, want)
	}
}

func TestFormats(t *testing.T) {
	p := prose{year: 2026}
	day := func(d heed.Day) arg { n, _ := number(d); return on(n) }
	for _, c := range []struct {
		arg    arg
		en, de string
	}{
		{num(48), "48", "48"},
		{num(7.5), "7.5", "7,5"},
		{num(9.96), "10", "10"},
		{num(11.5), "12", "12"},
		{num(1234567), "1,234,567", "1.234.567"},
		{num(-2.5), "-2.5", "-2,5"},
		{count(4), "Four", "Vier"},
		{count(5), "Five", "Fünf"},
		{lower(12), "twelve", "zwölf"},
		{count(13), "13", "13"},
		{span(0), "less than a day", "weniger als einem Tag"},
		{span(1), "1 day", "1 Tag"},
		{span(74), "74 days", "74 Tagen"},
		{day("2026-11-03"), "3 November", "3. November"},
		{day("2025-03-31"), "31 March 2025", "31. März 2025"},
		{sum(heed.Money{Amount: 4_800_000, Currency: "EUR"}), "€48,000", "48.000 €"},
		{sum(heed.Money{Amount: 99_950, Currency: "USD"}), "$1,000", "1.000 $"},
		{sum(heed.Money{Amount: 48_000, Currency: "JPY"}), "JPY 48,000", "48.000 JPY"},
		{sum(heed.Money{Amount: 100_000, Currency: "CHF"}), "CHF 1,000", "1.000 CHF"},
	} {
		if text := p.text("{1}", "{1}", c.arg); text.EN != c.en || text.DE != c.de {
			t.Errorf("%+v is written %q and %q, want %q and %q", c.arg, text.EN, text.DE, c.en, c.de)
		}
	}
}
