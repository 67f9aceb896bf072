// Package policy holds every function to what template.yaml lets it do. The
// end-to-end run wakes it: a Guard stands between the functions and AWS, denies as
// IAM would what a role does not grant, and notes what was called; Check then says
// what was granted for nothing. It reads the template and writes only those notes.
//
// A role grants single actions on single resources of the template, to one
// function. policy.go compares, role.go reads the grants, call.go turns requests
// into the permissions they need, guard.go judges them on their way.
package policy

import (
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

// Check compares every function's role with the calls that it was observed to make
// in a run of everything, by the function's id in the template, and with what
// Lambda itself does in its name. The error joins all that is wrong, each part with
// what to do.
func Check(template []byte, observed map[string][]Call) error {
	return check(template, observed, func(function string, granted, needed []Call) error {
		if len(observed[function]) == 0 {
			return fmt.Errorf("%s: no call was observed: let the run reach it", function)
		}
		return errors.Join(missing(function, granted, needed), spare(function, granted, needed))
	})
}

// Covers is Check for a run of something: it only names what the roles lack.
func Covers(template []byte, observed map[string][]Call) error {
	return check(template, observed, missing)
}

// check compares what each function is granted with all that it needs.
func check(template []byte, observed map[string][]Call, compare func(function string, granted, needed []Call) error) error {
	wired, err := plan.Parse(template, nil)
	if err != nil {
		return err
	}
	granted, err := grants(template)
	if err != nil {
		return err
	}
	var faults []error
	for _, f := range wired.Functions {
		faults = append(faults, compare(f.ID, granted[f.ID], slices.Concat(platform(wired, f), observed[f.ID])))
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

func missing(function string, granted, needed []Call) error {
	return beyond(granted, needed, func(c Call) error {
		return fmt.Errorf("%s calls %v, which its role does not allow: add it in template.yaml", function, c)
	})
}

func spare(function string, granted, needed []Call) error {
	return beyond(needed, granted, func(c Call) error {
		return fmt.Errorf("%s may call %v and never does: take it out of template.yaml", function, c)
	})
}

// beyond complains of every call that is not among some.
func beyond(some, all []Call, complaint func(Call) error) error {
	known := setOf(some)
	var faults []error
	for _, c := range sorted(setOf(all)) {
		if !known[c] {
			faults = append(faults, complaint(c))
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
