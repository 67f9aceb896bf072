package main

import (
	"strings"
	"testing"
)

const (
	oneModel = `{"items":[{"id":"2026-11-20-3f9a2c01","at":"2026-11-20T09:30:00Z","promoted":true,"in_use":true,
  "verdict":"Terms: better than the opinion.","parts":{"renewal":{"step":"logistic","decisions":212,"losses":31,"helped":9,
    "leaks":[{"sentence":"pulse alone …"}],"drift":{"sentence":"They differ."}},"window":{"step":"prior","decisions":0,"losses":0}}}],"next":null}`
	aBacktest = `{"model":"2026-11-20-3f9a2c01","at":"2026-11-20T09:30:00Z","parts":{"renewal":{"judgements":636,"losses":93,"expected":91.2,
  "auc":{"value":0.81,"low":0.74,"high":0.88},"brier":{"value":0.098,"low":0.08,"high":0.12},"log_loss":null,"ece":null,"calibration_slope":null,"lift":null,
  "reliability":[{"judgements":64,"expected":0.02,"happened":{"value":0.016,"low":0.003,"high":0.083}}],
  "bands":[{"band":"high","enter":0.3,"alarms":40,"precision":{"value":0.5,"low":0.352,"high":0.648},"recall":{"value":0.645,"low":0.469,"high":0.788},"lead_days":71.4,"lead":{"value":71.4,"low":60.2,"high":82.6}}],
  "segments":{"smb":{"judgements":210,"losses":40,"expected":37.5,"auc":null,"brier":null,
    "bands":[{"band":"high","enter":0.3,"alarms":1,"precision":{"value":1,"low":0.2,"high":1},"recall":null,"lead_days":90,"lead":null}]}}},
  "window":{"judgements":0,"losses":0,"expected":0}}}`
	aWatch = `{"at":"2026-11-20T09:30:00Z","model":"2026-11-20-3f9a2c01","parts":{"renewal":{
  "drift":{"learned":212,"now":48,"found":true,"sentence":"They differ.","factors":[
    {"factor":"nps","psi":0.4,"threshold":0.2,"drifted":true,"unknown_then":0,"unknown_now":0.5},{"factor":"pulse","psi":0.1,"threshold":0.2,"drifted":false}]},
  "told":{"months":[{"month":"2026-10","decisions":40,"losses":9,"expected":3.8,"surprise":2.41}],
    "total":{"decisions":40,"losses":9,"expected":3.8,"surprise":2.41},"moved":true,"sentence":"More than chance."}}}}`
)

func TestTrainWaitsForWhatWasLearned(t *testing.T) {
	api := &answering{answers: []string{`{"requested_at":"2026-11-20T09:29:30Z","trained_at":null,"newest":null}`, oneModel}}
	want := `renewal: logistic, from 212 decisions and 31 losses
  left out: 9 decisions in alarm that somebody acted on
  leak: pulse alone …
  drift: They differ.
window: prior, from 0 decisions and 0 losses
2026-11-20-3f9a2c01 is in use. Terms: better than the opinion.
`
	if got := commanded(t, api, 0, "train"); got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
	if api.asked[0] != "POST /v1/models" {
		t.Errorf("it asked %v", api.asked)
	}
}

func TestTrainGivesUpWaiting(t *testing.T) {
	commanded(t, &answering{answers: []string{`{"requested_at":"2026-11-21T09:29:30Z"}`, oneModel}}, 1, "train", "--wait", "1ns")
}

func TestBacktestShowsSegmentsWhole(t *testing.T) {
	got := commanded(t, &answering{answers: []string{aBacktest, aWatch}}, 0, "backtest", "2026-11-20-3f9a2c01", "--segments")
	for _, want := range []string{
		"2026-11-20-3f9a2c01, renewal, segment smb: 210 judgements, 40 losses, 37.5 expected",
		"high, from 0.30             1 alarms; precision 1.000 (0.200 to 1.000); recall –; 90 days ahead\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it prints\n%s\nwithout %q", got, want)
		}
	}
}

func TestBacktestIsShown(t *testing.T) {
	got := commanded(t, &answering{answers: []string{oneModel, aBacktest, aWatch}}, 0, "backtest")
	for _, want := range []string{
		"2026-11-20-3f9a2c01, renewal: 636 judgements, 93 losses, 91.2 expected",
		"AUC                         0.810 (0.740 to 0.880)", "log loss                    –",
		"said 0.020                  happened 0.016 (0.003 to 0.083) of 64",
		"high, from 0.30             40 alarms; precision 0.500 (0.352 to 0.648); recall 0.645 (0.469 to 0.788); 71 days ahead (60 to 83)",
		"  segment smb                 210 judgements, 40 losses, 37.5 expected; AUC –; Brier –", "renewal, told and come: More than chance.", "  2026-10  40         3.8       9     +2.4", "  in all   40         3.8       9     +2.4",
		"renewal, drift: They differ.", "  nps  PSI 0.400, by chance up to 0.200  unknown 50 %, was 0 %",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it prints\n%s\nwithout %q", got, want)
		}
	}
}

func TestRescoreSortsByRisk(t *testing.T) {
	api := &answering{answers: []string{
		`{"account":{"id":"acme"},"risk":{"probability":0.1,"band":"low","model":"prior-1"},"reason":"Quiet."}`,
		`{"account":{"id":"bolt"},"risk":{"probability":0.6,"band":"critical","model":"prior-1"},"reason":"The champion left."}`,
	}}
	got := commanded(t, api, 0, "rescore", "acme", "bolt", "--as-of", "2026-06-30", "--model", "prior")
	want := `ACCOUNT  RISK   BAND      MODEL    REASON
bolt     0.600  critical  prior-1  The champion left.
acme     0.100  low       prior-1  Quiet.
`
	if got != want || api.asked[0] != "GET /v1/accounts/acme/risk?as_of=2026-06-30&model=prior" {
		t.Errorf("it asked %v and prints\n%s\nwant\n%s", api.asked, got, want)
	}
}
