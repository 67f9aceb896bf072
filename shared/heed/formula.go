package heed

// Formula is an expression that was read and checked: a tree without loops, so
// that working it out takes as many steps as it has branches. It is kept beside
// the expression, for whoever works it out need not read the language.
type Formula struct {
	// Op is what the branch does: OpNumber and OpText stand for themselves, OpWord
	// asks the account, anything else is the operator of that name.
	Op     string    `json:"op"`
	Number float64   `json:"number,omitempty"`
	Text   string    `json:"text,omitempty"` // of OpText, and the name of OpWord
	Of     []Formula `json:"of,omitempty"`
}

// The branches that end a formula.
const (
	OpNumber = "number" // also truth: 1 is true, 0 is false
	OpText   = "text"
	OpWord   = "word"
)
