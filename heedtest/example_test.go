package heedtest_test

import (
	"net/http"
	"testing"

	"github.com/heed-cs/heed/heedtest"
)

// myReceiver stands for yours: a handler made with the secret it verifies with.
func myReceiver(secret string) http.Handler { return http.NotFoundHandler() }

// A test of a receiver.
func ExampleHook() {
	test := func(t *testing.T) {
		hook := heedtest.New(t, nil)
		hook.Handle(myReceiver(hook.Secret))
		if status := hook.Send("risk.raised"); status != http.StatusNoContent {
			t.Errorf("a webhook of Heed's is answered %d", status)
		}
	}
	_ = test
}
