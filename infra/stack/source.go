package stack

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/heed-cs/heed/shared/heed"
)

// checkSources looks whether every queue is read.
func (s *Stack) checkSources(ctx context.Context) (found []heed.Finding, err error) {
	for _, r := range s.of(kindSource) {
		out, err := s.lambda.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: &r.name})
		if err != nil {
			return found, failedAt(r, err)
		}
		switch state, last := aws.ToString(out.State), aws.ToString(out.LastProcessingResult); {
		case state != "Enabled":
			found = append(found, heed.Find("sources", "%s is %s: its queue waits.", r.id, strings.ToLower(state)).
				Warn("If it was paused and what it was paused for is done: heed resume --stack "+s.Name))
		case strings.HasPrefix(last, "PROBLEM"):
			found = append(found, heed.Find("sources", "%s cannot read its queue: %s", r.id, last).
				Fail("Let the function's role read the queue: deploy again, and nobody change the role by hand."))
		}
	}
	return wellUnless(found, "sources", "All %d are enabled.", len(s.of(kindSource))), nil
}

// checkSchedules looks whether every timer runs.
func (s *Stack) checkSchedules(ctx context.Context) (found []heed.Finding, err error) {
	for _, r := range s.of(kindSchedule) {
		out, err := s.scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: &r.name})
		if err != nil {
			return found, failedAt(r, err)
		}
		if out.State != schedulertypes.ScheduleStateEnabled {
			found = append(found, heed.Find("schedules", "%s is disabled.", r.id).
				Warn("If it was paused and what it was paused for is done: heed resume --stack "+s.Name))
		}
	}
	return wellUnless(found, "schedules", "All %d are enabled.", len(s.of(kindSchedule))), nil
}
