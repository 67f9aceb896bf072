package console

import (
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
)

// What may change between two judgements besides the account. A chart draws a line
// there, for what moves across it may be no news of the customer.
const (
	modelChanged    = "model"
	baseChanged     = "base" // solved anew on the portfolio
	settingsChanged = "settings"
)

// markers name what a receipt was judged with that the one before it was not; none
// for the first. They are never null.
func markers(now, before records.Receipt) []string {
	changed := []string{}
	if before.N == 0 {
		return changed
	}
	is, was := judgement.ParseNumbers(now.Risk.Model), judgement.ParseNumbers(before.Risk.Model)
	if is.Model != was.Model {
		changed = append(changed, modelChanged)
	}
	if is.Model == was.Model && is.Base != was.Base {
		changed = append(changed, baseChanged)
	}
	versioned := now.Risk.Settings > 0 && before.Risk.Settings > 0 // receipts were not always
	if is.Settings != was.Settings || versioned && now.Risk.Settings != before.Risk.Settings {
		changed = append(changed, settingsChanged)
	}
	return changed
}
