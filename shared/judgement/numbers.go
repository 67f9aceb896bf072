package judgement

import (
	"fmt"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// Numbers name what a judgement was made with, so that a change of them is told from
// a change of the account: the model, the fingerprint of the settings, and the bases.
type Numbers struct{ Model, Settings, Base string }

// NumbersOf names a model and settings.
func NumbersOf(m risk.Model, set heed.Settings) Numbers {
	return Numbers{Model: m.Name, Settings: set.Fingerprint(), Base: fmt.Sprintf("%.4f/%.4f", m.Base, m.WindowBase)}
}

// ParseNumbers reads the name that a receipt or a card bears.
func ParseNumbers(name string) (n Numbers) {
	name, n.Base, _ = strings.Cut(name, "@")
	n.Model = name
	if at := strings.LastIndexByte(name, '-'); at >= 0 {
		n.Model, n.Settings = name[:at], name[at+1:]
	}
	return n
}

func (n Numbers) String() string { return n.Model + "-" + n.Settings + "@" + n.Base }

// ButBase reports whether nothing but the base is different.
func (n Numbers) ButBase(other Numbers) bool {
	return n.Model == other.Model && n.Settings == other.Settings
}

// rebased is the model with the bases that are named.
func (n Numbers) rebased(m risk.Model) risk.Model {
	_, _ = fmt.Sscanf(n.Base, "%g/%g", &m.Base, &m.WindowBase)
	return m
}
