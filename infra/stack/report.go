package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/heed-cs/heed/shared/heed"
)

// Logged says what the functions' log tells of a stretch of time that no test
// without an AWS account can know: how long cold starts took, and what IAM denied.
func (s *Stack) Logged(ctx context.Context, since time.Time) ([]heed.Finding, error) {
	group := s.Outputs["LogGroup"]
	r := report{starts: map[string][]float64{}, denied: map[string]bool{}}
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(s.logs, &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: &group, StartTime: aws.Int64(since.UnixMilli()), FilterPattern: aws.String(`?"platform.report" ?AccessDenied`),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the log group %s: %w", group, err)
		}
		for _, e := range page.Events {
			r.read(functionOf(aws.ToString(e.LogStreamName)), aws.ToString(e.Message))
		}
	}
	return append(r.coldStarts(), r.denials()...), nil
}

// report gathers lines.
type report struct {
	starts map[string][]float64 // milliseconds, by function
	denied map[string]bool
}

// functionOf reads the function from a stream's name, such as
// 2026/11/20/heed-Intake[7]0123abcd.
func functionOf(stream string) string {
	name, _, _ := strings.Cut(stream[strings.LastIndexByte(stream, '/')+1:], "[")
	return name
}

// read takes one line in: a report of the platform, or a denial of IAM.
func (r *report) read(function, line string) {
	var in struct {
		Type   string
		Error  string
		Record struct {
			Metrics struct{ InitDurationMs float64 }
		}
	}
	_ = json.Unmarshal([]byte(line), &in) // a line that is not JSON tells nothing more
	switch ms := in.Record.Metrics.InitDurationMs; {
	case strings.Contains(line, "AccessDenied"):
		r.denied[function+": "+in.Error] = true
	case in.Type == "platform.report" && ms > 0:
		r.starts[function] = append(r.starts[function], ms)
	}
}

func (r *report) coldStarts() (found []heed.Finding) {
	for function, ms := range r.starts {
		slices.Sort(ms)
		found = append(found, heed.Find("cold start", "%s: %d, in the middle %.0f ms, at most %.0f ms.", function, len(ms), ms[len(ms)/2], ms[len(ms)-1]))
	}
	slices.SortFunc(found, func(a, b heed.Finding) int { return strings.Compare(a.Finding, b.Finding) })
	return wellUnless(found, "cold start", "None was logged: they are only with the parameter SystemLogs=INFO.")
}

func (r *report) denials() (found []heed.Finding) {
	for what := range r.denied {
		found = append(found, heed.Find("iam", "Denied: %s", what).Fail("Allow it in the function's role in template.yaml, and tell us: a test should have found it."))
	}
	slices.SortFunc(found, func(a, b heed.Finding) int { return strings.Compare(a.Finding, b.Finding) })
	return wellUnless(found, "iam", "Nothing was denied.")
}
