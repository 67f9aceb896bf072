package stack

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// settling is how often a source is asked whether it has stopped or started. It
// takes seconds, and what a function has begun may go on for its timeout.
const settling = 2 * time.Second

// patience is how long stopping and starting may take.
const patience = 5 * time.Minute

// Switch disables or enables everything that wakes functions but HTTP: schedules
// first, then the readers of queues. said is called with the name of each in the
// template once it stands as wished; what stands so already is told too, so a
// repetition goes on where the last one ended.
func (s *Stack) Switch(ctx context.Context, on bool, said func(id string)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, r := range s.of(kindSchedule) {
		if err := s.switchSchedule(ctx, r, on); err != nil {
			return failedAt(r, err)
		}
		said(r.id)
	}
	sources := s.of(kindSource)
	for _, r := range sources {
		if _, err := s.lambda.UpdateEventSourceMapping(ctx, &lambda.UpdateEventSourceMappingInput{UUID: &r.name, Enabled: &on}); err != nil {
			return failedAt(r, err)
		}
	}
	for _, r := range sources {
		if err := s.settled(ctx, r, on); err != nil {
			return failedAt(r, err)
		}
		said(r.id)
	}
	return nil
}

// switchSchedule writes a schedule back whole, which is the only way there is.
func (s *Stack) switchSchedule(ctx context.Context, r resource, on bool) error {
	is, err := s.scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: &r.name})
	if err != nil {
		return err
	}
	state := schedulertypes.ScheduleStateDisabled
	if on {
		state = schedulertypes.ScheduleStateEnabled
	}
	if is.State == state {
		return nil
	}
	_, err = s.scheduler.UpdateSchedule(ctx, &scheduler.UpdateScheduleInput{
		Name: &r.name, State: state, GroupName: is.GroupName, Description: is.Description, EndDate: is.EndDate, StartDate: is.StartDate,
		FlexibleTimeWindow: is.FlexibleTimeWindow, KmsKeyArn: is.KmsKeyArn, ScheduleExpression: is.ScheduleExpression,
		ScheduleExpressionTimezone: is.ScheduleExpressionTimezone, Target: is.Target, ActionAfterCompletion: is.ActionAfterCompletion,
	})
	return err
}

// settled waits until a source has stopped or started.
func (s *Stack) settled(ctx context.Context, r resource, on bool) error {
	want := "Disabled"
	if on {
		want = "Enabled"
	}
	for {
		is, err := s.lambda.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: &r.name})
		if err != nil || aws.ToString(is.State) == want {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is still %s: look at the stack's events, then run this again", aws.ToString(is.State))
		case <-time.After(settling):
		}
	}
}

// Waiting is how many messages wait in each queue, by its id in the template.
func (s *Stack) Waiting(ctx context.Context) (map[string]int, []string, error) {
	held, err := s.depths(ctx)
	var ids []string
	for _, r := range s.of(kindQueue) {
		ids = append(ids, r.id)
	}
	slices.Sort(ids)
	return held, ids, err
}
