package heed

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// accountSaying is an account of which these statements were made, a minute apart.
func accountSaying(t *testing.T, id string, begin time.Time, said ...string) Account {
	t.Helper()
	a := NewAccount(id, Account{}, begin)
	for i, data := range said {
		var err error
		at := Stamp{Time: begin.Add(time.Duration(i) * time.Minute), Source: id, ID: "s"}
		if a, err = a.WithFact(Fact{Stamp: at, Type: AccountUpdated, Data: json.RawMessage(data)}); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func TestAbsorb(t *testing.T) {
	early, late := noon, noon.Add(time.Hour)
	tests := map[string]struct{ into, from, want string }{
		"the newest of each member": {`{"name":"A","plan":"pro"}`, `{"name":"B","owner":"o"}`, `{"name":"B","plan":"pro","owner":"o"}`},
		"cleared stays cleared":     {`{"plan":"pro"}`, `{"plan":null}`, `{}`},
		"what leads here is added":  {`{"external_ids":{"crm":["1"]},"domains":["a.example"]}`, `{"external_ids":{"crm":["1","2"],"desk":["9"]},"domains":["b.example"]}`, `{"external_ids":{"crm":["1","2"],"desk":["9"]},"domains":["a.example","b.example"]}`},
		"only the other has any":    {`{"name":"A"}`, `{"external_ids":{"crm":["2"]}}`, `{"name":"A","external_ids":{"crm":["2"]}}`},
		"cleared and then added to": {`{"name":"A"}`, `{"external_ids":null}`, `{"name":"A"}`},
		"a child of the other":      {`{"parent":"from"}`, `{"name":"B"}`, `{"name":"B"}`},
		"a parent of the other":     {`{"name":"A"}`, `{"parent":"into"}`, `{"name":"A"}`},
		"both children":             {`{"parent":"x"}`, `{"parent":"y"}`, `{"parent":"y"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var want Profile
			if err := json.Unmarshal([]byte(test.want), &want); err != nil {
				t.Fatal(err)
			}
			got, err := accountSaying(t, "into", early, test.into).Absorb(accountSaying(t, "from", late, test.from))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.Profile); diff != "" {
				t.Errorf("the profile differs (-want +got):\n%s", diff)
			}
			if got.Provisional || got.ID != "into" || !got.CreatedAt.Equal(early) {
				t.Errorf("it is %+v", got)
			}
		})
	}
}

func TestAbsorbRemembersWhatWasAnnounced(t *testing.T) {
	into, from := accountSaying(t, "into", noon), accountSaying(t, "from", noon)
	into.Card.Said, from.Card.Said = map[string]int{"k/1": 60, "k/2": 30}, map[string]int{"k/1": 30, "k/2": 120, "k/3": -1}
	got, err := into.Absorb(from)
	if diff := cmp.Diff(map[string]int{"k/1": 30, "k/2": 30, "k/3": -1}, got.Card.Said); diff != "" || err != nil {
		t.Errorf("it differs (-want +got):\n%s %v", diff, err)
	}
}

// A tool's id that was added is no newer than what was said before it: what says
// all of them anew holds.
func TestClaimingIsNoNewerStatement(t *testing.T) {
	a, err := accountSaying(t, "a", noon).Claiming("crm", "1")
	if err != nil || a.Profile.ExternalIDs["crm"][0] != "1" {
		t.Fatalf("it is %+v, %v", a.Profile, err)
	}
	anew := Fact{Stamp: Stamp{Time: noon.AddDate(-1, 0, 0)}, Type: AccountUpdated, Data: json.RawMessage(`{"external_ids":{"crm":["2"]}}`)}
	if a, _ = a.WithFact(anew); len(a.Profile.ExternalIDs["crm"]) != 1 {
		t.Errorf("after it was said anew it has %v", a.Profile.ExternalIDs)
	}
	if a, _ = a.Claiming("crm", "3"); cmp.Diff([]string{"2", "3"}, a.Profile.ExternalIDs["crm"]) != "" {
		t.Errorf("with another it has %v", a.Profile.ExternalIDs)
	}
}

func TestReparented(t *testing.T) {
	a := accountSaying(t, "child", noon, `{"parent":"old"}`)
	if got, is, err := a.Reparented("old", "new"); !is || err != nil || got.Profile.Parent != "new" {
		t.Errorf("its parent is %q, %v, %v", got.Profile.Parent, is, err)
	}
	if _, is, _ := a.Reparented("other", "new"); is {
		t.Error("another's child was taken")
	}
}

func TestAliasKeepsWhatLeadsHere(t *testing.T) {
	a := accountSaying(t, "old", noon, `{"name":"A","external_ids":{"crm":["1"]}}`)
	a.NotBefore, a.Sequence = noon, 7
	alias := a.Alias("new")
	if alias.Exists() || !alias.Merged() || alias.Accepts(Signal{ReceivedAt: noon}) || alias.Sequence != 7 || alias.Profile.Name != "" || len(alias.Profile.ExternalIDs) != 1 {
		t.Errorf("the alias is %+v", alias)
	}
}
