package risk

import "github.com/heed-cs/heed/shared/heed"

// Amount writes money as sentences do, in whole units: €48,000 or 48.000 €.
func Amount(m heed.Money, lang heed.Language) string {
	a := sum(m)
	return string(a.append(nil, lang, 0))
}
