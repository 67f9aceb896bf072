package comment

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// The commonest words of each language that the other does not have.
const (
	englishWords = `the a of and to is it that for you with on are this be have from or by not but what all were we when your can said there use an each which she do how their if will up other about out many then them these some her would make like has had more write go see could than first been its who now people my made over did down only way find may after very our just know get through back much before good new any work me they i at as so us was too dont cant isnt`
	germanWords  = `der die das und ist nicht ein eine einen einem einer zu den dem des mit sich auf fuer von im es wir ich sie er ihr uns unser unsere unserer unserem unseren euch euer eure auch als an nach wie aus bei oder aber wenn nur noch werden wird wurde wurden bei sind haben hat hatte hatten sehr kann koennen muss muessen man mein meine vom zum zur ueber unter durch gegen ohne um bis seit weil dass schon mal hier da dann denn doch immer keine kein keiner keinen sehr viel mehr ja nein nie am war waren waere hätte haette ihre ihrer ihren ihnen mich mir dir dich alles etwas jetzt leider wieder gut danke`
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[fold(word)] = true
	}
	return set
}

// falseFriends mean something else, or nothing, in the other language: they are
// looked up in their own only.
const falseFriends = `half halb tiptop schon net nett lahm die war fast hell gift rat not bad kind mist toll also still arm list brand hang fade grab was man am an in rot lag so even falls bald tag rang fein gut hit fix fair like must plus pain smart wise less much more top hammer mega super light high most bit lie fee late cold kalt warm rate taste held halt gross art bank boot chef hose igel handy sage see wand wer wo will us all best beste song spring stern stark lob klar gold`

// detect tells the language of some tokens, by their common words first and the
// words of opinion after them; empty when nothing tells.
func detect(tokens []token) heed.Language {
	english, german := 0, 0
	for i := range tokens {
		w := tokens[i].word
		if tokens[i].kind != wordToken || w == "" {
			continue
		}
		english += 2*count(lists().english.common[w]) + count(knows(&lists().english, w))
		german += 2*count(lists().german.common[w]) + count(knows(&lists().german, w))
	}
	switch {
	case english > german:
		return heed.English
	case german > english:
		return heed.German
	}
	return ""
}

func knows(l *lexicon, word string) bool {
	_, exact := l.exact[word]
	return exact || len(word) > leastPart && !l.stems[stem(word, l.language)].empty()
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
