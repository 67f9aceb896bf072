package comment

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// One line per thing that turns a word: what is said, and how it sounds.
func TestSentiment(t *testing.T) {
	for _, c := range []struct{ comment, sounds string }{
		{"The support is good", "good"},
		{"The support is not good", "bad"},
		{"The support isn't really good", "bad"},
		{"not bad", "good"},
		{"No problems and great support", "good"},
		{"no bugs or crashes", "good"},
		{"It was barely usable and very slow", "bad"},
		{"You could not do better", "good"},
		{"Could be better", "bad"},
		{"It would be nice to have a good export", "bad"},
		{"More helpful answers", "bad"},
		{"Nice, but expensive and slow", "bad"},
		{"Expensive, but it is the best", "good"},
		{"Not only fast but also reliable", "good"},
		{"Nothing. They were great", "good"},
		{"No - service was very good.", "good"},
		{"unhelpful, unreliable", "bad"},
		{"Completely bug-free", "good"},
		{"sooooo goooood", "good"},
		{"😡", "bad"},
		{"👍🏽", "good"},
		{":-(", "bad"},
		{"Der Support ist gut", "good"},
		{"Der Support ist nicht gut", "bad"},
		{"Der Support hilft uns leider nicht", "bad"},
		{"Das gefällt mir nicht", "bad"},
		{"Nicht schlecht", "good"},
		{"keine Fehler", "good"},
		{"Kein guter Service", "bad"},
		{"Nicht nur schnell, sondern auch zuverlässig", "good"},
		{"Schön, aber viel zu teuer", "bad"},
		{"Eine fehlerfreie Lösung", "good"},
		{"Ständig Verbindungsfehler", "bad"},
		{"unübersichtlich", "bad"},
		{"unuebersichtlich", "bad"},
		{"unu\u0308bersichtlich", "bad"},
		{"Großartig!", "good"},
		{"GROSSARTIG", "good"},
		{"grossartig", "good"},
		{"Könnte besser sein", "bad"},
		{"Es wäre schön, wenn das schneller ginge", "bad"},
		{"Mehr hilfreiche Auswertungen", "bad"},
		{"Support war hilfsbereit, app keeps crashing", "mixed"},
		{"Das Tool ist total buggy", "bad"},
		{"The sync doesn't work half of the time", "bad"},
		{"Far from perfect", "bad"},
		{"Alles andere als zufrieden", "bad"},
		{"Aus unserem Alltag nicht mehr wegzudenken", "good"},
		{"Das versteht sich von selbst", "nothing"}, // not of the stem of "sicher"
		{"The new editor is terible", "bad"},
		{"excellnet work", "good"},
		{"Das ist wirklich entäuschend", "bad"},
		{"Sehr zuverläsig", "good"},
		{"Würde ich niemandem empfehlen", "bad"},
		{"terrace", "nothing"}, // two letters from what is bad
		{"", "nothing"},
		{"n/a", "nothing"},
		{"Nothing", "nothing"},
		{"keine", "nothing"},
		{"We use it on Mondays.", "nothing"},
		{"Wir nutzen es montags.", "nothing"},
		{"12345 !!! ???", "nothing"},
	} {
		s := Read(c.comment, "").Sentiment
		sounds := "mixed"
		switch {
		case s > .15:
			sounds = "good"
		case s < -.15:
			sounds = "bad"
		case s == 0:
			sounds = "nothing"
		}
		if sounds != c.sounds && c.sounds != "mixed" {
			t.Errorf("%q sounds %s (%.2f), want %s", c.comment, sounds, s, c.sounds)
		}
	}
}

func TestWhatStandsAroundStrengthens(t *testing.T) {
	for _, c := range [][2]string{
		{"The app is slow", "The app is very slow"},
		{"The app is somewhat slow", "The app is slow"},
		{"The app is slow", "The app is slow!"},
		{"The app is slow", "The app is SLOW"},
		{"Die App ist etwas langsam", "Die App ist langsam"},
		{"Die App ist langsam", "Die App ist extrem langsam"},
		{"Is the app slow?", "The app is slow"},
	} {
		if a, b := Read(c[0], "").Sentiment, Read(c[1], "").Sentiment; b >= a {
			t.Errorf("%q is %.3f, and %q is %.3f", c[0], a, c[1], b)
		}
	}
}

func TestThemes(t *testing.T) {
	for comment, want := range map[string]string{
		"Far too expensive":                           "price",
		"Nobody at the help desk answers":             "support",
		"Der Kundendienst ruft nie zurück":            "support",
		"Supportanfragen dauern ewig":                 "support",
		"Ladezeiten von zwanzig Sekunden":             "performance",
		"Es stürzt dauernd ab":                        "reliability",
		"Rechnungsfehler":                             "reliability billing",
		"There is no audit log":                       "feature",
		"The connector to Salesforce":                 "integration",
		"The training was short":                      "onboarding",
		"We are switching to another vendor":          "competitor",
		"Thank you, great work!":                      "praise",
		"Wir wurden über die Änderung nie informiert": "communication",
		"We use it on Mondays.":                       "",
	} {
		if got := strings.Join(Read(comment, "").Themes, " "); got != want {
			t.Errorf("%q is about %q, want %q", comment, got, want)
		}
	}
}

