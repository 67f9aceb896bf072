package dynamo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/heed-cs/heed/shared/store"
)

func row(sort string) string {
	return `{"pk":{"S":"p"},"sk":{"S":"` + sort + `"},"v":{"N":"1"}}`
}

func TestGetAsksAgainForWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, s := scripted(t,
			ok(`{"Responses":{"heed":[`+row("b")+`]},"UnprocessedKeys":{"heed":{"Keys":[{"pk":{"S":"p"},"sk":{"S":"a"}}]}}}`),
			throttle,
			ok(`{"Responses":{"heed":[`+row("a")+`]}}`))
		b := store.Key{Partition: "p", Sort: "b"}
		items, err := table.Get(t.Context(), key, b, key)
		if err != nil || len(items) != 3 || items[0].Key != key || items[1].Key != b || items[2].Key != key {
			t.Fatalf("Get = %v, %v, want a b a", items, err)
		}
		var asked []int
		for _, c := range s.asked {
			asked = append(asked, len(c.body["RequestItems"].(map[string]any)["heed"].(map[string]any)["Keys"].([]any)))
		}
		if want := []int{2, 1, 1}; !equalJSON(t, asked, want) {
			t.Errorf("asked for %v keys, want %v", asked, want)
		}
	})
}

func TestGetInParts(t *testing.T) {
	table, s := scripted(t, ok(`{"Responses":{}}`))
	keys := make([]store.Key, 250)
	for i := range keys {
		keys[i] = store.Key{Partition: "p", Sort: strings.Repeat("x", i+1)}
	}
	if _, err := table.Get(t.Context(), keys...); err != nil || len(s.asked) != 3 {
		t.Errorf("Get of 250 keys asked %d times, %v; want 3", len(s.asked), err)
	}
}

// TestQueryLeavesOutTheEnd holds both ends of a stretch, page by page: DynamoDB
// includes the end, and counts it against the limit.
func TestQueryLeavesOutTheEnd(t *testing.T) {
	table, s := scripted(t,
		ok(`{"Items":[`+row("d")+`,`+row("c")+`],"LastEvaluatedKey":{"pk":{"S":"p"},"sk":{"S":"c"}}}`),
		throttle,
		ok(`{"Items":[`+row("b")+`,`+row("a")+`],"LastEvaluatedKey":{"pk":{"S":"p"},"sk":{"S":"a"}}}`))
	var got string
	for it, err := range table.Query(t.Context(), store.Query{Partition: "p", From: "a", To: "d", Backward: true, Limit: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		got += it.Sort
	}
	if got != "cb" || len(s.asked) != 3 {
		t.Fatalf("Query = %q after %d calls, want cb after 3", got, len(s.asked))
	}
	if start := s.asked[2].body["ExclusiveStartKey"]; !equalJSON(t, start, map[string]any{"pk": map[string]any{"S": "p"}, "sk": map[string]any{"S": "c"}}) {
		t.Errorf("the second page starts at %v", start)
	}
}

func TestQueryOfAnEmptyStretchAsksNobody(t *testing.T) {
	table, s := scripted(t, ok(`{}`))
	for it, err := range table.Query(t.Context(), store.Query{Partition: "p", From: "b", To: "b"}) {
		t.Errorf("Query yields %v, %v", it, err)
	}
	if len(s.asked) > 0 {
		t.Errorf("asked %v", s.asked)
	}
}

// TestStrangeItemsAreErrors holds that nothing is read as what it is not.
func TestStrangeItemsAreErrors(t *testing.T) {
	for attribute, want := range map[string]string{
		`"f":{"N":"2"}`:       "newer layout",
		`"z":{"S":"x"}`:       `"z" is not Heed's`,
		`"x":{"S":"x"}`:       "not a number",
		`"x":{"N":"1.5"}`:     "invalid syntax",
		`"d":{"S":"x"}`:       "not binary",
		`"bp":{"N":"1"}`:      "not text",
		`"n.a":{"BOOL":true}`: "not a number",
	} {
		table, _ := scripted(t, ok(`{"Item":{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"N":"1"},`+attribute+`}}`))
		items, err := table.Get(t.Context(), key)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `"p"/"a"`) {
			t.Errorf("%s: %v, %v, want %q and the key", attribute, items, err, want)
		}
		if _, invalid := errors.AsType[*store.Invalid](err); invalid {
			t.Errorf("%s: blames the caller", attribute)
		}
	}
}

func equalJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}
