package learn

import (
	"fmt"
	"strings"
)

// Step is how much a model may say, from the simplest on.
type Step int

// The steps of the ladder.
const (
	Prior    Step = iota // the documented opinion, with nothing learned
	BaseRate             // everybody alike
	Logistic             // a line per number, a level per text
	Additive             // any smooth shape per column
	Pairs                // and what two columns say together
	Trees                // and what several do
)

var stepNames = [...]string{"prior", "base_rate", "logistic", "additive", "pairs", "trees"}

func (s Step) String() string { return stepNames[s] }

// words are the step as people read it.
func (s Step) words() string { return strings.ReplaceAll(s.String(), "_", " ") }

// MarshalText writes a step's name.
func (s Step) MarshalText() ([]byte, error) {
	if s < 0 || int(s) >= len(stepNames) {
		return nil, fmt.Errorf("no step %d", int(s))
	}
	return []byte(stepNames[s]), nil
}

// UnmarshalText reads one.
func (s *Step) UnmarshalText(text []byte) error {
	for i, name := range stepNames {
		if name == string(text) {
			*s = Step(i)
			return nil
		}
	}
	return fmt.Errorf("no step is called %q", text)
}
