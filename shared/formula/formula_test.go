package formula

import (
	"strconv"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

func TestExpressionsAreRead(t *testing.T) {
	for expression, want := range map[string]string{
		`1 + 2 * 3`:             `(+ 1 (* 2 3))`,
		`-arr / seats`:          `(/ (neg arr) seats)`,
		`usage("exports") ?? 0`: `(?? (usage "exports") 0)`,
		`usage_mean("exports", 28) / usage_mean("exports", 84, 28)`: `(/ (usage_mean "exports" 28) (usage_mean "exports" 84 28))`,
		`segment in ["smb", "mid"] && auto_renew`:                   `(and (in segment "smb" "mid") auto_renew)`,
		`not tagged("vip") or phase != "onboarding"`:                `(or (not (tagged "vip")) (!= phase "onboarding"))`,
		`days_to_decision < 30 ? max(1, open_tickets) : 0`:          `(? (< days_to_decision 30) (max 1 open_tickets) 0)`,
		`answer_mean("csat", 90) ** 0.5`:                            `(** (answer_mean "csat" 90) 0.5)`,
		`seats | max(2)`:                                            `(max seats 2)`,
		`tickets_opened(28, 0)`:                                     `(tickets_opened 28 0)`,
	} {
		f, err := Read(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
		} else if got := written(*f); got != want {
			t.Errorf("%s is read as %s, want %s", expression, got, want)
		}
	}
}

// written is a formula as lists, to be compared.
func written(f heed.Formula) string {
	switch {
	case f.Op == heed.OpNumber:
		return strconv.FormatFloat(f.Number, 'f', -1, 64)
	case f.Op == heed.OpText:
		return `"` + f.Text + `"`
	case f.Op == heed.OpWord && len(f.Of) == 0:
		return f.Text
	}
	parts := []string{f.Op}
	if f.Op == heed.OpWord {
		parts[0] = f.Text
	}
	for _, of := range f.Of {
		parts = append(parts, written(of))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

func TestWrongExpressionsAreRefusedWithTheirPlace(t *testing.T) {
	for expression, want := range map[string]string{
		``:                          "unexpected",
		`1 +`:                       "unexpected token EOF",
		`weather`:                   "line 1, column 1: there is no word weather; there are arr, ",
		`1 + "a"`:                   "line 1, column 5: here belongs a number, and this is a text",
		`segment`:                   "gives a text",
		`segment == 3`:              "column 12: here belongs a text, and this is a number",
		`usage()`:                   "write usage(metric)",
		`usage_sum("a", 28, 28, 2)`: "write usage_sum(metric, days, ago?)",
		`usage_sum("a", 113)`:       "days is a plain whole number up to 112",
		`usage_sum("a", seats)`:     "days is a plain whole number up to 112",
		`usage_sum("a", 84, 29)`:    "no more than 112 days are known",
		`usage_sum("a", 0)`:         "days is a plain whole number up to 112",
		`answer("ces2")`:            `survey is one of ["nps" "csat" "ces"]`,
		`answer(segment)`:           `survey is one of`,
		`arr("x")`:                  "write arr",
		`all([1], # > 0)`:           "there is no function all here",
		`map(1..9, # * 2)`:          "there is no function map here",
		`now()`:                     "there is no function now here",
		`"a" matches "(a+)+$"`:      "there is no operator matches here",
		`"a" contains "b"`:          "there is no operator contains here",
		`1 % 2`:                     "there is no operator % here",
		`let x = 1; x`:              "and nothing else",
		`{"a": 1}.a`:                "and nothing else",
		`[1][0]`:                    "and nothing else",
		`segment in owner`:          "after in belongs a list",
		`max(1)`:                    "max takes 2, not 1",
		`auto_renew ? 1 : "no"`:     "here belongs a number, and this is a text",
		`seats > 1 and 3`:           "here belongs a truth, and this is a number",
		`"a" < "b"`:                 "here belongs a number, and this is a text",
		`arr.x()`:                   "only the words of an expression can be called",
	} {
		if f, err := Read(expression); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v and the error %v, want one with %q", expression, f, err, want)
		}
	}
}

func TestEveryWordCanBeWritten(t *testing.T) {
	for _, w := range risk.Words() {
		var taken []string
		for _, of := range w.Takes {
			switch {
			case of.Most > 0:
				taken = append(taken, "28")
			case len(of.OneOf) > 0:
				taken = append(taken, `"`+of.OneOf[0]+`"`)
			default:
				taken = append(taken, `"x"`)
			}
		}
		expression := w.Name
		if len(taken) > 0 {
			expression += "(" + strings.Join(taken, ", ") + ")"
		}
		if w.Gives == risk.KindText {
			expression += ` == "x"`
		}
		if _, err := Read(expression); err != nil {
			t.Errorf("%s: %v", expression, err)
		}
		if w.Means == "" {
			t.Errorf("nobody says what %s means", w.Name)
		}
	}
}

func TestReadAllPointsAtTheExpression(t *testing.T) {
	_, errs := ReadAll([]heed.CustomFactor{{Expression: "1"}, {Expression: "x"}})
	if len(errs) != 1 || errs[0].Pointer != "/factors/1/expression" {
		t.Errorf("errors %v", errs)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{`usage("a") ?? 1`, `a in [1]`, `((((`, `not not 1`, `max(1,2)`, `{}`, `x?.y`, `#`, `1..`, "\"\\", `a | b | c`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		if len(expression) > heed.MaxExpression {
			t.Skip()
		}
		read, err := Read(expression)
		if (read == nil) == (err == nil) {
			t.Errorf("%q gives %v and %v", expression, read, err)
		}
	})
}
