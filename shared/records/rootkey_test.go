package records_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestTheFirstRootKeyStays(t *testing.T) {
	keeper := records.NewRootKey(storetest.NewModel())
	if got, err := keeper.Load(t.Context()); got != nil || err != nil {
		t.Fatalf("an empty table has the root key %x, %v", got, err)
	}
	first := []byte{1, 0, 255}
	for _, wrapped := range [][]byte{first, {2}, {3}} {
		if err := keeper.Keep(t.Context(), wrapped); err != nil {
			t.Fatal(err)
		}
		if got, err := keeper.Load(t.Context()); !bytes.Equal(got, first) || err != nil {
			t.Errorf("after keeping %x: %x, %v; want the first", wrapped, got, err)
		}
	}
}

func TestARootKeyThatCannotBeKeptIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := records.NewRootKey(storetest.NewModel()).Keep(ctx, []byte{1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Keep = %v", err)
	}
}
