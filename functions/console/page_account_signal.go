package console

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// signalsShown is how many signals one page of the timeline has.
const signalsShown = 25

// timelineView is a stretch of an account's signals, newest first.
type timelineView struct {
	Rows []signalRow
	Past bool   // older ones than the newest are shown
	More bool   // there are older ones
	next string // where they begin
}

// signalRow is one signal, said in few words. Who may not see people's words has
// no quote, and is told that there is one.
type signalRow struct {
	SID, Type, Via       string
	At                   time.Time
	Said                 []string
	Quote, Language      string
	Tone                 *toneView // of a comment; nil for none
	Withheld             bool
	Retracted, Excluded  bool
	Bottom               bool // an answer that somebody should call about
	Conflicting, Erasing bool
}

func (p *pages) timelineOf(v *visit, account string) (timelineView, error) {
	before := v.URL.Query().Get("before")
	if before != "" && !timelinePlace().MatchString(before) {
		return timelineView{}, badCursor("before")
	}
	stored, next, err := p.rec.Timeline(v.Context(), account, before, signalsShown)
	view := timelineView{Past: before != "", More: next != "", next: next}
	personal := len(stored) > 0 && v.personal(account)
	for _, s := range stored {
		view.Rows = append(view.Rows, signalRowOf(s, v.locale, personal))
	}
	return view, err
}

func signalRowOf(s heed.Stored, l locale, personal bool) signalRow {
	row := signalRow{
		SID: s.SID(), Type: s.Type, Via: s.Via, At: s.Time, Retracted: s.Retracted, Conflicting: s.Conflicting, Erasing: s.Erased,
	}
	data := map[string]json.RawMessage{}
	_ = json.Unmarshal(s.Data, &data) // checked when it came in
	row.Excluded = data["excluded"] != nil
	fields, _ := heed.DataFields(s.Type)
	for _, f := range fields {
		if raw := data[f.Name]; raw != nil && string(raw) != "null" {
			row.take(f, raw, l, personal)
		}
	}
	if f, err := heed.FeedbackOf(s.Signal); err == nil && heed.IsFeedback(s.Type) {
		row.Bottom = metric.Bottom(heed.Metric(s.Type), f.Scale, f.Score)
		row.Language, row.Tone = f.Language, toneOf(s, personal)
	}
	return row
}

// dull are members that say nothing to a reader who sees the rest.
var dull = map[string]bool{"language": true, "response": true, "survey": true, "excluded": true}

// take puts one member of the data where it is read.
func (row *signalRow) take(f heed.Field, raw json.RawMessage, l locale, personal bool) {
	switch {
	case f.Personal && f.Kind != heed.TextField, dull[f.Name]:
	case f.Personal && !personal:
		row.Withheld = true
	case f.Personal:
		row.Quote = strings.TrimSpace(row.Quote + " " + text(raw))
	default:
		if said := l.member(f, raw); said != "" {
			row.Said = append(row.Said, said)
		}
	}
}

// member says one member of a signal's data.
func (l locale) member(f heed.Field, raw json.RawMessage) string {
	name := l.T("field:" + f.Name)
	switch f.Kind {
	case heed.TextField:
		return l.T("said:" + text(raw))
	case heed.IDField:
		return text(raw)
	case heed.BooleanField:
		if string(raw) == "true" {
			return name
		}
		return ""
	case heed.DayField:
		return name + " " + l.Day(heed.Day(text(raw)))
	case heed.MoneyField:
		var m heed.Money
		_ = json.Unmarshal(raw, &m) // checked when it came in
		return name + " " + l.Money(&m)
	case heed.IntegerField, heed.NumberField:
		x, _ := strconv.ParseFloat(string(raw), 64) // likewise
		if x == float64(int64(x)) {
			return name + " " + l.Number(int64(x))
		}
		return name + " " + l.decimal(x, 1)
	}
	return ""
}

func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s) // what is no text is empty
	return s
}
