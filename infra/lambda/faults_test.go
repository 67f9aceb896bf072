package lambda

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
)

// Faults let a share of all calls to AWS fail in the ways that DynamoDB, SQS and
// KMS document: refused for now, failed inside, done only in part, or done with
// the answer lost. The seed decides which faults come in what order; which call
// meets which, the race of the processes does.
type Faults struct {
	mu    sync.Mutex
	r     *rand.Rand
	share float64
	met   map[string]int
}

// NewFaults let this share of the calls fail.
func NewFaults(seed uint64, share float64) *Faults {
	return &Faults{r: rand.New(rand.NewPCG(seed, 7)), share: share, met: map[string]int{}}
}

// Before stands between the functions and AWS.
func (f *Faults) Before(aws http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fails := f.draw(r.Header.Get("X-Amz-Target")); fails != nil {
			fails(aws, w, r)
			return
		}
		aws.ServeHTTP(w, r)
	})
}

// End lets no call fail any more, and says how many met which fault.
func (f *Faults) End() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.share = 0
	return maps.Clone(f.met)
}

// draw decides how a call fails; nil when it does not.
func (f *Faults) draw(target string) failing {
	service, operation, called := strings.Cut(target, ".")
	f.mu.Lock()
	defer f.mu.Unlock()
	if !called || f.r.Float64() >= f.share {
		return nil
	}
	all := faultsOf(service, operation)
	one := all[f.r.IntN(len(all))]
	f.met[operation+" "+one.name]++
	return one.failing
}

// fault is one way to fail.
type fault struct {
	name string
	failing
}

// What services refuse with for now, and what they say of a failure of their own.
var (
	refusals = map[string][]string{
		"DynamoDB_20120810": {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"},
		"AmazonSQS":         {"RequestThrottled", "ThrottlingException"},
		"TrentService":      {"ThrottlingException", "DependencyTimeoutException"},
		"PutItem":           {"TransactionConflictException"},
		"UpdateItem":        {"TransactionConflictException"},
		"DeleteItem":        {"TransactionConflictException"},
		"TransactWriteItems": {
			"TransactionInProgressException", cancelled + "TransactionConflict", cancelled + "ThrottlingError", cancelled + "ProvisionedThroughputExceeded",
		},
	}
	inside = map[string]string{"DynamoDB_20120810": "InternalServerError", "AmazonSQS": "ServiceUnavailable", "TrentService": "KMSInternalException"}
)

// faultsOf are all ways in which an operation can fail.
func faultsOf(service, operation string) []fault {
	broken := inside[service]
	all := []fault{
		{"never arrived", hangUp},
		{"answer lost", after(hangUp)},
		{broken, refusing(http.StatusInternalServerError, broken)},
		{broken + ", but done", after(refusing(http.StatusInternalServerError, broken))},
	}
	for _, code := range append(refusals[service], refusals[operation]...) {
		all = append(all, fault{code, refusing(http.StatusBadRequest, code)})
	}
	if some := partly[operation]; some != nil {
		all = append(all, fault{"done in part", some})
	}
	return all
}
