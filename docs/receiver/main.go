// Command receiver is a small receiver of Heed's webhooks, to try Heed with and
// to copy from. It verifies what it gets, drops repeats and stragglers, prints a
// line for each event and answers quickly.
//
//	HEED_WEBHOOK_SECRET=whsec_… receiver [address]
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// event is the body of a webhook, as far as this program uses it.
type event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data struct {
		Account  struct{ ID string } `json:"account"`
		Sequence int64               `json:"sequence"`
		Reason   string              `json:"reason"`
	} `json:"data"`
}

// receiver remembers what it has seen in memory; a real one keeps it where it
// keeps what it does with the events.
type receiver struct {
	hook *standardwebhooks.Webhook

	mu     sync.Mutex
	seen   map[string]bool  // by webhook-id
	newest map[string]int64 // by family of events and account: the highest sequence
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, 1<<20))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err := r.hook.Verify(body, q.Header); err != nil { // the bytes as they came, before anything reads them
		http.Error(w, "not believed", http.StatusUnauthorized)
		return
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		http.Error(w, "no event", http.StatusBadRequest)
		return
	}
	if r.isNews(e) {
		fmt.Println("verified", e.Type, e.Data.Account.ID, e.Data.Reason)
	}
	w.WriteHeader(http.StatusNoContent) // a repeat is answered like the first, or it comes again
}

// isNews drops repeats of a webhook and what is older than what was seen already.
func (r *receiver) isNews(e event) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	family, _, _ := strings.Cut(e.Type, ".")
	about := family + " " + e.Data.Account.ID
	if r.seen[e.ID] || e.Data.Sequence < r.newest[about] {
		return false
	}
	r.seen[e.ID], r.newest[about] = true, e.Data.Sequence
	return true
}

func main() {
	hook, err := standardwebhooks.NewWebhook(os.Getenv("HEED_WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal("set HEED_WEBHOOK_SECRET to the whsec_… secret that making the endpoint showed: ", err)
	}
	address := cmp.Or(strings.Join(os.Args[1:], ""), "127.0.0.1:9090")
	log.Fatal(http.ListenAndServe(address, &receiver{hook: hook, seen: map[string]bool{}, newest: map[string]int64{}}))
}
