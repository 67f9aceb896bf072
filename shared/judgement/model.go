package judgement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// Models gives the model that accounts are judged with, and what they were judged with
// before. What was learned never changes under its id, nor do the settings under their
// fingerprint, so each is read once. It is safe for concurrent use.
type Models struct {
	kept   *memo.Memo[learned]
	former *memo.Memo[former]
}

// ErrUnreadable says that a model cannot be judged with, however often it is read:
// the opinion stands in until another is learned.
var ErrUnreadable = errors.New("the model in use cannot be judged with, and the opinion stands in: learn anew")

// learned are the parts of a model that are used; nil where the opinion stands.
type learned struct{ renewal, window *risk.Learned }

// NewModels reads what was learned from records.
func NewModels(rec *records.Records) *Models {
	return &Models{former: formerSettings(rec), kept: memo.New(time.Hour, func(ctx context.Context, id string) (learned, error) {
		row, err := rec.Model(ctx, id)
		if err != nil {
			return learned{}, err
		}
		if !row.Found() {
			return learned{}, fmt.Errorf("%w: %s is not there", ErrUnreadable, id)
		}
		return read(row.Value)
	})}
}

// InUse is the model in use for the settings: what was learned, and the opinion
// for what was not. With ErrUnreadable comes the opinion alone.
func (m *Models) InUse(ctx context.Context, set heed.Settings, book records.Book) (risk.Model, error) {
	return m.Of(ctx, set, book, book.Model)
}

// Of is the model of an id for the settings, whether in use or not; the opinion
// when the id is empty. With ErrUnreadable comes the opinion alone.
func (m *Models) Of(ctx context.Context, set heed.Settings, book records.Book, id string) (risk.Model, error) {
	model := Opinion(set, book)
	if id == "" {
		return model, nil
	}
	l, err := m.kept.Get(ctx, id)
	if err != nil {
		return model, err
	}
	model.Name, model.Renewal, model.Window = id, l.renewal, l.window
	return model, nil
}

func read(m heed.TrainedModel) (l learned, err error) {
	if l.renewal, err = used(m.Parts[heed.TargetRenewal]); err != nil {
		return l, err
	}
	l.window, err = used(m.Parts[heed.TargetWindow])
	return l, err
}

func used(p heed.ModelPart) (*risk.Learned, error) {
	if !p.Used {
		return nil, nil
	}
	m, err := learn.Unmarshal(p.Numbers)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	l, err := risk.NewLearned(m)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	l.Reference = risk.OutcomesUntil(p.Decisions, p.Through)
	return l, nil
}

// Opinion is the prior for the settings' loss rate: with the bases that the last
// sweep solved on the portfolio, when it solved them for the same rate, else
// with those of the reference portfolio.
func Opinion(set heed.Settings, book records.Book) risk.Model {
	m := risk.Prior(set.LossRate)
	if book.Base != nil && book.WindowBase != nil && book.LossRate == set.LossRate {
		m.Base, m.WindowBase = *book.Base, *book.WindowBase
		m.Reference = risk.Opinion(book.Accounts, heed.DayOf(book.At))
	}
	return m
}
