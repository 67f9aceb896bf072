package stack

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/heed"
)

// Examine looks at everything the stack is made of. template is the one this
// program was built with. A check that cannot be made is a finding too.
func (s *Stack) Examine(ctx context.Context, template []byte) []heed.Finding {
	var all []heed.Finding
	for _, check := range []struct {
		name string
		look func(context.Context) ([]heed.Finding, error)
	}{
		{"stack", s.checkStatus},
		{"template", func(context.Context) ([]heed.Finding, error) { return s.checkParameters(template) }},
		{"alarms", s.checkAlarms},
		{"functions", s.checkFunctions},
		{"concurrency", s.checkConcurrency},
		{"sources", s.checkSources},
		{"schedules", s.checkSchedules},
		{"queues", s.checkQueues},
		{"table", s.checkTable},
		{"key", s.checkKey},
		{"logs", s.checkLogs},
	} {
		found, err := check.look(ctx)
		if err != nil {
			found = append(found, heed.Find(check.name, "It could not be looked at: %v.", err).
				Fail("Allow your own credentials to read it, or look at it in the AWS console."))
		}
		all = append(all, found...)
	}
	return all
}

func (s *Stack) checkStatus(context.Context) ([]heed.Finding, error) {
	f := heed.Find("stack", "%s is in the state %s.", s.Name, s.status)
	switch status := string(s.status); {
	case strings.HasSuffix(status, "_IN_PROGRESS"):
		f = f.Warn("A deployment is under way: look again when it is done.")
	case strings.HasSuffix(status, "_FAILED"):
		f = f.Fail("Look at its events in CloudFormation, mend what they name, and deploy again.")
	case strings.Contains(status, "ROLLBACK"):
		f = f.Warn("The last deployment was taken back: look at its events in CloudFormation, and deploy again.")
	}
	return []heed.Finding{f}, nil
}

// checkParameters compares which parameters there are: a stack deployed from another
// template lacks some or has others.
func (s *Stack) checkParameters(template []byte) ([]heed.Finding, error) {
	wired, err := plan.Parse(template, nil)
	if err != nil {
		return nil, err
	}
	var differ []string
	for _, name := range wired.Parameters {
		if _, ok := s.parameters[name]; !ok {
			differ = append(differ, "lacks "+name)
		}
	}
	for name := range s.parameters {
		if !slices.Contains(wired.Parameters, name) {
			differ = append(differ, "has "+name)
		}
	}
	slices.Sort(differ)
	f := heed.Find("template", "The stack has the parameters of this program's template.")
	if len(differ) > 0 {
		f = heed.Find("template", "The stack was deployed from another template than this program's: it %s.", strings.Join(differ, ", ")).
			Warn("Use the heed of the commit that was deployed, or deploy this one.")
	}
	return []heed.Finding{f}, nil
}

// wellUnless says that all is well when nothing was found.
func wellUnless(found []heed.Finding, check, format string, args ...any) []heed.Finding {
	if len(found) > 0 {
		return found
	}
	return []heed.Finding{heed.Find(check, format, args...)}
}

func names(all []resource) []string {
	ids := make([]string, len(all))
	for i, r := range all {
		ids[i] = r.name
	}
	return ids
}

// of what failed, and why.
func failedAt(r resource, err error) error { return fmt.Errorf("%s: %w", r.id, err) }
