package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// operand is what a branch of a formula comes to: a number, a text, or nothing,
// and then why. Truth is 1, what is not true is 0.
type operand struct {
	number float64
	text   string
	why    string
}

// noNumber says that an expression came to no number, as 1 / 0 does.
const noNumber = "no_number"

// work works a formula out. What nobody said makes all that rests on it unknown,
// but for the second side of ??.
func (j *judgement) work(f *heed.Formula) operand {
	switch f.Op {
	case heed.OpNumber:
		return operand{number: f.Number}
	case heed.OpText:
		return operand{text: f.Text}
	case heed.OpWord:
		return j.ask(f)
	case "??", "and", "or", "?":
		return j.choose(f)
	case "in":
		return j.among(f)
	}
	return j.combined(f)
}

// combined works out both sides of an operator, or its one.
func (j *judgement) combined(f *heed.Formula) operand {
	var sides [2]operand
	if len(f.Of) == 0 || len(f.Of) > len(sides) {
		return operand{why: noNumber}
	}
	for i := range f.Of {
		if sides[i] = j.work(&f.Of[i]); sides[i].why != "" {
			return sides[i]
		}
	}
	return combine(f.Op, sides[0], sides[1])
}

// choose works out only the side that counts.
func (j *judgement) choose(f *heed.Formula) operand {
	if len(f.Of) < 2 || f.Op == "?" && len(f.Of) < 3 {
		return operand{why: noNumber}
	}
	first := j.work(&f.Of[0])
	switch {
	case f.Op == "??" && first.why == "":
		return first
	case f.Op == "??":
		return j.work(&f.Of[1])
	case first.why != "":
		return first
	case f.Op == "?" && first.number == 0:
		return j.work(&f.Of[2])
	case f.Op == "and" && first.number == 0, f.Op == "or" && first.number != 0:
		return first
	}
	return j.work(&f.Of[1])
}

// among compares the first side with every other.
func (j *judgement) among(f *heed.Formula) operand {
	var first operand
	for i := range f.Of {
		side := j.work(&f.Of[i])
		switch {
		case side.why != "":
			return side
		case i == 0:
			first = side
		case side == first:
			return truth(true)
		}
	}
	return truth(false)
}

// combine puts an operator to one side or two.
func combine(op string, a, b operand) operand {
	if calculated, ok := calculate(op, a.number, b.number); ok {
		if math.IsNaN(calculated) || math.IsInf(calculated, 0) {
			return operand{why: noNumber}
		}
		return operand{number: calculated}
	}
	holds := false
	switch op {
	case "not":
		holds = a.number == 0
	case "==":
		holds = a == b
	case "!=":
		holds = a != b
	case "<":
		holds = a.number < b.number
	case "<=":
		holds = a.number <= b.number
	case ">":
		holds = a.number > b.number
	case ">=":
		holds = a.number >= b.number
	default:
		return operand{why: noNumber} // a later Heed read it
	}
	return truth(holds)
}

func truth(holds bool) operand {
	if holds {
		return operand{number: 1}
	}
	return operand{}
}

func calculate(op string, a, b float64) (float64, bool) {
	switch op {
	case "+":
		return a + b, true
	case "-":
		return a - b, true
	case "neg":
		return -a, true
	case "*":
		return a * b, true
	case "/":
		return a / b, true
	case "**":
		return math.Pow(a, b), true
	case "min":
		return min(a, b), true
	case "max":
		return max(a, b), true
	case "abs":
		return math.Abs(a), true
	case "round":
		return math.Round(a), true
	case "floor":
		return math.Floor(a), true
	case "ceil":
		return math.Ceil(a), true
	}
	return 0, false
}

// ask asks the account for what a word means.
func (j *judgement) ask(f *heed.Formula) operand {
	word, known := words()[f.Text]
	if !known || len(f.Of) > maxTaken {
		return operand{why: noNumber}
	}
	var taken [maxTaken]operand
	for i := range f.Of {
		if taken[i] = j.work(&f.Of[i]); taken[i].why != "" {
			return taken[i]
		}
	}
	said := word.say(j, &taken)
	if math.IsNaN(said.number) || math.IsInf(said.number, 0) {
		return operand{why: noNumber}
	}
	return said
}
