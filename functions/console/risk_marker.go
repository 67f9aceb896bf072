package console

import (
	"strings"

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
	model, numbers, base := modelParts(now.Risk.Model)
	oldModel, oldNumbers, oldBase := modelParts(before.Risk.Model)
	if model != oldModel {
		changed = append(changed, modelChanged)
	}
	if model == oldModel && base != oldBase {
		changed = append(changed, baseChanged)
	}
	versioned := now.Risk.Settings > 0 && before.Risk.Settings > 0 // receipts were not always
	if numbers != oldNumbers || versioned && now.Risk.Settings != before.Risk.Settings {
		changed = append(changed, settingsChanged)
	}
	return changed
}

// modelParts are the model of a receipt, the fingerprint of the settings' numbers
// and the bases, as scoring puts them together.
func modelParts(name string) (model, numbers, base string) {
	name, base, _ = strings.Cut(name, "@")
	if at := strings.LastIndexByte(name, '-'); at >= 0 {
		return name[:at], name[at+1:], base
	}
	return name, "", base
}
