package console

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The fields that hold words, boxes to tick, and lists; all others hold numbers.
var (
	wordFields = []string{"factor", "group", "expression", "unit", "en", "de", "metric", "by", "window", "currency", "language"}
	boxFields  = []string{"privacy/comments_in_events", "privacy/owner_reports", "identity/match_domains"}
	listFields = []string{"renewal_leads", "learning/checked"}
)

// readField gives what was typed into a field as the document has it.
func readField(name, text string) any {
	switch {
	case within(name, "weights") || within(name, "fx") || within(name, "targets"):
		return shifted(text, "")
	case isShare(name):
		return shifted(text, "e-2")
	case contains(wordFields, lastWord(name)):
		return text
	case contains(boxFields, name):
		return text == "true"
	case contains(listFields, name):
		all := []any{}
		for _, word := range (typed{Values: url.Values{name: {text}}}).list(name) {
			all = append(all, shifted(word, ""))
		}
		return all
	}
	return shifted(text, "")
}

// shifted is a number, moved by an exponent; what is none stays as it was typed.
func shifted(text, exponent string) any {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return text
	}
	x, _ = strconv.ParseFloat(decimal(x)+exponent, 64) // not multiplied: 14.7 % are 0.147
	return x
}

// writtenIn is a number as the form shows it.
func writtenIn(name string, x float64) string {
	if isShare(name) {
		x = shifted(decimal(x), "e2").(float64)
	}
	return decimal(x)
}

// isShare reports whether a field is shown in percent, and kept as a share of one.
func isShare(name string) bool {
	return within(name, "bands") || name == "loss_rate" || name == "margin"
}

func lastWord(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// within reports whether a field is within a member.
func within(name, member string) bool { return strings.HasPrefix(name, member+"/") }

// idOf is what the element of a field is called.
func idOf(name string) string { return strings.ReplaceAll(name, "/", "-") }

// fieldsIn are the names of all fields within a member, sorted.
func fieldsIn(f url.Values, member string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if within(name, member) {
			names = append(names, name)
		}
	}
	return names
}
