package main

import (
	"context"
	"fmt"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/stack"
)

type backupCommand struct{ deployed }

const backedUp = `The backup %s of %s is being made:
%s
It is kept until you delete it. It does not hold the key of the installation's secrets:
%s
Keep that key. Without it no signing secret and no credential of a restored table opens.
`

// Run makes a backup of the table.
func (c *backupCommand) Run(ctx context.Context, t *terminal) error {
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	b, err := s.Back(ctx, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, backedUp, b.Name, b.Table, b.ARN, b.Key)
	return err
}

type restoreCommand struct {
	deployed
	Backup string    `xor:"from" required:"" placeholder:"ARN" help:"Restore this backup."`
	At     time.Time `xor:"from" required:"" placeholder:"TIME" help:"Restore the table in use as it was at this time of the last 35 days, such as 2026-11-20T09:30:00Z."`
	Table  string    `required:"" placeholder:"NEW" help:"Name of the new table."`
}

const restored = `%s is ready. Point the stack at it, while it is paused:

  heed pause --stack %[2]s
  sam deploy --stack-name %[2]s --no-confirm-changeset --parameter-overrides TableName=%[1]s
  heed recount
  heed resume --stack %[2]s

The table used until now stays, and so does the way back: TableName= leads to the stack's own.
`

// Run restores into a new table. It may take hours, and may be run again.
func (c *restoreCommand) Run(ctx context.Context, t *terminal) error {
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.err, "Restoring to %s takes minutes, for a large table hours. When this is interrupted, the same command goes on.\n", c.Table)
	if err := s.Restore(ctx, stack.Source{Backup: c.Backup, At: c.At}, c.Table, wiring.Template); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, restored, c.Table, c.Stack)
	return err
}
