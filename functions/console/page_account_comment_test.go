package console

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/comment"
	"github.com/heed-cs/heed/shared/heed"
)

func TestCommentsShowWhichWordsDecided(t *testing.T) {
	b := newBench(t).seeded()
	b.answer("northwind", "r-2", `{"score":2,"comment":"Exports are slow and the <i>import</i> is terrible, but support is great.","touchpoint":"support"}`)
	permitted := elsewhere(t, b.console)
	permitted.signIn(b.as(heed.ScopeRead, heed.ScopePersonal).key)
	page := section(t, permitted.page("/ui/accounts/northwind"), "timeline")
	mustHold(t, page, `<mark class="bad">terrible</mark>`, `<mark class="good">great</mark>`, "the &lt;i&gt;", "sounds ", "about ", "The words that decided", "terrible −0.")
	reader := elsewhere(t, b.console)
	reader.signIn(b.as(heed.ScopeRead).key)
	mustLack(t, section(t, reader.page("/ui/accounts/northwind"), "timeline"), "terrible", "<mark", "sounds")
	permitted.lang = "de"
	mustHold(t, section(t, permitted.page("/ui/accounts/northwind"), "timeline"), "klingt ", "über ")
}

// TestACommentThatIsCutSaysTheSame holds that marking words neither loses nor adds any.
func TestACommentThatIsCutSaysTheSame(t *testing.T) {
	words := []string{"good", "nicht", "schlecht", "very", "slow", "support", "\u00fcber", "😀", "<b>", ", ", ". ", " ", "Rechnungsfehler", "zzz"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom(words)).Draw(t, "words"), " ")
		var views []wordView
		for _, w := range comment.Read(text, "").Words {
			views = append(views, wordView{Word: text[w.Start:w.End], Start: w.Start, End: w.End, Weight: w.Weight})
		}
		said := ""
		for _, part := range cut(text, views) {
			said += part.Text
		}
		if said != text {
			t.Errorf("%q becomes %q", text, said)
		}
	})
}

func TestEveryThemeHasAWord(t *testing.T) {
	for _, theme := range heed.Themes {
		if !isWord("about:" + theme) {
			t.Errorf("the pages have no word for the theme %s", theme)
		}
	}
}
