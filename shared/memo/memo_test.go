package memo

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestMemo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads := 0
		m := New(time.Minute, func(context.Context, string) (int, error) { reads++; return reads, nil })
		want := func(value int) {
			t.Helper()
			if got, err := m.Get(t.Context(), "a"); err != nil || got != value {
				t.Errorf("got %d, %v, want %d", got, err, value)
			}
		}
		want(1)
		time.Sleep(time.Minute - 1)
		want(1)
		time.Sleep(time.Nanosecond)
		want(2)
	})
}

func TestMemoRemembersNoFailure(t *testing.T) {
	fails := true
	m := New(time.Minute, func(context.Context, string) (string, error) {
		if fails {
			return "", errors.New("no table")
		}
		return "read", nil
	})
	if _, err := m.Get(t.Context(), "a"); err == nil {
		t.Error("a failure was lost")
	}
	fails = false
	if got, err := m.Get(t.Context(), "a"); err != nil || got != "read" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestMemoIsBounded(t *testing.T) {
	m := New(time.Minute, func(_ context.Context, name string) (string, error) { return name, nil })
	for i := range 3 * max {
		if _, err := m.Get(t.Context(), strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(m.kept); n > max {
		t.Errorf("%d values are remembered", n)
	}
}
