package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func settingsIn(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSettingsAreShownAsYAML(t *testing.T) {
	got := commanded(t, &answering{answers: []string{`{"loss_rate":0.1,"weights":{"nps":0.5},"language":"en"}`}}, 0, "settings", "show")
	if want := "language: en\nloss_rate: 0.1\nweights:\n  nps: 0.5\n"; got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
}

func TestSettingsDiffNamesWhoWouldMove(t *testing.T) {
	api := &answering{answers: []string{`{"items":[{"account":"acme","name":"Acme","from":"high","to":"medium","probability_from":0.52,"probability_to":0.184}],"next":null,"judged":20}`}}
	got := commanded(t, api, 0, "settings", "diff", settingsIn(t, "weights: {nps: 0}\n"))
	want := "acme  high → medium  0.520 → 0.184\n1 of 20 accounts would change band\n"
	if got != want || api.asked[0] != "POST /v1/settings/preview" {
		t.Errorf("it asked %v and prints\n%s\nwant\n%s", api.asked, got, want)
	}
}

func TestSettingsAreApplied(t *testing.T) {
	api := &answering{answers: []string{`{"loss_rate":0.2}`}}
	if got := commanded(t, api, 0, "settings", "apply", settingsIn(t, "loss_rate: 0.2\n")); !strings.HasPrefix(got, "Applied") || api.asked[0] != "PUT /v1/settings" {
		t.Errorf("it asked %v and prints %s", api.asked, got)
	}
}

func TestWhatIsNoSettingsFile(t *testing.T) {
	for _, text := range []string{"", "- 1\n", "loss_rate: 1\nloss_rate: 2\n", "a: [\n"} {
		commanded(t, &answering{answers: []string{`{}`}}, 1, "settings", "diff", settingsIn(t, text))
	}
}

func TestVersionsOfTheSettingsAreListed(t *testing.T) {
	api := &answering{answers: []string{`{"items":[{"version":2,"at":"2026-11-20T09:30:00Z","key":"key_1","key_name":"ops","changes":[
		{"path":"/loss_rate","from":0.1,"to":0.2},{"path":"/weights/nps","from":null,"to":0}]}],"next":null}`}}
	got := commanded(t, api, 0, "settings", "versions")
	want := "VERSION  AT                   KEY  PATH          FROM  TO\n" +
		"2        2026-11-20 09:30:00  ops  /loss_rate    0.1   0.2\n" +
		"2        2026-11-20 09:30:00  ops  /weights/nps  null  0\n"
	if got != want || api.asked[0] != "GET /v1/settings/versions" {
		t.Errorf("it asked %v and prints\n%s\nwant\n%s", api.asked, got, want)
	}
}
