package stack

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/heed-cs/heed/shared/heed"
)

// checkAlarms names those that ring. What to do is each alarm's description.
func (s *Stack) checkAlarms(ctx context.Context) ([]heed.Finding, error) {
	ids := map[string]string{}
	for _, r := range s.of(kindAlarm) {
		ids[r.name] = r.id
	}
	var found []heed.Finding
	pages := cloudwatch.NewDescribeAlarmsPaginator(s.cloudwatch, &cloudwatch.DescribeAlarmsInput{
		AlarmNames: names(s.of(kindAlarm)), StateValue: types.StateValueAlarm,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return found, err
		}
		for _, alarm := range page.MetricAlarms {
			found = append(found, heed.Find("alarms", "%s rings: %s", ids[aws.ToString(alarm.AlarmName)], aws.ToString(alarm.StateReason)).
				Fail(aws.ToString(alarm.AlarmDescription)))
		}
	}
	return wellUnless(found, "alarms", "None of %d rings.", len(ids)), nil
}
