package heed

import (
	"testing"
	"time"
)

func TestScopes(t *testing.T) {
	allowed := map[Scope][]Scope{
		ScopeIngest: {ScopeIngest}, ScopeRead: {ScopeRead}, ScopeWrite: {ScopeWrite, ScopeRead}, ScopePersonal: {ScopePersonal},
		ScopeAdmin: Scopes,
	}
	for has, may := range allowed {
		want := map[Scope]bool{}
		for _, scope := range may {
			want[scope] = true
		}
		for _, scope := range Scopes {
			if got := (Key{Scopes: []Scope{has}}).Allows(scope, noon); got != want[scope] {
				t.Errorf("%s allows %s: %v", has, scope, got)
			}
		}
	}
}

func TestExpiredKeysAllowNothing(t *testing.T) {
	k := Key{Scopes: []Scope{ScopeAdmin}, ExpiresAt: noon}
	if !k.Allows(ScopeRead, noon.Add(-time.Second)) || k.Allows(ScopeRead, noon) || !k.Expired(noon.Add(1)) {
		t.Error("a key does not end when it says")
	}
}
