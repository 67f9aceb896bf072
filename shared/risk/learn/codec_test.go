package learn

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func TestModelsSurviveWriting(t *testing.T) {
	asked := newWorld(9).table(50, noise)
	for _, m := range learned() {
		text, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > MaxBytes {
			t.Errorf("%v takes %d bytes", m.Step, len(text))
		}
		read, err := Unmarshal(text)
		if err != nil {
			t.Fatal(err)
		}
		before, after := m.Predict(asked), read.Predict(asked)
		for i := range before {
			if before[i] != after[i] {
				t.Fatalf("%v: row %d has %v before and %v after", m.Step, i, before[i], after[i])
			}
		}
	}
}

func TestModelsThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		`{"format":3}`: "train it anew",
		`{"format":2,"terms":[{"name":"a"}],"trees":"AQABAAAAAAEC"}`:                                                                                "has no ranks",
		`{"format":2,"terms":[{"name":"a","shares":[1]}],"trees":"AQABf8AAAAEC"}`:                                                                   "no number",
		`{"format":2,"trees":"AD+AAAAB"}`:                                                                                                           "asks nothing",
		`{"format":2,"trees":"BwAB"}`:                                                                                                               "break off",
		`{"format":1,"terms":[{"name":"a","cuts":[1],"steps":[1]}]}`:                                                                                "1 steps for 2 bins",
		`{"format":1,"terms":[{"name":"a","cuts":[2,1]}]}`:                                                                                          "rise",
		`{"format":1,"terms":[{"name":"a"},{"name":"a"}]}`:                                                                                          "twice",
		`{"format":1,"terms":[{"name":"a"},{"name":"b"}],"pairs":[{"a":0,"b":1,"width":1,"cells":[1]}]}`:                                            "do not fit",
		`{"format":1,"terms":[{"name":"a","ranks":[7],"shares":[1]}]}`:                                                                              "beyond its shares",
		`{"format":1,"terms":[{"name":"a","shares":[1]},{"name":"b","shares":[1]}],"pairs":[{"a":0,"b":2}]}`:                                        "no two terms",
		`{"format":1,"terms":[{"name":"a","shares":[1]},{"name":"b","shares":[1]}],"pairs":[{"a":0,"b":1,"rows":[0],"columns":[0],"cells":[1,2]}]}`: "do not fill",
		`nonsense`: "read a model",
	} {
		if _, err := Unmarshal([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want an error with %q, got %v", text, want, err)
		}
	}
}

// Whatever is read can be asked, and is written down the same.
func FuzzUnmarshal(f *testing.F) {
	text, err := learned()[2].Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":1,"terms":[{"name":"a","text":true,"levels":["x"],"steps":[1,2]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Unmarshal(text)
		if err != nil {
			return
		}
		row, c := make(Row, len(m.Terms)), make([]float64, len(m.Terms))
		for _, x := range []float64{0, 1e300, -3, math.NaN(), math.Inf(1)} {
			for k := range row {
				row[k] = x
			}
			m.Explain(row, c)
			m.Spread(row)
		}
		once, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Unmarshal(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, _ := again.Marshal(); !bytes.Equal(once, twice) {
			t.Fatalf("written once\n%s\nand twice\n%s", once, twice)
		}
	})
}
