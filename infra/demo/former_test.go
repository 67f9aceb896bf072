package demo

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// There are enough losses and renewals to learn from, and what was known before tells
// them apart, but not all: some left without a warning, and some stayed who looked bad.
func TestThePastTeaches(t *testing.T) {
	for d, now := range worlds() {
		looks, err := Looks(d.Accounts, now)
		if err != nil {
			t.Fatal(err)
		}
		var said []float64
		var lost []bool
		losses := 0
		for _, e := range looks {
			if e.Kind != heed.TargetWindow {
				continue
			}
			said, lost = append(said, speaking(e)), append(lost, e.Lost)
			if e.Lost {
				losses++
			}
		}
		auc := learn.AUC(said, lost).Value
		t.Logf("%d of %d were lost; AUC %.2f", losses, len(lost), auc)
		if losses < 18 || len(lost)-losses < 60 || auc < .65 || auc > .90 {
			t.Errorf("%d of %d were lost, told from the rest with an AUC of %.2f", losses, len(lost), auc)
		}
	}
}

// speaking is what the opinion makes of all factors of a look.
func speaking(e heed.Example) (sum float64) {
	for _, f := range e.Factors {
		sum += f.Effect
	}
	return sum
}

// What is told of a former customer ends when the contract did.
func TestFormerCustomersAreSilent(t *testing.T) {
	for d, now := range worlds() {
		for _, a := range d.Accounts {
			if last := a.Signals[len(a.Signals)-1]; a.Former && (last.Type != heed.ContractEnded || now.Sub(last.Time).Hours() < 24) {
				t.Errorf("of %s the last is %s, %s", a.ID, last.Type, last.Time)
			}
		}
	}
}
