package learn

import "math"

// Model is what was learned: log-odds that are a base plus one contribution per
// term. It is a value of plain numbers; Marshal writes it down.
type Model struct {
	Step   Step   `json:"step"`
	Reason string `json:"reason"` // why it stands on this step, as people read it
	Seed   uint64 `json:"seed"`
	Data   string `json:"data"` // hash of the table it was learned from
	Rows   int    `json:"rows"`
	Losses int    `json:"losses"`
	// Base is the log-odds where every term contributes nothing: of the neutral
	// account, or of the average row. BaseSpread is its standard error.
	Base       float64 `json:"base"`
	BaseSpread float64 `json:"base_spread,omitempty"`
	Terms      []Term  `json:"terms"`
	Pairs      []Pair  `json:"pairs,omitempty"`
	Trees      Forest  `json:"trees,omitempty"`

	groves   []grove // of the trees
	variance float64 // of the log-odds of a row on average, while it is learned; 0 is not known
}

// Term is what one column contributes: a slope within what was seen, a step for
// the bin the value falls into, or one value for its absence.
type Term struct {
	Name string `json:"name"`
	// Of a number: Slope per unit from Centre, for values kept within Low and High.
	Slope  float64 `json:"slope,omitempty"`
	Centre float64 `json:"centre,omitempty"`
	Low    float64 `json:"low,omitempty"`
	High   float64 `json:"high,omitempty"`
	// Cuts rise; a number belongs to the first bin whose cut it does not exceed.
	Cuts []float64 `json:"cuts,omitempty"`
	// Text marks a term of texts. The bin after its Levels is for all others.
	Text   bool     `json:"text,omitempty"`
	Levels []string `json:"levels,omitempty"`
	// Steps are by bin; none contribute nothing.
	Steps   []float64 `json:"steps,omitempty"`
	Missing float64   `json:"missing,omitempty"`
	// Ranks are the places of the bins in the order in which pairs read them, and
	// MissingRank that of a missing value. Without them a bin is its rank.
	Ranks       []int `json:"ranks,omitempty"`
	MissingRank int   `json:"missing_rank,omitempty"`
	// Shares are how the reference population spreads over the ranks.
	Shares []float64 `json:"shares,omitempty"`
	// Spread is the standard error of what the term contributes, by bin, and
	// SlopeSpread that of the slope. MissingSpread is how far the contributions of
	// known values lie apart, which is what a missing one leaves open.
	Spread        []float64 `json:"spread,omitempty"`
	SlopeSpread   float64   `json:"slope_spread,omitempty"`
	MissingSpread float64   `json:"missing_spread,omitempty"`
}

// Row is one account as a model reads it, in the order of its terms. NaN is a
// missing number; of texts it is their code.
type Row []float64

// Code is how a Row says a text.
func (t *Term) Code(text string) float64 {
	for i, level := range t.Levels {
		if level == text {
			return float64(i)
		}
	}
	return float64(len(t.Levels))
}

// at is what the term contributes by itself, and the rank of the value.
func (t *Term) at(x float64) (effect float64, rank int) {
	if math.IsNaN(x) {
		return t.Missing, t.MissingRank
	}
	at := 0
	if t.Text {
		at = t.level(x)
	} else {
		effect = t.Slope * (min(max(x, t.Low), t.High) - t.Centre)
		at = bin(t.Cuts, x)
	}
	if t.Steps != nil {
		effect += t.Steps[at]
	}
	if t.Ranks != nil {
		at = t.Ranks[at]
	}
	return effect, at
}

// level is the bin of a text's code.
func (t *Term) level(code float64) int {
	if !(code >= 0 && code < float64(len(t.Levels))) {
		return len(t.Levels)
	}
	return int(code)
}

// mostTerms bounds a model, so that judging needs no memory of its own.
const mostTerms = 1024

// Explain fills in what every term contributes, a pair sharing between its
// two, and is their sum with the base: the log-odds. Row and contributions have
// one element per term.
func (m *Model) Explain(row Row, contributions []float64) (logOdds float64) {
	var ranks [mostTerms]uint8
	for i := range m.Terms {
		effect, rank := m.Terms[i].at(row[i])
		contributions[i], ranks[i] = effect, uint8(rank)
	}
	for i := range m.Pairs {
		p := &m.Pairs[i]
		at := p.cell(&ranks)
		contributions[p.A] += p.toA[at]
		contributions[p.B] += p.toB[at]
	}
	for i := range m.groves {
		m.groves[i].explain(&ranks, contributions)
	}
	logOdds = m.Base
	for _, c := range contributions[:len(m.Terms)] {
		logOdds += c
	}
	return logOdds
}

// LogOdds is what Explain comes to, without the shares of the terms.
func (m *Model) LogOdds(row Row) float64 {
	var ranks [mostTerms]uint8
	sum := m.Base
	for i := range m.Terms {
		effect, rank := m.Terms[i].at(row[i])
		ranks[i] = uint8(rank)
		sum += effect
	}
	for i := range m.Pairs {
		sum += m.Pairs[i].at(&ranks)
	}
	for i := range m.groves {
		sum += m.groves[i].at(&ranks)
	}
	return sum
}

// Additive reports whether every term says the same whatever the others say.
func (m *Model) Additive() bool { return len(m.Pairs)+len(m.Trees) == 0 }

// Encode is one row of a table as the model reads it. A column the table lacks
// is missing.
func (m *Model) Encode(t *Table) []Row {
	rows, flat := make([]Row, t.Rows()), make([]float64, t.Rows()*len(m.Terms))
	for i := range rows {
		rows[i] = flat[i*len(m.Terms) : (i+1)*len(m.Terms)]
	}
	for k := range m.Terms {
		m.Terms[k].encode(t.column(m.Terms[k].Name), rows, k)
	}
	return rows
}

func (t *Term) encode(c *Column, rows []Row, k int) {
	levels := newLevels(t.Levels)
	for i := range rows {
		switch {
		case c == nil || c.categorical() != t.Text:
			rows[i][k] = math.NaN()
		case c.categorical():
			rows[i][k] = float64(levels.text(c.Texts[i]))
		default:
			rows[i][k] = c.Numbers[i]
		}
	}
}

func (t *Table) column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// Predict is the log-odds of every row of a table.
func (m *Model) Predict(t *Table) []float64 {
	z := make([]float64, t.Rows())
	for i, row := range m.Encode(t) {
		z[i] = m.LogOdds(row)
	}
	return z
}

// Spread is the standard error of the log-odds of one account: how far the model's
// numbers are from sure, and what its missing values leave open. The terms are
// taken as independent.
func (m *Model) Spread(row Row) float64 {
	variance := m.BaseSpread * m.BaseSpread
	for i := range m.Terms {
		variance += m.Terms[i].variance(row[i])
	}
	return math.Sqrt(variance)
}

// variance is the square of the standard error of what the term contributes.
func (t *Term) variance(x float64) float64 {
	if math.IsNaN(x) {
		return t.MissingSpread * t.MissingSpread
	}
	line, step := 0., 0.
	at := 0
	if t.Text {
		at = t.level(x)
	} else {
		line = t.SlopeSpread * (min(max(x, t.Low), t.High) - t.Centre)
		at = bin(t.Cuts, x)
	}
	if t.Spread != nil {
		step = t.Spread[at]
	}
	return line*line + step*step
}
