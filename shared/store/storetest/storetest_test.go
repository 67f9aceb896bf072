package storetest_test

import (
	"testing"

	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestModel(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Table { return storetest.NewModel() })
	storetest.Differential(t, storetest.NewModel(), storetest.NewModel())
}
