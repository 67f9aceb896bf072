package stack

import (
	"context"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/heed-cs/heed/shared/heed"
)

// depths is how many messages each queue holds, by its id in the template.
func (s *Stack) depths(ctx context.Context) (map[string]int, error) {
	held := map[string]int{}
	counts := []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}
	for _, r := range s.of(kindQueue) {
		out, err := s.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &r.name, AttributeNames: counts})
		if err != nil {
			return held, failedAt(r, err)
		}
		for _, text := range out.Attributes {
			n, _ := strconv.Atoi(text) // AWS's own figure
			held[r.id] += n
		}
	}
	return held, nil
}

func (s *Stack) checkQueues(ctx context.Context) (found []heed.Finding, err error) {
	held, err := s.depths(ctx)
	if err != nil {
		return nil, err
	}
	waiting := 0
	for _, r := range s.of(kindQueue) {
		if !strings.HasSuffix(r.id, "DeadQueue") {
			waiting += held[r.id]
			continue
		}
		if n := held[r.id]; n > 0 {
			found = append(found, heed.Find("queues", "%s holds %d.", r.id, n).
				Warn("heed queues says why; mend the cause, then within 9 days: heed redrive"))
		}
	}
	return wellUnless(found, "queues", "No letter is dead; about %d messages wait or are being handled.", waiting), nil
}