func TestLanguageIsTold(t *testing.T) {
	for _, c := range []struct {
		comment    string
		told, want heed.Language
	}{
		{"The support is great", "", heed.English},
		{"Der Support ist super", heed.English, heed.German},
		{"Support", "", ""},
	} {
		if got := Read(c.comment, c.told).Language; got != c.want {
			t.Errorf("%q is %q, want %q", c.comment, got, c.want)
		}
	}
}

// A word that means something else in the other language is left to its own.
func TestFalseFriends(t *testing.T) {
	for comment, want := range map[string]float64{
		"Das war fast alles":                 0,
		"Wir haben das Bad und die Not":      0,
		"We have a toll road":                0,
		"The cooling mist is in the machine": 0,
	} {
		if got := Read(comment, "").Sentiment; got != want {
			t.Errorf("%q has the sentiment %.2f, want %.2f", comment, got, want)
		}
	}
}

// Whatever is written: the words add up to the sentiment, stand where they say, and
// it lies within its bounds.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"", "Not good, but not bad either 👍", "Der Support hilft uns nicht!", "a\xff\xfe\x00b", "nicht nicht nicht gut",
		strings.Repeat("ä", MaxBytes), "keine_keine", "don’t don't 'tis", "\u0308", "e\u0308\u0308", "-- - --", ":-):-(", "❤️", "GUT!!!???",
	} {
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, s, told string) { check(t, s, Read(s, heed.Language(told))) })
}

func check(t interface{ Fatalf(string, ...any) }, s string, r Reading) {
	sum, at := 0., 0
	for _, w := range r.Words {
		if w.Start < at || w.End <= w.Start || w.End > len(s) {
			t.Fatalf("%q: word at %d to %d after %d", s, w.Start, w.End, at)
		}
		sum, at = sum+w.Weight, w.End
	}
	if math.Abs(sum-r.Sentiment) > 1e-9 || !(r.Sentiment > -1 && r.Sentiment < 1) {
		t.Fatalf("%q: words add up to %v, sentiment %v", s, sum, r.Sentiment)
	}
	if len(r.Themes) > maxThemes {
		t.Fatalf("%q: themes %v", s, r.Themes)
	}
}

func TestWordsAlwaysAddUp(t *testing.T) {
	parts := []string{
		"not", "good", "bad", "very", "but", ", ", ". ", "nicht", "gut", "kein", "Problem", "aber", "zu", "teuer", "!", "?", "would be", "nice",
		"👍", "fehlerfrei", "Rechnung", "SLOW", "or", "und", "could not be better", "keine Wünsche offen", "nothing", "\n", "more",
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom(parts)).Draw(t, "parts"), " ")
		check(t, s, Read(s, ""))
	})
}

// Only the first bytes of a comment are read, and no character is cut in two.
func TestLongCommentsAreCut(t *testing.T) {
	long := strings.Repeat("schlecht ä ", 10_000)
	r := Read(long, "")
	if last := r.Words[len(r.Words)-1]; last.End > MaxBytes || !utf8.ValidString(long[:last.End]) {
		t.Errorf("the last word ends at %d", last.End)
	}
}

// The lists are read by a program: what it would take wrongly is found here.
func TestWordLists(t *testing.T) {
	l := lists()
	for _, of := range []lexicon{l.english, l.german} {
		for phrase := range of.exact {
			if n := strings.Count(phrase, "_") + 1; n > longestPhrase {
				t.Errorf("%q has %d words, more than are looked at", phrase, n)
			}
		}
	}
	for _, name := range []string{"en.txt", "de.txt", "signs.txt", "learned.txt"} {
		n := 0
		for label := range lines(name) {
			if n++; label != asks && entryOf(label).empty() {
				t.Errorf("%s has the label %q, which is no weight, role or theme", name, label)
			}
		}
		if n < 3 {
			t.Errorf("%s has %d lines", name, n)
		}
	}
	for key, w := range l.english.learned {
		listed := Listed(key)
		if listed == 0 || listed*(listed+w) <= 0 {
			t.Errorf("%q has the listed weight %v and learned %v: the lists know no such word, or it turned", key, listed, w)
		}
	}
	if slices.ContainsFunc(heed.Themes, func(theme string) bool { return !themed(l.english, theme) || !themed(l.german, theme) }) {
		t.Error("a theme has no words in one of the languages")
	}
}

func themed(l lexicon, theme string) bool {
	for _, e := range l.exact {
		if e.themes&(1<<slices.Index(heed.Themes, theme)) != 0 {
			return true
		}
	}
	return false
}

func BenchmarkRead(b *testing.B) {
	const said = "Der Support war wirklich hilfsbereit, aber die Ladezeiten sind seit dem letzten Update eine Katastrophe."
	for b.Loop() {
		Read(said, "")
	}
}

// One letter left out, added, changed or swapped; nothing farther, and not the first.
func TestMisspellings(t *testing.T) {
	for _, c := range []struct {
		word, means string
	}{
		{"terible", "terrible"},
		{"terrrible", "terrible"},
		{"terrable", "terrible"},
		{"terrilbe", "terrible"},
		{"terable", ""},
		{"errible", ""},
		{"verrible", ""},
		{"terri", ""},
	} {
		if _, key := lists().english.misspelling(c.word); key != c.means {
			t.Errorf("%q is taken for %q, not %q", c.word, key, c.means)
		}
	}
}
