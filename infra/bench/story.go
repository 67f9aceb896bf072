package main

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
)

// world is the demo's portfolio as it is today.
var world = sync.OnceValue(func() *demo.Demo { return demo.World(1, time.Now().UTC()) })

// story is the first accounts of the demo's portfolio, told about accounts and under ids of its own,
// as messages of the inbox of so many signals each.
func story(name string, accounts, perMessage int) (messages []queue.Message, signals int) {
	now := time.Now().UTC()
	for _, account := range world().Accounts[:accounts] {
		for chunk := range slices.Chunk(retold(account.Signals, name, now), perMessage) {
			m := hint.Batch(heed.Batch{Subject: chunk[0].Subject, Signals: chunk})
			m.ID = fmt.Sprint(len(messages))
			messages, signals = append(messages, m), signals+len(chunk)
		}
	}
	return messages, signals
}

func retold(told []demo.Signal, name string, now time.Time) []heed.Signal {
	all := make([]heed.Signal, len(told))
	for i, s := range told {
		all[i] = heed.Signal{ID: name + "-" + s.ID, Source: s.Source, Type: s.Type, Time: s.Time, Subject: name + "-" + s.Subject, Data: s.Data, ReceivedAt: now}
	}
	return all
}
