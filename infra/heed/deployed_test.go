package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/infra/stack/stacktest"
)

// onAWS is a stack with every parameter of the template.
func onAWS(t *testing.T) *stacktest.AWS {
	t.Helper()
	wired, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	parameters := map[string]string{}
	for _, name := range wired.Parameters {
		parameters[name] = ""
	}
	parameters["Stage"], parameters["RetentionDays"] = "prod", "30"
	a := stacktest.New(t)
	a.Answer("DescribeStacks", stacktest.Stack("UPDATE_COMPLETE", parameters))
	return a
}

// examined is a Heed that answers what its doctor finds, its clock so much off.
func examined(t *testing.T, off time.Duration, findings string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		at, _ := json.Marshal(time.Now().Add(off).UTC())
		fmt.Fprintf(w, `{"at":%s,"version":"v1.2.3","findings":[%s]}`, at, findings)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

const twoFindings = `{"check":"root key","status":"ok","finding":"Secrets can be sealed and opened."},
	{"check":"queues","status":"warn","finding":"2 messages of signals could not be handled.","fix":"Mend the cause, then within 9 days: heed redrive signals"}`

var update = flag.Bool("update", false, "write what commands print into testdata")

// golden compares what a command printed with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", file, diff)
	}
}

// ran runs a command line and returns what it printed.
func ran(t *testing.T, code int, args ...string) string {
	t.Helper()
	s := begin(t, args...)
	if got := s.code(); got != code {
		t.Errorf("heed %v ends with %d, want %d: %s%s", args, got, code, s.out, s.err)
	}
	return s.out.String()
}

func TestDoctorOfAStack(t *testing.T) {
	a := onAWS(t)
	a.Answer("GetAccountSettings", `{"AccountLimit":{"ConcurrentExecutions":10,"UnreservedConcurrentExecutions":10}}`)
	a.Answer("DescribeAlarms", `{"MetricAlarms":[{"AlarmName":"heed-Errors","StateValue":"ALARM","StateReason":"Threshold Crossed: 6 > 5","AlarmDescription":"Functions crash or time out. The log group has the lines."}]}`)
	golden(t, "doctor.txt", ran(t, 1, "doctor", "--stack", "heed", "--url", examined(t, 0, twoFindings), "--key", "heed_x"))
}

func TestDoctorOfARunningHeed(t *testing.T) {
	got := ran(t, 0, "doctor", "--json", "--url", examined(t, 0, twoFindings), "--key", "heed_x")
	var out struct {
		Findings []struct{ Check, Status string }
	}
	if err := json.Unmarshal([]byte(got), &out); err != nil || len(out.Findings) != 4 || out.Findings[3].Status != "warn" {
		t.Errorf("it prints %s (%v)", got, err)
	}
}

func TestClocksThatDiffer(t *testing.T) {
	for _, row := range []struct {
		off  time.Duration
		code int
		want string
	}{
		{time.Minute, 0, "warn  clock        Heed's clock and this one are"},
		{-time.Hour, 1, "fail  clock        Heed's clock and this one are"},
	} {
		got := ran(t, row.code, "doctor", "--url", examined(t, row.off, ""), "--key", "heed_x")
		if !strings.Contains(got, row.want) {
			t.Errorf("clocks %v apart: %s", row.off, got)
		}
	}
}

func TestPauseAndResume(t *testing.T) {
	a := onAWS(t)
	a.Answer("GetQueueAttributes/heed-SignalsQueue", `{"Attributes":{"ApproximateNumberOfMessages":"41"}}`)
	golden(t, "pause.txt", ran(t, 0, "pause", "--stack", "heed"))
	golden(t, "resume.txt", ran(t, 0, "resume", "--stack", "heed"))
}

func TestBackupAndRestore(t *testing.T) {
	onAWS(t)
	got := ran(t, 0, "backup", "--stack", "heed")
	if !strings.Contains(got, "\narn:aws:dynamodb:eu-central-1:123456789012:table/heed-Table/backup/01763\n") || !strings.Contains(got, ":key/k\n") {
		t.Errorf("it prints %s", got)
	}
	golden(t, "restore.txt", ran(t, 0, "restore", "--stack", "heed", "--at", "2026-11-20T09:30:00Z", "--table", "heed-2"))
	ran(t, 80, "restore", "--stack", "heed", "--table", "heed-2")
	ran(t, 80, "restore", "--stack", "heed", "--table", "heed-2", "--backup", "arn", "--at", "2026-11-20T09:30:00Z")
}

func TestAWSNeedsARegion(t *testing.T) {
	onAWS(t)
	t.Setenv("AWS_REGION", "")
	s := begin(t, "backup", "--stack", "heed")
	if code := s.code(); code != 1 || !strings.Contains(s.err.String(), "Say --region, or set AWS_REGION") {
		t.Errorf("it ends with %d: %s", code, s.err)
	}
}
