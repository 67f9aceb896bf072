package learn

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/risk"
)

const (
	// mostLooks bounds the accounts of today that are looked at, of each kind: as many
	// tell as well as all.
	mostLooks = 500
	// nearest and farthest are the days to the decision of those of them that are like
	// what models learn from.
	nearest, farthest = 15, 105
)

// look looks at the accounts of today that stand before a decision.
func (t *trainee) look(ctx context.Context, accounts []heed.Account) error {
	for _, kind := range kinds {
		for _, account := range sample(beforeDecision(accounts, kind, heed.DayOf(t.at))) {
			e, ok, err := t.lookAt(ctx, account)
			if err != nil {
				return err
			}
			if ok && e.Kind == kind {
				t.today = append(t.today, e)
			}
		}
	}
	return nil
}

func (t *trainee) lookAt(ctx context.Context, account string) (e heed.Example, ok bool, err error) {
	countersFrom, usageFrom := risk.Since(t.at)
	d, err := t.rec.DossierUntold(ctx, account, countersFrom, usageFrom, t.at)
	if err != nil || !d.Account.Value.Exists() {
		return e, false, err
	}
	e, ok = judgement.Today(d, t.book, t.set, t.at)
	return e, ok, nil
}

// beforeDecision are the accounts like those that models learn from: a term about
// to be decided, or any contract of months.
func beforeDecision(accounts []heed.Account, kind string, today heed.Day) (ids []string) {
	for _, a := range accounts {
		if a.Provisional || a.Card.TargetKind != kind || a.Card.Status == heed.Churned {
			continue
		}
		days := a.Card.DecisionDate.Sub(today)
		if kind == heed.TargetWindow || days >= nearest && days <= farthest {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// sample are at most as many as are worth looking at, evenly from all.
func sample(ids []string) []string {
	if len(ids) <= mostLooks {
		return ids
	}
	some := make([]string, mostLooks)
	for i := range some {
		some[i] = ids[i*len(ids)/mostLooks]
	}
	return some
}

// watch sets what a model learned from beside the accounts of today, and what was
// told beside what came.
func (t *trainee) watch(m heed.TrainedModel) heed.Watch {
	w := heed.Watch{At: t.at, Model: m.ID, Parts: map[string]heed.WatchPart{}}
	for _, kind := range kinds {
		w.Parts[kind] = heed.WatchPart{
			Drift: risk.Drifted(m.Parts[kind].Seen, ofKind(t.today, kind)),
			Told:  risk.Foretold(t.examples, kind, t.set, heed.DayOf(t.at)),
		}
	}
	return w
}

// reportWatch writes the line of a watch: a warning when accounts have drifted, or
// losses run apart from what is told.
func (t *trainee) reportWatch(ctx context.Context, w heed.Watch) {
	level := slog.LevelInfo
	var drifted, moved, sentences []string
	for _, kind := range kinds {
		p := w.Parts[kind]
		if p.Drift != nil && p.Drift.Found {
			drifted, sentences = append(drifted, kind), append(sentences, p.Drift.Sentence.EN)
		}
		if p.Told.Moved {
			moved, sentences = append(moved, kind), append(sentences, p.Told.Sentence.EN)
		}
	}
	if len(sentences) > 0 {
		level = slog.LevelWarn
	}
	t.log.LogAttrs(ctx, level, "watched", slog.String("model", w.Model), slog.Int("looks", len(t.today)), slog.Any("drifted", drifted),
		slog.Any("moved", moved), slog.String("sentence", strings.Join(sentences, " ")), slog.Int64("ms", time.Since(t.at).Milliseconds()))
}
