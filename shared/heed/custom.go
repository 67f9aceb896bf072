package heed

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The bounds of factors that the settings define.
const (
	MaxCustomFactors = 20
	MaxCustomEffect  = 2. // log-odds, either way
	MaxExpression    = 500
)

// CustomGroup is the group of custom factors that name none.
const CustomGroup = "custom"

// CustomFactor is a factor that the settings define: a number worked out from
// what is known of the account, and how far it moves the risk. Between neutral,
// worst and best the effect is straight, beyond them it stays.
type CustomFactor struct {
	Factor     string  `json:"factor"`
	Group      string  `json:"group"`
	Title      Text    `json:"title"`
	Expression string  `json:"expression"`
	Unit       string  `json:"unit"`
	Neutral    float64 `json:"neutral"`
	// Worst and Best are where the effect is largest, above and below 0; nil where
	// the factor moves the risk one way only.
	Worst *Effect `json:"worst"`
	Best  *Effect `json:"best"`
	// Reason says what was found; {value} stands for the number.
	Reason Text        `json:"reason"`
	Play   *CustomPlay `json:"play"`
	// Formula is the expression as it was read and checked; nil before that.
	Formula *Formula `json:"-"`
}

// Effect is how far a value moves the risk.
type Effect struct {
	At      float64 `json:"at"`
	LogOdds float64 `json:"log_odds"`
}

// CustomPlay is what to do where a custom factor raises the risk.
type CustomPlay struct {
	Title   Text   `json:"title"`
	Steps   []Text `json:"steps"`
	DueDays int    `json:"due_days"`
}

// Completed fills in what was left out: the group, a reason, and of each text the
// language that was not written.
func (f CustomFactor) Completed() CustomFactor {
	f.Group = cmp.Or(f.Group, CustomGroup)
	f.Title = f.Title.inBoth()
	if f.Reason = f.Reason.inBoth(); f.Reason == (Text{}) {
		said := strings.TrimRight(": {value} "+f.Unit, " ") + "."
		f.Reason = Text{EN: f.Title.EN + said, DE: f.Title.DE + said}
	}
	if f.Play != nil {
		play := *f.Play
		play.Title, play.Steps = play.Title.inBoth(), slices.Clone(play.Steps)
		for i := range play.Steps {
			play.Steps[i] = play.Steps[i].inBoth()
		}
		f.Play = &play
	}
	return f
}

func (t Text) inBoth() Text { return Text{EN: cmp.Or(t.EN, t.DE), DE: cmp.Or(t.DE, t.EN)} }

// customName is asked for when settings are put, and not at every start.
var customName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`) })

// custom checks the factors that the settings define, beside those Heed has.
func (c *settingsCheck) custom(all []CustomFactor, known []string) {
	if len(all) > MaxCustomFactors {
		c.fail("/factors", "range", "at most %d factors of your own", MaxCustomFactors)
	}
	seen := slices.Clone(known)
	for i, f := range all {
		at := fmt.Sprintf("/factors/%d", i)
		if !customName().MatchString(f.Factor) {
			c.fail(at+"/factor", "format", "a factor's name has 1 to 40 small letters, digits and _, the first a letter")
		} else if slices.Contains(seen, f.Factor) {
			c.fail(at+"/factor", "duplicate", "there is another factor %s: give this one a name of its own", f.Factor)
		}
		seen = append(seen, f.Factor)
		c.customFactor(at, f)
	}
}

func (c *settingsCheck) customFactor(at string, f CustomFactor) {
	if f.Group != "" && !customName().MatchString(f.Group) {
		c.fail(at+"/group", "format", "a group's name has 1 to 40 small letters, digits and _, the first a letter")
	}
	if strings.TrimSpace(f.Expression) == "" || len(f.Expression) > MaxExpression {
		c.fail(at+"/expression", "range", "an expression has 1 to %d bytes", MaxExpression)
	}
	if len(f.Unit) > 40 {
		c.fail(at+"/unit", "range", "a unit has at most 40 bytes")
	}
	c.words(at+"/title", f.Title, 80, true)
	c.reason(at+"/reason", f.Reason)
	c.effects(at, f)
	if f.Play != nil {
		c.play(at+"/play", *f.Play)
	}
}

// effects holds that the effect rises from best over neutral to worst, or falls.
func (c *settingsCheck) effects(at string, f CustomFactor) {
	if f.Worst == nil && f.Best == nil {
		c.fail(at+"/worst", "required", "say where the factor is worst, best, or both: {\"at\": …, \"log_odds\": …}")
	}
	c.effect(at+"/worst", f.Worst, f.Neutral, 1)
	c.effect(at+"/best", f.Best, f.Neutral, -1)
	if f.Worst != nil && f.Best != nil && (f.Worst.At > f.Neutral) == (f.Best.At > f.Neutral) {
		c.fail(at+"/best/at", "range", "best and worst must lie on either side of neutral")
	}
}

func (c *settingsCheck) effect(at string, e *Effect, neutral, sign float64) {
	switch {
	case e == nil:
	case !(sign*e.LogOdds > 0 && sign*e.LogOdds <= MaxCustomEffect):
		c.fail(at+"/log_odds", "range", "the log-odds must lie above 0 up to %v for worst, below 0 down to −%v for best", MaxCustomEffect, MaxCustomEffect)
	case e.At == neutral || math.Abs(e.At) > 1e15 || math.Abs(neutral) > 1e15:
		c.fail(at+"/at", "range", "the value must differ from neutral, and both must lie within ±1e15")
	}
}

// reason holds the words of a factor's sentence to what every sentence promises.
func (c *settingsCheck) reason(at string, said Text) {
	c.words(at, said, 200, false)
	for _, s := range []struct{ lang, text string }{{"en", said.EN}, {"de", said.DE}} {
		if strings.ContainsAny(strings.ReplaceAll(s.text, "{value}", ""), "{}") {
			c.fail(at+"/"+s.lang, "format", "the only placeholder is {value}")
		}
		if claimsCause().MatchString(s.text) {
			c.fail(at+"/"+s.lang, "format", "a factor is associated with the risk; nobody knows that it is its cause: say what was found")
		}
	}
}

// claimsCause finds the words that turn a finding into a cause.
var claimsCause = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(because|due to|caused by|weil|wegen|aufgrund)\b`)
})

func (c *settingsCheck) words(at string, t Text, most int, required bool) {
	if required && t == (Text{}) {
		c.fail(at, "required", "say it in one language at least: {\"en\": …} or {\"de\": …}")
	}
	if len(t.EN) > most || len(t.DE) > most {
		c.fail(at, "range", "a text has at most %d bytes here", most)
	}
}

func (c *settingsCheck) play(at string, p CustomPlay) {
	c.words(at+"/title", p.Title, 120, true)
	if len(p.Steps) > 5 {
		c.fail(at+"/steps", "range", "a play has at most 5 steps")
	}
	for i, step := range p.Steps {
		c.words(fmt.Sprintf("%s/steps/%d", at, i), step, 200, true)
	}
	c.number(at+"/due_days", float64(p.DueDays), 0, 365)
}
