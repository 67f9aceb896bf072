package heed

import (
	"testing"

	"pgregory.net/rapid"
)

func TestCellsAreReadBack(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom([]string{"", "|", "%", "%7C", "%25", "a|b%"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		want := Cell{part.Draw(t, "metric"), part.Draw(t, "touchpoint"), part.Draw(t, "channel"), part.Draw(t, "phase"), part.Draw(t, "scale"), part.Draw(t, "bucket")}
		if got, err := ParseCell(want.String()); err != nil || got != want {
			t.Fatalf("%+v is read back as %+v, %v", want, got, err)
		}
	})
	for _, bad := range []string{"", "a", "a|b|c|d|e", "a|b|c|d|e|f|g"} {
		if c, err := ParseCell(bad); err == nil {
			t.Errorf("%q reads as %+v", bad, c)
		}
	}
}
