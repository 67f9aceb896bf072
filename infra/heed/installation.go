package main

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store/bolt"
)

// installation is one data folder, opened, with all functions hosted on it.
type installation struct {
	file      *groupcommit.File
	table     *bolt.Table
	rec       *records.Records
	box       *secret.Key
	queues    Queues
	functions map[string]Function
	host      *Host
}

// open opens the data folder and makes what is missing in it: heed.db, which
// holds everything, and secret.key, without which no sealed secret opens.
func open(log *slog.Logger, dir string, o options) (*installation, error) {
	file, err := groupcommit.Open(filepath.Join(dir, "heed.db")) // first: it keeps a second process out
	if err != nil {
		return nil, err
	}
	in := &installation{file: file}
	if err := in.wire(log, dir, o); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return in, nil
}

func (in *installation) wire(log *slog.Logger, dir string, o options) (err error) {
	if in.box, err = secret.FromFile(filepath.Join(dir, "secret.key")); err != nil {
		return err
	}
	if in.table, err = bolt.New(in.file); err != nil {
		return err
	}
	in.rec = records.New(in.table, in.box)
	wired, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		return err
	}
	if in.queues, err = OpenQueues(in.file, wired); err != nil {
		return err
	}
	in.functions = register(adapters{log: log, rec: in.rec, box: in.box, queues: in.queues}, o)
	if in.host, err = NewHost(log, wired, in.functions, in.queues, in.file.Commits); err != nil {
		return fmt.Errorf("template.yaml and the functions disagree: %w", err)
	}
	return nil
}

// close commits what is under way and closes the file.
func (in *installation) close() error { return in.file.Close() }
