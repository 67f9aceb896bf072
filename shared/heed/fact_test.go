package heed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyFacts draws facts with different stamps whose times often tie.
func anyFacts(t *rapid.T) []Fact {
	types := []string{ContractSigned, ContractRenewed, ContractChanged, ContractCancelNoticed, ContractCancelWithdrawn, ContractEnded}
	values := []string{`null`, `"a"`, `"b"`, `"c"`}
	facts := make([]Fact, rapid.IntRange(0, 12).Draw(t, "facts"))
	for i := range facts {
		members := map[string]json.RawMessage{}
		for _, name := range rapid.SliceOf(rapid.SampledFrom([]string{"product", "billing", "reason"})).Draw(t, "members") {
			members[name] = json.RawMessage(rapid.SampledFrom(values).Draw(t, "value"))
		}
		data, _ := json.Marshal(members)
		facts[i] = Fact{
			Stamp: Stamp{Time: noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "hour")) * time.Hour), Source: "s", ID: fmt.Sprint(i)},
			Type:  rapid.SampledFrom(types).Draw(t, "type"), Data: data,
		}
	}
	return facts
}

func gather(facts []Fact) Facts {
	var f Facts
	for _, fact := range facts {
		f = f.With(fact)
	}
	return f
}

// TestOrderOfArrivalNeverMatters is the promise of facts: in any order, with
// repeats, and with a retraction undone exactly.
func TestOrderOfArrivalNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := anyFacts(t)
		want := gather(facts)
		shuffled := append(rapid.Permutation(facts).Draw(t, "order"), facts...)
		got := gather(shuffled)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("other order, other facts: %v, want %v", got, want)
		}
		extra := Fact{Stamp: Stamp{Time: noon.Add(90 * time.Minute), Source: "s", ID: "extra"}, Type: ContractChanged, Data: json.RawMessage(`{"product":"z"}`)}
		if back := got.With(extra).Without("s", "extra"); len(want) > 0 && !reflect.DeepEqual(back, want) {
			t.Fatalf("a retraction leaves %v, want %v", back, want)
		}
		one, err := ContractOf(got, noon.Add(24*time.Hour))
		two, _ := ContractOf(want, noon.Add(24*time.Hour))
		if err != nil || !reflect.DeepEqual(one, two) {
			t.Fatalf("other order, other contract: %+v, want %+v (%v)", one, two, err)
		}
	})
}

// TestNewestSaysTheSame holds that leaving out what was said again changes no state,
// and that what is left of an earlier moment was so.
func TestNewestSaysTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := gather(anyFacts(t))
		newest := facts.Newest()
		if !reflect.DeepEqual(newest.Members(), facts.Members()) {
			t.Fatalf("%v is said, want %v", newest.Members(), facts.Members())
		}
		if !slices.IsSortedFunc(newest, func(a, b Fact) int { return a.Compare(b.Stamp) }) || len(newest) > 6 {
			t.Fatalf("the newest are %v", newest)
		}
		then := noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "then")) * time.Hour)
		was := facts.Until(then).Members()
		for name, raw := range newest.Until(then).Members() {
			if !bytes.Equal(was[name], raw) {
				t.Fatalf("%s was %s, and %s is left of it", name, was[name], raw)
			}
		}
	})
}

// TestSayingItAgainForgetsNotSinceWhen holds that a tool which repeats a profile every
// night takes nothing away from what was known of it long ago.
func TestSayingItAgainForgetsNotSinceWhen(t *testing.T) {
	var a Account
	for night := range 9 {
		segment := "smb"
		if night < 3 {
			segment = "enterprise"
		}
		data := fmt.Sprintf(`{"segment":%q,"customer_since":"2020-01-01","plan":null}`, segment)
		a, _ = a.WithFact(Fact{Stamp: Stamp{Time: dayAfter(night)}, Type: AccountUpdated, Data: json.RawMessage(data)})
	}
	for night, want := range map[int]string{0: `{"customer_since":"2020-01-01"}`, 3: `{"customer_since":"2020-01-01","segment":"smb"}`} {
		if got, _ := json.Marshal(a.Facts.Until(dayAfter(night)).Members()); string(got) != want {
			t.Errorf("of night %d there is %s, want %s", night, got, want)
		}
	}
}

func TestNewestWinsFieldByField(t *testing.T) {
	at := func(hour int, id, data string) Fact {
		return Fact{Stamp: Stamp{Time: noon.Add(time.Duration(hour) * time.Hour), Source: "s", ID: id}, Data: json.RawMessage(data)}
	}
	f := gather([]Fact{at(2, "c", `{"billing":null}`), at(0, "a", `{"product":"old","billing":"yearly"}`), at(1, "b", `{"product":"new"}`)})
	if got, _ := json.Marshal(f.Members()); string(got) != `{"product":"new"}` {
		t.Errorf("the state is %s", got)
	}
	if got, _ := json.Marshal(f.Until(noon.Add(time.Hour)).Members()); string(got) != `{"billing":"yearly","product":"new"}` {
		t.Errorf("an hour after noon it was %s", got)
	}
	if got := f.Until(noon.Add(-time.Second)); len(got) != 0 {
		t.Errorf("before anything was said there is %v", got)
	}
}

func TestStampsOrder(t *testing.T) {
	sorted := []Stamp{{noon, "a", "1"}, {noon, "a", "2"}, {noon, "b", "1"}, {noon.Add(1), "a", "1"}}
	for i, a := range sorted {
		for j, b := range sorted {
			if got := a.Compare(b); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%v compares to %v as %d", a, b, got)
			}
		}
	}
}

func TestFactsAreBounded(t *testing.T) {
	var f Facts
	for i := range maxFacts + 50 {
		f = f.With(Fact{Stamp: Stamp{Time: noon.Add(time.Duration(i) * time.Second)}, Data: json.RawMessage(fmt.Sprintf(`{"m%d":1}`, i))})
	}
	if len(f) != maxFacts || len(f.Members()) != maxFacts+50 {
		t.Errorf("%d facts say %d things, want %d and all", len(f), len(f.Members()), maxFacts)
	}
}

func TestIntoRefusesWhatDoesNotFit(t *testing.T) {
	var c Contract
	if err := (Facts{{Data: json.RawMessage(`{"seats":"many"}`)}}).Into(&c); err == nil {
		t.Error("text became a number")
	}
}
