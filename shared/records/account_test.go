package records_test

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestSeveralAccountsAreReadAtOnce(t *testing.T) {
	r := records.New(storetest.NewModel(), nil)
	for _, id := range []string{"acme", "bolt"} {
		if err := r.Write(t.Context(), records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: id, Profile: heed.Profile{Name: "The " + id}}})); err != nil {
			t.Fatal(err)
		}
	}
	found, err := r.Accounts(t.Context(), "bolt", "nobody", "acme")
	if err != nil || len(found) != 2 || found["acme"].Profile.Name != "The acme" || found["bolt"].Profile.Name != "The bolt" {
		t.Errorf("read are %+v, %v", found, err)
	}
	if found, err := r.Accounts(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("of none are read %+v, %v", found, err)
	}
}
