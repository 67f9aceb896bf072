package metric

import (
	"fmt"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// CheckTargets returns what is wrong with the targets of settings, with pointers
// below /metric_targets.
func CheckTargets(targets []heed.MetricTarget) []heed.FieldError {
	var errs []heed.FieldError
	if len(targets) > heed.MaxMetricTargets {
		errs = append(errs, heed.FieldError{Pointer: "/metric_targets", Code: "range", Detail: fmt.Sprintf("at most %d targets", heed.MaxMetricTargets)})
	}
	seen := map[string]bool{}
	for i, t := range targets {
		c := targetCheck{at: fmt.Sprintf("/metric_targets/%d", i), MetricTarget: t}
		c.all()
		if seen[t.ID()] {
			c.fail("", "duplicate", "the target is there already")
		}
		seen[t.ID()] = true
		errs = append(errs, c.errs...)
	}
	return errs
}

type targetCheck struct {
	heed.MetricTarget
	at   string
	errs []heed.FieldError
}

func (c *targetCheck) fail(member, code, format string, args ...any) {
	c.errs = append(c.errs, heed.FieldError{Pointer: c.at + member, Code: code, Detail: fmt.Sprintf(format, args...)})
}

func (c *targetCheck) all() {
	d, err := Describe(Name(c.Metric))
	if err != nil {
		c.fail("/metric", "enum", "%v", err)
		return
	}
	c.group(d)
	if (c.AtLeast == nil) == (c.AtMost == nil) {
		c.fail("", "required", "exactly one of at_least and at_most must be said")
	}
	c.window(d)
	if c.MinN < 0 {
		c.fail("/min_n", "range", "the member must not lie below 0")
	}
}

// group refuses what cannot be grouped by. Accounts are too many for targets.
func (c *targetCheck) group(d Description) {
	can := slices.DeleteFunc(slices.Clone(d.By), func(by string) bool { return by == "account" })
	if c.By != "" && !slices.Contains(can, c.By) {
		c.fail("/by", "enum", "by must be exactly one of %q here", can)
	}
	if c.By == "" && c.Group != "" {
		c.fail("/group", "required", "a group needs by: what it is a group of")
	}
}

func (c *targetCheck) window(d Description) {
	windows := []string{heed.WindowDays, heed.WindowMonth, heed.WindowQuarter}
	if d.Source == FromMonths {
		windows = windows[1:]
	}
	if !slices.Contains(windows, c.Window) {
		c.fail("/window", "enum", "the window of %s must be one of %q", d.Metric, windows)
		return
	}
	days := c.Window == heed.WindowDays
	if days && (c.Days < 1 || c.Days > heed.MaxTargetDays) || !days && c.Days != 0 {
		c.fail("/days", "range", "days is for the window %q: 1 to %d", heed.WindowDays, heed.MaxTargetDays)
	}
}
