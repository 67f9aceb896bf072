package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
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
	if in.table, err = bolt.New(in.file); err != nil {
		return err
	}
	if in.box, err = in.unlock(filepath.Join(dir, "secret.key")); err != nil {
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

// unlock reads the installation's secret, or makes it where nothing was kept
// yet. A lost one is not replaced: what it sealed would stay shut, and contacts
// would be hashed anew and count as other people.
func (in *installation) unlock(path string) (*secret.Key, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		keys, err := records.New(in.table, nil).Keys(context.Background())
		if err != nil {
			return nil, err
		}
		if len(keys) > 0 {
			return nil, fmt.Errorf("%s is missing, and without it nothing sealed in heed.db opens: put it back from a backup, or move heed.db away to begin anew", path)
		}
	}
	return secret.FromFile(path)
}

// close commits what is under way and closes the file.
func (in *installation) close() error { return in.file.Close() }
