package trace

import (
	"context"
	"log/slog"
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
