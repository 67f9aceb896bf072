package dynamo_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/store"
)

var (
	key = store.Key{Partition: "p", Sort: "a"}
	it  = store.Item{Key: key, Data: []byte("data")}
	two = []store.Op{store.Put(it).IfAbsent(), store.Add(store.Item{Key: store.Key{Partition: "p", Sort: "b"}, Counters: map[string]int64{"n": 1}})}
)

// Items as they come back with a refusal: the one that Put(it).IfAbsent() writes, and another.
const (
	own     = `,"Item":{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"N":"1"},"d":{"B":"ZGF0YQ=="}}`
	another = `,"Item":{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"N":"7"},"d":{"B":"b3RoZXI="}}`
	ended   = `,"Item":{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"N":"7"},"x":{"N":"1000"},"n.n":{"N":"5"}}`
)

// TestWriteMeetsTrouble tells what a caller learns, and how often DynamoDB was asked for it.
func TestWriteMeetsTrouble(t *testing.T) {
	put, add, remove := store.Put(it), store.Add(store.Item{Key: key, Counters: map[string]int64{"n": 1}}), store.Delete(key)
	conflict := func(more ...string) reply { return refuse("ConditionalCheckFailedException", more...) }
	reset := "connection reset"
	for _, c := range []struct {
		name    string
		ops     []store.Op
		answers []reply
		want    string // in the error; empty for none
		failed  []int  // of a *store.Conflict
		actions string
	}{
		{"throttled", []store.Op{put.IfAbsent()}, []reply{throttle, throttle, ok(`{}`)}, "", nil, "PutItem PutItem PutItem"},
		{"throttled while adding", []store.Op{add}, []reply{throttle, ok(`{}`)}, "", nil, "UpdateItem UpdateItem"},
		{"failed inside AWS", []store.Op{put.IfAbsent()}, []reply{failed, ok(`{}`)}, "", nil, "PutItem PutItem"},
		{"the answer was lost, the item was not", []store.Op{put.IfAbsent()}, []reply{broken, conflict(own)}, "", nil, "PutItem PutItem"},
		{"the answer was lost, and others came first", []store.Op{put.IfAbsent()}, []reply{broken, conflict(another)}, "conditions of operations [0]", []int{0}, "PutItem PutItem"},
		{"a deletion's answer was lost", []store.Op{remove.IfVersion(1)}, []reply{failed, conflict()}, "", nil, "DeleteItem DeleteItem"},
		{"an addition's answer was lost", []store.Op{add}, []reply{broken, ok(`{}`)}, reset, nil, "UpdateItem"},
		{"a condition failed", []store.Op{put.IfVersion(3)}, []reply{conflict(another)}, "conditions of operations [0]", []int{0}, "PutItem"},
		{"a put meets counters", []store.Op{put}, []reply{conflict(another), ok(`{}`)}, "", nil, "UpdateItem PutItem"},
		{"an addition meets an expired item", []store.Op{add}, []reply{conflict(ended), ok(`{}`)}, "", nil, "UpdateItem PutItem"},
		{
			"a put that always meets others",
			[]store.Op{put},
			[]reply{conflict(another)},
			"try again", nil,
			"UpdateItem" + strings.Repeat(" PutItem", 19),
		},
		{"a transaction meets another", two, []reply{cancel("TransactionConflict", "None"), ok(`{}`)}, "", nil, "TransactWriteItems TransactWriteItems"},
		{"a transaction in progress", two, []reply{refuse("TransactionInProgressException"), ok(`{}`)}, "", nil, "TransactWriteItems TransactWriteItems"},
		{"a transaction is throttled in part", two, []reply{cancel("None", "ThrottlingError"), ok(`{}`)}, "", nil, "TransactWriteItems TransactWriteItems"},
		{"a transaction's answer was lost", two, []reply{broken, failed, ok(`{}`)}, "", nil, strings.Repeat("TransactWriteItems ", 3)},
		{"a transaction's condition failed", two, []reply{cancel("ConditionalCheckFailed", "None")}, "conditions of operations [0]", []int{0}, "TransactWriteItems"},
		{
			"a condition failed beside a conflict", two,
			[]reply{cancel("ConditionalCheckFailed", "TransactionConflict"), cancel("ConditionalCheckFailed", "None")},
			"conditions of operations [0]",
			[]int{0},
			"TransactWriteItems TransactWriteItems",
		},
		{
			"two conditions failed",
			[]store.Op{put.IfAbsent(), store.Delete(store.Key{Partition: "p", Sort: "b"}).IfVersion(2), store.Put(store.Item{Key: store.Key{Partition: "q", Sort: "a"}})},
			[]reply{cancel(`{"Code":"ConditionalCheckFailed"`+another+`}`, "ConditionalCheckFailed", "None")},
			"conditions of operations [0 1]",
			[]int{0, 1},
			"TransactWriteItems",
		},
		{
			"a transaction meets an expired item",
			[]store.Op{two[0], store.Add(store.Item{Key: store.Key{Partition: "p", Sort: "b"}})},
			[]reply{cancel("None", `{"Code":"ConditionalCheckFailed"`+ended+`}`), ok(`{}`)},
			"", nil, "TransactWriteItems TransactWriteItems",
		},
		{
			"an item outgrows the bound",
			[]store.Op{add},
			[]reply{{400, `{"__type":"com.amazon.coral.validate#ValidationException","message":"Item size to update has exceeded the maximum allowed size"}`}},
			"would outgrow", nil, "UpdateItem",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				table, s := scripted(t, c.answers...)
				err := table.Write(t.Context(), c.ops...)
				if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
					t.Errorf("Write = %v, want %q", err, c.want)
				}
				var named []int
				if conflict, ok := errors.AsType[*store.Conflict](err); ok {
					named = conflict.Failed
				}
				if !slices.Equal(named, c.failed) || s.actions() != strings.TrimSpace(c.actions) {
					t.Errorf("failed %v after %s, want %v after %s", named, s.actions(), c.failed, c.actions)
				}
			})
		})
	}
}

