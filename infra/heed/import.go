package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // zones have names also where the system knows none

	"github.com/heed-cs/heed/infra/history"
	"github.com/heed-cs/heed/shared/heed"
)

// importCommand brings history along from files.
type importCommand struct {
	remote
	Files []string `arg:"" name:"file" type:"existingfile" help:"CSV or NDJSON files, also zipped (.gz)."`

	Map        string `placeholder:"MAP" help:"What the columns mean: an expression that gives a row of Heed's own columns, such as '{type: \"feedback.nps\", account: col(\"Company\"), …}', or a file with a mapping (.yaml, .json)."`
	As         string `enum:",heed,${formats}" default:"" help:"Read the file as this export, whatever its header says (${formats}, or heed for its own columns)."`
	Type       string `help:"Signal type of rows without a column type, such as feedback.nps."`
	Connection string `help:"The connection whose accounts the rows speak of; what came by its webhooks counts once."`
	Source     string `help:"Source of rows that name none; otherwise import:TOOL or import:FILE."`

	TimeZone string `name:"time-zone" default:"UTC" help:"Zone of times without an offset, such as Europe/Berlin."`
	Dates    string `enum:",dmy,mdy" default:"" help:"How to read 03/04/2026: dmy or mdy."`
	Decimal  string `enum:",comma,point" default:"" help:"The decimal mark. Files with semicolons have a comma, others a point."`
	Currency string `help:"Currency of amounts that name none, such as EUR."`
	Oldest   string `placeholder:"DAY" help:"Take nothing from before this day."`

	DryRun bool   `name:"dry-run" help:"Only read the files and tell what is in them. No Heed is needed."`
	Bad    string `placeholder:"FILE" help:"Where bad rows go, with their reason; otherwise NAME.bad.csv beside each file."`
	Again  bool   `help:"Send everything, also what was sent before. It counts once all the same."`
}

// Run imports one file after the other. Rows that are bad are an error in the end,
// when all others are in.
func (c *importCommand) Run(ctx context.Context, t *terminal) error {
	options, err := c.options(time.Now())
	if err != nil {
		return err
	}
	if c.Bad != "" && len(c.Files) > 1 {
		return errors.New("--bad takes the bad rows of one file: import one at a time, or leave it out")
	}
	var bad []error
	for _, path := range c.Files {
		file, err := history.Open(path)
		if err != nil {
			return err
		}
		if err := c.one(ctx, t, file, options); errors.Is(err, errBadRows) {
			bad = append(bad, err)
		} else if err != nil {
			return err
		}
	}
	return errors.Join(bad...)
}

var errBadRows = errors.New("bad rows")

func (c *importCommand) one(ctx context.Context, t *terminal, file *history.File, o history.Options) error {
	if c.DryRun {
		return c.look(ctx, t, file, o)
	}
	api, err := c.client()
	if err != nil {
		return err
	}
	bring := &bringing{api: api, name: c.name(file), oldest: c.Oldest, file: file, options: o, again: c.Again}
	badPath := c.badPath(file)
	summary, err := bring.run(ctx, t, &lazyFile{path: badPath})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%s, read as %s:\n", file.Path, bring.format)
	return c.conclude(t, summary, badPath)
}

// look reads a file and sends nothing.
func (c *importCommand) look(ctx context.Context, t *terminal, file *history.File, o history.Options) error {
	r, err := file.Read(o)
	if err != nil {
		return err
	}
	defer r.Close()
	out := &lazyFile{path: c.Bad}
	defer out.Close()
	summary, bad := history.NewSummary(), r.BadRows(out)
	for ctx.Err() == nil {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		summary.Add(e)
		if e.Reason != "" && !e.Ignored && c.Bad != "" {
			if err := bad.Write(e, e.Reason); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(t.err, "%s, read as %s (nothing was sent):\n", file.Path, r.Format)
	return errors.Join(bad.Flush(), ctx.Err(), c.conclude(t, summary, c.Bad))
}

func (c *importCommand) conclude(t *terminal, s *history.Summary, badPath string) error {
	if err := s.Print(t.out); err != nil {
		return err
	}
	n := s.BadRows()
	switch {
	case n == 0:
		return nil
	case badPath == "":
		return fmt.Errorf("%w: %d; --bad FILE writes them out", errBadRows, n)
	}
	return fmt.Errorf("%w: %d; they are in %s with their reasons: mend and import it", errBadRows, n, badPath)
}

func (c *importCommand) options(now time.Time) (o history.Options, err error) {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return o, fmt.Errorf("--time-zone must be a name such as Europe/Berlin: %w", err)
	}
	if c.Oldest != "" {
		day, err := heed.ParseDay(c.Oldest)
		if err != nil {
			return o, fmt.Errorf("--oldest: %w", err)
		}
		o.Oldest = day.Time()
	}
	o.Habits = history.Habits{Zone: zone, Dates: c.Dates, Currency: strings.ToUpper(c.Currency)}
	o.Decimal, o.Map, o.As, o.Type = c.Decimal, c.Map, c.As, c.Type
	o.Connection, o.Source, o.Now = c.Connection, c.Source, now.UTC()
	return o, nil
}

// name is the import's name in Heed: of the file's bytes and of all that says what
// they mean, this program included. So an import that was cut short goes on, and another file begins anew.
func (c *importCommand) name(file *history.File) string {
	mapping := c.Map
	if raw, err := os.ReadFile(c.Map); err == nil {
		mapping = string(raw)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		version(), file.Digest, mapping, c.As, c.Type, c.Connection, c.Source, c.TimeZone, c.Dates, c.Decimal, c.Currency, c.Oldest,
	}, "\x00")))
	return plainName(file.Name()) + "-" + hex.EncodeToString(sum[:6])
}

func plainName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if heed.ValidAccountID(string(r)) {
			return r
		}
		return '-'
	}, name)
	return plain[:min(len(plain), 100)]
}

func (c *importCommand) badPath(file *history.File) string {
	if c.Bad != "" {
		return c.Bad
	}
	path := strings.TrimSuffix(file.Path, ".gz")
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".bad" + filepath.Ext(path)
}

// lazyFile is made when something is written to it: nobody wants an empty one.
type lazyFile struct {
	path string
	file *os.File
}

func (l *lazyFile) Write(p []byte) (n int, err error) {
	if l.file == nil {
		if l.file, err = os.OpenFile(l.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
			return 0, err
		}
	}
	return l.file.Write(p)
}

// Close closes the file if there is one.
func (l *lazyFile) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
