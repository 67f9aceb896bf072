package console

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/metric"
)

// rowsIn are the rows of a list in which something stands, by number, with the fields
// of each.
func rowsIn(f url.Values, list string) map[int]url.Values {
	rows := map[int]url.Values{}
	for name, values := range f {
		number, member, _ := strings.Cut(strings.TrimPrefix(name, list+"/"), "/")
		row, err := strconv.Atoi(number)
		if err != nil || member == "" || !within(name, list) {
			continue
		}
		if rows[row] == nil {
			rows[row] = url.Values{}
		}
		rows[row][member] = values
	}
	maps.DeleteFunc(rows, func(_ int, row url.Values) bool { return empty(row) })
	return rows
}

// empty reports whether nothing was typed into a row. A window is always chosen.
func empty(row url.Values) bool {
	for member := range row {
		if member != "window" && strings.TrimSpace(row.Get(member)) != "" {
			return false
		}
	}
	return true
}

// rowsAndOne are a list's rows, and an empty one for what is to be added.
func rowsAndOne(f url.Values, list string, most int) []int {
	rows := make([]int, min(len(rowsIn(f, list))+1, most))
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// moveMoney moves the point of targets that are money: people count in whole units,
// the API in minor ones. The sign is + for the API.
func moveMoney(f url.Values, sign string) {
	exponent := "e" + sign + strconv.Itoa(minorDigitsOf(f.Get("currency")))
	for n, row := range rowsIn(f, "metric_targets") {
		d, err := metric.Describe(metric.Name(row.Get("metric")))
		for _, bound := range []string{"at_least", "at_most"} {
			if x, is := shifted(row.Get(bound), exponent).(float64); is && err == nil && d.Unit == metric.Money {
				f.Set("metric_targets/"+strconv.Itoa(n)+"/"+bound, decimal(x))
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
	if code := strings.ToUpper(strings.TrimSpace(f.Get("new_currency"))); code+f.Get("new_rate") != "" {
		f.Set("fx/"+code, f.Get("new_rate"))
	}
	for _, name := range append(fieldsIn(f, "drop"), "new_currency", "new_rate") {
		f.Del(name)
	}
}

func renumber(f url.Values, list string) {
	rows, next := rowsIn(f, list), 0
	for _, name := range fieldsIn(f, list) {
		f.Del(name)
	}
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		if f.Get("drop/"+list+"/"+strconv.Itoa(n)) != "" {
			unname(f, rows[n].Get("factor"))
			continue
		}
		for member, values := range rows[n] {
			f[list+"/"+strconv.Itoa(next)+"/"+member] = values
		}
		next++
	}
}

// unname takes away what other fields say of a factor that is dropped.
func unname(f url.Values, factor string) {
	f.Del("weights/" + factor)
	checked := typed{Values: f}.list("learning/checked")
	f.Set("learning/checked", strings.Join(slices.DeleteFunc(checked, func(name string) bool { return name == factor }), ", "))
}
