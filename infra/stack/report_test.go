package stack_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
)

// Lines as CloudWatch has them of functions that log in JSON.
const logged = `{"events":[
 {"logStreamName":"2026/11/20/heed-Intake[7]aa","timestamp":1795167000000,"message":"{\"time\":\"2026-11-20T09:30:00.101Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":{\"durationMs\":101.51,\"billedDurationMs\":300,\"memorySizeMB\":256,\"maxMemoryUsedMB\":33,\"initDurationMs\":116.67},\"status\":\"success\"}}"},
 {"logStreamName":"2026/11/20/heed-Intake[7]bb","timestamp":1795167001000,"message":"{\"type\":\"platform.report\",\"record\":{\"metrics\":{\"durationMs\":4.2,\"initDurationMs\":90}}}"},
 {"logStreamName":"2026/11/20/heed-Intake[7]bb","timestamp":1795167002000,"message":"{\"type\":\"platform.report\",\"record\":{\"metrics\":{\"durationMs\":4.2}}}"},
 {"logStreamName":"2026/11/20/heed-Score[7]cc","timestamp":1795167003000,"message":"{\"level\":\"ERROR\",\"function\":\"score\",\"error\":\"AccessDeniedException: dynamodb:Query\"}"}
]}`

func TestTheLogTellsOfColdStartsAndDenials(t *testing.T) {
	a, s := deployed(t, "UPDATE_COMPLETE", nil)
	a.Answer("FilterLogEvents", logged)
	found, err := s.Logged(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, string(f.Status)+" "+f.Check+": "+f.Finding)
	}
	if diff := cmp.Diff([]string{
		"ok cold start: heed-Intake: 2, in the middle 117 ms, at most 117 ms.",
		"fail iam: Denied: heed-Score: AccessDeniedException: dynamodb:Query",
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAQuietLog(t *testing.T) {
	_, s := deployed(t, "UPDATE_COMPLETE", nil)
	found, err := s.Logged(t.Context(), time.Now())
	if err != nil || len(found) != 2 || found[0].Status != heed.Well || found[1].Status != heed.Well {
		t.Errorf("found %v, %v", found, err)
	}
}