// TestARepeatedTransactionIsTheSame holds what makes repeating it safe: one token,
// and not a byte changed, also when time has passed.
func TestARepeatedTransactionIsTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, s := scripted(t, broken, failed, broken, broken, broken, ok(`{}`))
		if err := table.Write(t.Context(), two...); err != nil {
			t.Fatal(err)
		}
		first := s.asked[0].body
		for i, c := range s.asked {
			if !equalJSON(t, c.body, first) || c.body["ClientRequestToken"] == "" {
				t.Errorf("call %d asked %v, the first %v", i, c.body, first)
			}
		}
		if err := table.Write(t.Context(), two...); err != nil || s.asked[len(s.asked)-1].body["ClientRequestToken"] == first["ClientRequestToken"] {
			t.Errorf("another write has the same token, or fails: %v", err)
		}
	})
}

// TestWriteGivesUpInTime holds that a caller has time left to say what failed.
func TestWriteGivesUpInTime(t *testing.T) {
	for name, answer := range map[string]reply{"throttled": throttle, "away": broken} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				table, s := scripted(t, answer)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				began := time.Now()
				if err := table.Write(ctx, store.Put(it).IfAbsent()); err == nil || ctx.Err() != nil {
					t.Errorf("Write = %v, context %v", err, ctx.Err())
				}
				if took := time.Since(began); took < 5*time.Second || took > 8*time.Second || len(s.asked) < 5 {
					t.Errorf("gave up after %v and %d calls, want nearly 8 s", took, len(s.asked))
				}
			})
		})
	}
}

func TestWriteRefusesWhatDynamoDBDoesNotTake(t *testing.T) {
	long := strings.Repeat("k", 2049)
	table, s := scripted(t, ok(`{}`))
	for name, item := range map[string]store.Item{
		"a large item":     {Key: key, Data: make([]byte, 400<<10)},
		"a long partition": {Key: store.Key{Partition: long, Sort: "a"}},
		"a long sort key":  {Key: store.Key{Partition: "p", Sort: long[:1025]}},
		"a long by":        {Key: key, By: store.Key{Partition: "p", Sort: long[:1025]}},
		"broken UTF-8":     {Key: store.Key{Partition: "p", Sort: "\xff"}},
	} {
		err := table.Write(t.Context(), store.Put(item))
		if _, invalid := errors.AsType[*store.Invalid](err); !invalid || len(s.asked) > 0 {
			t.Errorf("%s: %v after %d calls, want an *Invalid after none", name, err, len(s.asked))
		}
	}
}

// TestMistakesTellTheFix runs every method against an installation that is wrong.
func TestMistakesTellTheFix(t *testing.T) {
	for code, fix := range map[string]string{
		"ResourceNotFoundException":   "deploy the stack",
		"AccessDeniedException":       "Policies of this function",
		"ExpiredTokenException":       "fetch fresh ones",
		"UnrecognizedClientException": "set them anew",
	} {
		table, s := scripted(t, refuse(code))
		_, get := table.Get(t.Context(), key)
		_, gets := table.Get(t.Context(), key, store.Key{Partition: "p", Sort: "b"})
		var query error
		for _, err := range table.Query(t.Context(), store.Query{Partition: "p"}) {
			query = err
		}
		for what, err := range map[string]error{
			"Get": get, "Get of many": gets, "Query": query,
			"Write": table.Write(t.Context(), store.Put(it)), "Write of two": table.Write(t.Context(), two...),
		} {
			if _, typed := errors.AsType[*cloud.Misconfigured](err); !typed || !strings.Contains(err.Error(), fix) || !strings.Contains(err.Error(), "table heed") {
				t.Errorf("%s: %s = %v, want a *Misconfigured with the table and %q", code, what, err, fix)
			}
		}
		if len(s.asked) != 5 {
			t.Errorf("%s: asked %d times, want once each", code, len(s.asked))
		}
	}
}
