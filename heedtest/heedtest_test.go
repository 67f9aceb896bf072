package heedtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/heed-cs/heed/heedtest"
)

// receiver is one as somebody would write it.
func receiver(t *testing.T, secret string, got *[]string) http.Handler {
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := hook.Verify(body, r.Header); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var event struct{ ID, Type string }
		if err := json.Unmarshal(body, &event); err != nil || event.ID != r.Header.Get("webhook-id") {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if !seen[event.ID] {
			seen[event.ID] = true
			*got = append(*got, event.Type)
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func TestAReceiverInThreeLines(t *testing.T) {
	var got []string
	hook := heedtest.New(t, nil)
	hook.Handle(receiver(t, hook.Secret, &got))
	if status := hook.Send("risk.raised"); status != http.StatusNoContent || len(got) != 1 || got[0] != "risk.raised" {
		t.Errorf("answered %d, got %v", status, got)
	}
	if status := hook.Repeat(); status != http.StatusNoContent || len(got) != 1 {
		t.Errorf("a repeat is answered %d, got %v", status, got)
	}
}

func TestEveryTypeIsVerifiedByTheOfficialLibrary(t *testing.T) {
	var got []string
	hook := heedtest.New(t, nil)
	hook.Handle(receiver(t, hook.Secret, &got))
	for kind, status := range hook.SendEach() {
		if status != http.StatusNoContent {
			t.Errorf("%s is answered %d", kind, status)
		}
	}
	if len(got) != len(heedtest.Types()) || len(got) < 10 {
		t.Errorf("got %v", got)
	}
}

func TestForgeriesAreNoneToBelieve(t *testing.T) {
	var got []string
	hook := heedtest.New(t, nil)
	hook.Handle(receiver(t, hook.Secret, &got))
	forged := hook.Forgeries()
	for name, status := range forged {
		if status != http.StatusUnauthorized {
			t.Errorf("%s is answered %d", name, status)
		}
	}
	if len(forged) != 7 || len(got) != 0 {
		t.Errorf("%d forgeries, got %v", len(forged), got)
	}
}

func TestABodyCanBeChanged(t *testing.T) {
	body := heedtest.Body(t, "feedback.detractor", func(event map[string]any) {
		event["data"].(map[string]any)["sequence"] = 7
	})
	var event struct {
		ID, Timestamp string
		Test          bool
		Data          struct {
			Sequence int
			Account  struct{ ID string }
		}
	}
	if err := json.Unmarshal(body, &event); err != nil || event.Data.Sequence != 7 || event.Data.Account.ID == "" || event.Test {
		t.Errorf("it is %s, %v", body, err)
	}
	if at, err := time.Parse(time.RFC3339, event.Timestamp); err != nil || time.Since(at) > time.Minute {
		t.Errorf("it happened at %s", event.Timestamp)
	}
}
