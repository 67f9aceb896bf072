package demo

import "github.com/heed-cs/heed/shared/heed"

// Settings are the defaults with what the demo needs: rates for its currencies,
// round numbers rather than a day's, and the language of reasons and events.
func Settings(language heed.Language) heed.Settings {
	s := heed.DefaultSettings()
	s.FX = map[string]float64{"USD": .90, "GBP": 1.15, "CHF": 1.05}
	s.Language = language
	return s
}
