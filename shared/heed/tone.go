package heed

// Tone is what a comment comes to, without its words: what judging needs of it.
type Tone struct {
	Sentiment int      `json:"sentiment"`        // thousandths: −1000, furious, to 1000, delighted
	Themes    []string `json:"themes,omitempty"` // of Themes, the clearest first
}

// Themes are what comments are sorted by.
var Themes = []string{
	"price", "support", "usability", "reliability", "performance", "feature",
	"integration", "onboarding", "billing", "communication", "competitor", ThemePraise,
}

// ThemePraise is the theme of comments that only want to say something kind.
const ThemePraise = "praise"
