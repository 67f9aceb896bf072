package bolt_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/bolt"
)

func ExamplePoller() {
	dir, _ := os.MkdirTemp("", "heed")
	defer os.RemoveAll(dir)
	file, _ := groupcommit.Open(filepath.Join(dir, "heed.db"))
	defer file.Close()
	dead, _ := bolt.Open(file, "touches-dead", bolt.Options{})
	touches, _ := bolt.Open(file, "touches", bolt.Options{MaxReceives: 5, Dead: dead})

	ctx, stop := context.WithCancel(context.Background())
	handler := queue.HandlerFunc(func(_ context.Context, m queue.Message) error {
		fmt.Println("judging", string(m.Body))
		stop()
		return nil
	})
	touches.Send(ctx, queue.Message{Body: []byte("acme")})
	bolt.Poller{Queue: touches, Handler: handler}.Run(ctx)
	// Output: judging acme
}
