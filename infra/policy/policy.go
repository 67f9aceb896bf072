// Package policy checks what template.yaml lets every function do. A test wakes
// it, and so does the end-to-end run, which hands it the calls that the functions
// made. It reads the template and writes nothing.
//
// A role grants single actions on single resources of the template, to one
// function. What a function needs and may not do is an error, and so is what it
// may do and does not need. policy.go compares, role.go reads the grants, call.go
// turns calls into the permissions they need, record.go notes calls on their way,
// and rare.jsonl has those that no run brings about at will, each with its reason.
package policy

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/heed-cs/heed/infra/plan"
)

// Call is one kind of call to AWS, in the words of a policy.
type Call struct {
	// Action is the permission it needs, such as dynamodb:PutItem.
	Action string `json:"action"`
	// Resource is what it is made on, as the template names it: Table.Arn,
	// Table.Arn/index/by-key, SignalsQueue.Arn; "*" where nothing can be named.
	Resource string `json:"resource"`
}

func (c Call) String() string { return c.Action + " on " + c.Resource }

//go:embed rare.jsonl
var rare []byte

// Check compares every function's role with the calls it was observed to make, by
// the function's id in the template, with its rare ones, and with what Lambda
// itself does in its name. The error joins all that is wrong, each part with what
// to do.
func Check(template []byte, observed map[string][]Call) error {
	wired, err := plan.Parse(template, nil)
	if err != nil {
		return err
	}
	granted, err := grants(template)
	if err != nil {
		return err
	}
	seldom, err := Read(bytes.NewReader(rare))
	if err != nil {
		return fmt.Errorf("rare.jsonl: %w", err)
	}
	var faults []error
	for _, f := range wired.Functions {
		calls := observed[f.ID]
		if len(calls) == 0 {
			faults = append(faults, fmt.Errorf("%s: no call was observed: let the run reach it", f.ID))
			continue
		}
		faults = append(faults, compare(f.ID, granted[f.ID], slices.Concat(platform(wired, f), seldom[f.ID], calls)))
	}
	for _, id := range slices.Sorted(maps.Keys(observed)) {
		if _, ok := granted[id]; !ok {
			faults = append(faults, fmt.Errorf("%s: calls were observed of a function that the template does not have", id))
		}
	}
	return errors.Join(faults...)
}

// platform is what Lambda does in a function's name: it writes logs and traces,
// and polls the queues that wake the function.
func platform(wired *plan.Plan, f plan.Function) []Call {
	calls := []Call{
		{"logs:CreateLogStream", "Logs.Arn"},
		{"logs:PutLogEvents", "Logs.Arn"},
		{"xray:PutTelemetryRecords", nameless},
		{"xray:PutTraceSegments", nameless},
	}
	for _, s := range f.Sources {
		arn := wired.Queue(s.Queue).ID + ".Arn"
		calls = append(calls, Call{"sqs:ReceiveMessage", arn}, Call{"sqs:DeleteMessage", arn}, Call{"sqs:GetQueueAttributes", arn})
	}
	return calls
}

// compare names what is missing and what is too much.
func compare(function string, granted, needed []Call) error {
	may, needs := setOf(granted), setOf(needed)
	var faults []error
	for _, c := range sorted(needs) {
		if !may[c] {
			faults = append(faults, fmt.Errorf("%s calls %v, which its role does not allow: add it in template.yaml", function, c))
		}
	}
	for _, c := range sorted(may) {
		if !needs[c] {
			faults = append(faults, fmt.Errorf("%s may call %v and never does: take it out of template.yaml", function, c))
		}
	}
	return errors.Join(faults...)
}

func setOf(calls []Call) map[Call]bool {
	set := map[Call]bool{}
	for _, c := range calls {
		set[c] = true
	}
	return set
}

func sorted(set map[Call]bool) []Call {
	return slices.SortedFunc(maps.Keys(set), order)
}
