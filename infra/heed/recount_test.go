package main

import (
	"strings"
	"testing"
)

const (
	twoAccounts = `{"items":[{"id":"acme"},{"id":"globex"}],"next":null}`
	equal       = `{"account":"acme","signals":12,"different":0,"fixed":0,"items":[]}`
	drifted     = `{"account":"globex","signals":5,"different":2,"fixed":0,"items":[
	  {"day":"2026-11-20","counter":"nps|||||9","is":3,"should":1,"fixed":false}]}`
)

func TestRecountWalksAllAccounts(t *testing.T) {
	api := &answering{answers: []string{twoAccounts, equal, drifted}}
	want := "globex 2026-11-20 nps|||||9 is 3 and should be 1\nglobex and 1 more\n2 accounts and 17 signals recounted: 2 counters differ\n"
	if got := commanded(t, api, 1, "recount"); got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
	if asked := strings.Join(api.asked[1:], ", "); asked != "POST /v1/accounts/acme/recount, POST /v1/accounts/globex/recount" {
		t.Errorf("it asked %s", asked)
	}
}

func TestRecountSaysWhatItMended(t *testing.T) {
	mended := strings.NewReplacer(`"fixed":0`, `"fixed":2`, `"fixed":false`, `"fixed":true`).Replace(drifted)
	got := commanded(t, &answering{answers: []string{mended}}, 0, "recount", "globex", "--fix")
	if want := "1 accounts and 5 signals recounted: 2 counters differ, 2 of them mended\n"; !strings.HasSuffix(got, want) || !strings.Contains(got, "should be 1, mended\n") {
		t.Errorf("it prints %s", got)
	}
}
