package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// TestWhatIsWrittenIsRead holds that signals of every type come back from a file as
// they were, in both formats.
func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, format := range []string{"csv", "ndjson"} {
		rapid.Check(t, func(rt *rapid.T) {
			var want []Signal
			for i := range rapid.IntRange(1, 8).Draw(rt, "signals") {
				want = append(want, anySignal(rt, i))
			}
			var file bytes.Buffer
			w := NewWriter(&file, format)
			for _, s := range want {
				if err := w.Write(s); err != nil {
					rt.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				rt.Fatal(err)
			}
			_, entries := all(t, written(t, "x."+format, file.String()), Options{})
			for i, e := range entries {
				if len(e.Signals) != 1 {
					rt.Fatalf("%+v is bad: %s\n%s", want[i], e.Reason, &file)
				}
				got := e.Signals[0]
				if diff := cmp.Diff(inAny(want[i].Data), inAny(got.Data)); diff != "" || got.ID != want[i].ID || got.Source != want[i].Source ||
					got.Type != want[i].Type || got.Subject != want[i].Subject || !got.Time.Equal(want[i].Time) {
					rt.Fatalf("%+v became %+v\n%s", want[i], got, diff)
				}
			}
			if len(entries) != len(want) {
				rt.Fatalf("%d signals became %d", len(want), len(entries))
			}
		})
	}
}

func inAny(v any) (out any) {
	raw, _ := json.Marshal(v)
	_ = json.Unmarshal(raw, &out)
	return out
}

func anySignal(t *rapid.T, i int) Signal {
	kind := rapid.SampledFrom(heed.SignalTypes()).Draw(t, "type")
	s := Signal{
		ID: fmt.Sprint("id ", i), Source: "app; old", Type: kind, Subject: "acme.1",
		Time: time.Unix(rapid.Int64Range(1e9, 1.7e9).Draw(t, "time"), 5e6).UTC(), Data: map[string]json.RawMessage{},
	}
	fields, _ := heed.DataFields(kind)
	for _, f := range fields {
		if f.Required || rapid.Bool().Draw(t, f.Name) {
			raw, _ := json.Marshal(anyValue(t, f))
			s.Data[f.Name] = raw
		}
	}
	if _, scaled := s.Data["scale"]; scaled || heed.IsFeedback(kind) {
		s.Data["score"] = json.RawMessage("1")
	}
	return s
}

func anyValue(t *rapid.T, f heed.Field) any {
	text := rapid.StringMatching(`[a-zé€"][a-zé€;,|"=\n ]{0,6}[a-z;"]`)
	id := rapid.StringMatching(`[a-z"][a-z;,|" ]{0,6}[a-z;]`)
	switch {
	case len(f.Enum) > 0:
		return rapid.SampledFrom(f.Enum).Draw(t, "enum")
	case f.Kind == heed.TextField:
		return text.Draw(t, "text")
	case f.Kind == heed.IntegerField:
		return rapid.Int64Range(int64(f.Min), int64(f.Max)).Draw(t, "whole")
	case f.Kind == heed.NumberField:
		return float64(rapid.Int64Range(0, 1e6).Draw(t, "number")) / 8
	case f.Kind == heed.BooleanField:
		return rapid.Bool().Draw(t, "truth")
	case f.Kind == heed.DayField:
		return heed.DayOf(time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "day"), 0))
	case f.Kind == heed.MoneyField:
		return heed.Money{Amount: rapid.Int64Range(0, 1e9).Draw(t, "amount"), Currency: rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")}
	case f.Kind == heed.TextsField:
		return rapid.SliceOfN(id, 0, 3).Draw(t, "texts")
	case f.Kind == heed.AttributesField:
		return map[string]any{id.Draw(t, "name"): rapid.SampledFrom([]any{"a", 1, 2.5, true}).Draw(t, "attribute")}
	case f.Kind == heed.ExternalsField:
		return map[string][]string{"zendesk": rapid.SliceOfN(id, 1, 2).Draw(t, "ids")}
	}
	return id.Draw(t, "id")
}
