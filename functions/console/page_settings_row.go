package console

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/metric"
)

// rowsOf are the numbers of a list's rows in which something stands.
func rowsOf(f url.Values, list string) (rows []int) {
	for _, name := range fieldsIn(f, list) {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, list+"/"), "/")
		row, err := strconv.Atoi(number)
		if err == nil && !slices.Contains(rows, row) && !emptyRow(f, list, row) {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return rows
}

// emptyRow reports whether nothing was typed into a row. A window is always chosen.
func emptyRow(f url.Values, list string, row int) bool {
	return !slices.ContainsFunc(fieldsIn(f, list+"/"+strconv.Itoa(row)), func(name string) bool {
		return lastWord(name) != "window" && strings.TrimSpace(f.Get(name)) != ""
	})
}

// rowsAndOne are a list's rows, and an empty one for what is to be added.
func rowsAndOne(f url.Values, list string, most int) []int {
	rows := make([]int, min(len(rowsOf(f, list))+1, most))
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// moveMoney moves the point of targets that are money: people count in whole units,
// the API in minor ones. The sign is + for the API.
func moveMoney(f url.Values, sign string) {
	exponent := "e" + sign + strconv.Itoa(minorDigitsOf(f.Get("currency")))
	for _, row := range rowsOf(f, "metric_targets") {
		at := "metric_targets/" + strconv.Itoa(row) + "/"
		d, err := metric.Describe(metric.Name(f.Get(at + "metric")))
		for _, bound := range []string{at + "at_least", at + "at_most"} {
			if x, is := shifted(f.Get(bound), exponent).(float64); is && err == nil && d.Unit == metric.Money {
				f[bound] = []string{decimal(x)}
			}
		}
	}
}

// tidy makes a form what its fields say together: rows to be dropped and empty ones
// are gone, and the others numbered anew; the rate of a new currency is among the rates.
func tidy(f url.Values) {
	for name, values := range f {
		f.Set(name, strings.ReplaceAll(values[0], "\r\n", "\n")) // as browsers send lines
	}
	for _, list := range []string{"factors", "metric_targets"} {
		renumber(f, list)
	}
	if code := strings.ToUpper(strings.TrimSpace(f.Get("new_currency"))); code != "" {
		f.Set("fx/"+code, f.Get("new_rate"))
	}
	for _, name := range append(fieldsIn(f, "drop"), "new_currency", "new_rate") {
		f.Del(name)
	}
}

func renumber(f url.Values, list string) {
	kept := url.Values{}
	for _, row := range rowsOf(f, list) {
		at := list + "/" + strconv.Itoa(row)
		if f.Get("drop/"+at) != "" {
			continue
		}
		next := list + "/" + strconv.Itoa(len(rowsOf(kept, list)))
		for _, name := range fieldsIn(f, at) {
			kept[next+strings.TrimPrefix(name, at)] = f[name]
		}
	}
	for _, name := range fieldsIn(f, list) {
		f.Del(name)
	}
	maps.Copy(f, kept)
}
