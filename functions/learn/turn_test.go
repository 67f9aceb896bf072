package learn

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// meanwhile is a table on which something happens once while the lessons are read.
type meanwhile struct {
	store.Table
	happens func() error
}

func (m *meanwhile) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	if happens := m.happens; happens != nil && strings.HasPrefix(q.Partition, "LEARN#") {
		m.happens = nil
		if err := happens(); err != nil {
			return func(yield func(store.Item, error) bool) { yield(store.Item{}, err) }
		}
	}
	return m.Table.Query(ctx, q)
}

// models are all that was learned.
func (w *world) models() []heed.TrainedModel {
	w.t.Helper()
	all, _, err := w.rec.Models(w.t.Context(), "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// ask asks for a training.
func (w *world) ask() {
	w.t.Helper()
	row, err := w.rec.Training(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	row.Value.RequestedAt = w.now
	w.write(records.PutTraining(row))
}

func TestOneTrainingAtATime(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 100, true)
	w.table.happens = func() error {
		w.table.happens = func() error { t.Error("the next beat reads it all, too"); return nil }
		err := w.learn.Train(t.Context(), w.now.Add(time.Minute))
		w.table.happens = nil
		return err
	}
	w.train()
	if n := len(w.models()); n != 1 {
		t.Errorf("%d models were learned", n)
	}
}

func TestATrainingThatDiedIsBegunAnew(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 100, true)
	w.write(records.PutTraining(records.Row[heed.Training]{Value: heed.Training{BusyUntil: w.now.Add(longest)}})) // and was never heard of again
	for _, c := range []struct {
		after  time.Duration
		models int
	}{{longest - time.Second, 0}, {longest, 1}} {
		if err := w.learn.Train(t.Context(), w.now.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if n := len(w.models()); n != c.models {
			t.Errorf("%v after its beginning %d models are learned, not %d", c.after, n, c.models)
		}
	}
}

func TestATrainingThatFailedIsBegunAnewAtOnce(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 100, true)
	down := errors.New("the table is down")
	w.table.happens = func() error { return down }
	if err := w.learn.Train(t.Context(), w.now); !errors.Is(err, down) {
		t.Fatalf("it says %v", err)
	}
	w.now = w.now.Add(time.Minute)
	w.train()
	if n := len(w.models()); n != 1 {
		t.Errorf("%d models were learned", n)
	}
}

// What others write while it learns is kept, and so is what was learned.
func TestWhatHappensMeanwhileIsKept(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 400, true)
	w.table.happens = func() error {
		w.now = w.now.Add(time.Second)
		w.ask()
		book, err := w.rec.Book(t.Context())
		book.Value.MedianTenureDays = 777
		w.write(records.PutBook(book))
		return err
	}
	first := w.train()
	book, err := w.rec.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if book.Value.MedianTenureDays != 777 || book.Value.Model != first.ID {
		t.Errorf("the book says %+v after %s was learned", book.Value, first.ID)
	}
	w.now = w.now.Add(time.Minute)
	w.train()
	if n := len(w.models()); n != 2 {
		t.Errorf("asked for again while it learned, it learns %d times", n)
	}
}
