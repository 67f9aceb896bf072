package learn

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Format is the version of what Marshal writes. Code reads this one and the one before,
// which had no trees.
const Format = 2

// MaxBytes is how large a written model may be.
const MaxBytes = 64 << 10

// written is a model with its format.
type written struct {
	Format int `json:"format"`
	*Model
}

// Marshal writes a model down as JSON. Equal models make equal bytes.
func (m *Model) Marshal() ([]byte, error) {
	text, err := json.Marshal(written{Format, m})
	if err != nil {
		return nil, fmt.Errorf("learn: write a model: %w", err)
	}
	return text, nil
}

// Unmarshal reads what Marshal wrote, and refuses what could not be judged with.
func Unmarshal(text []byte) (*Model, error) {
	w := written{Model: &Model{}}
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("learn: read a model: %w", err)
	}
	if w.Format != Format && w.Format != Format-1 {
		return nil, fmt.Errorf("learn: the model has format %d and this Heed reads %d: train it anew", w.Format, Format)
	}
	if err := w.check(); err != nil {
		return nil, fmt.Errorf("learn: read a model: %w", err)
	}
	w.prepare()
	return w.Model, nil
}

// check names what keeps a model from being judged with.
func (m *Model) check() error {
	if len(m.Terms) > mostTerms {
		return fmt.Errorf("it has %d terms; at most %d can be judged", len(m.Terms), mostTerms)
	}
	names := map[string]bool{}
	for i := range m.Terms {
		t := &m.Terms[i]
		if err := t.check(); err != nil {
			return fmt.Errorf("term %q: %w", t.Name, err)
		}
		if names[t.Name] {
			return fmt.Errorf("term %q appears twice", t.Name)
		}
		names[t.Name] = true
	}
	for i := range m.Pairs {
		if err := m.Pairs[i].check(m.Terms); err != nil {
			return fmt.Errorf("pair %d: %w", i, err)
		}
	}
	for i := range m.Trees {
		if err := m.Trees[i].check(m.Terms); err != nil {
			return fmt.Errorf("tree %d: %w", i, err)
		}
	}
	return nil
}

func (t *Term) check() error {
	bins := len(t.Cuts) + 1
	if t.Text {
		bins = len(t.Levels) + 1
	}
	switch {
	case t.Text && t.Cuts != nil || !t.Text && t.Levels != nil:
		return errors.New("cuts are of numbers, levels of texts")
	case len(t.Steps) != 0 && len(t.Steps) != bins:
		return fmt.Errorf("%d steps for %d bins", len(t.Steps), bins)
	case len(t.Ranks) != 0 && len(t.Ranks) != bins:
		return fmt.Errorf("%d ranks for %d bins", len(t.Ranks), bins)
	case len(t.Spread) != 0 && len(t.Spread) != bins:
		return fmt.Errorf("%d spreads for %d bins", len(t.Spread), bins)
	case !slices.IsSorted(t.Cuts):
		return errors.New("cuts must rise")
	case t.Low > t.High:
		return errors.New("low lies above high")
	case len(t.Shares) > math.MaxUint8+1:
		return fmt.Errorf("%d ranks; at most %d can be told apart", len(t.Shares), math.MaxUint8+1)
	case len(t.Shares) > 0 && (t.Ranks == nil && bins > len(t.Shares) || slices.ContainsFunc(append(slices.Clone(t.Ranks), t.MissingRank), t.beyond)):
		return errors.New("a rank lies beyond its shares")
	}
	return nil
}

func (t *Term) beyond(rank int) bool { return rank < 0 || rank >= len(t.Shares) }

// round leaves the digits that are written down, so that a model judges alike
// before and after.
func (m *Model) round() {
	m.Base = digits(m.Base, 1e6)
	for i := range m.Terms {
		t := &m.Terms[i]
		for _, list := range [][]float64{t.Steps, t.Shares} {
			for k := range list {
				list[k] = digits(list[k], 1e4)
			}
		}
		for k := range t.Spread {
			t.Spread[k] = digits(t.Spread[k], 1e3)
		}
		t.Missing, t.MissingSpread = digits(t.Missing, 1e4), digits(t.MissingSpread, 1e4)
	}
}

// digits rounds to parts of one; minus zero becomes zero.
func digits(x, parts float64) float64 { return math.Round(x*parts)/parts + 0 }
