package trace

import (
	"context"
	"log/slog"
	"slices"
)

// Log is a handler that names the context's trace on every line, as "trace".
func Log(h slog.Handler) slog.Handler { return logged{h} }

type logged struct{ slog.Handler }

func (l logged) Handle(ctx context.Context, r slog.Record) error {
	if c := From(ctx); !c.None() {
		r = r.Clone()
		r.AddAttrs(slog.String("trace", c.ID()))
	}
	return l.Handler.Handle(ctx, r)
}

func (l logged) WithAttrs(attrs []slog.Attr) slog.Handler { return logged{l.Handler.WithAttrs(attrs)} }

func (l logged) WithGroup(name string) slog.Handler { return logged{l.Handler.WithGroup(name)} }

// maxIDs bounds a list of ids on a line. A batch of signals never has as many.
const maxIDs = 1000

// IDs lists what a line is about, each once and in order: nothing when there is
// none, and the first thousand when there are more.
func IDs(name string, ids []string) slog.Attr {
	if len(ids) == 0 {
		return slog.Attr{}
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	return slog.Any(name, ids[:min(len(ids), maxIDs)])
}
