package stack

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/heed-cs/heed/shared/heed"
)

// checkTable looks whether the table works and outlives mistakes.
func (s *Stack) checkTable(ctx context.Context) (found []heed.Finding, err error) {
	name, err := s.table()
	if err != nil {
		return nil, err
	}
	out, err := s.dynamo.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		return nil, err
	}
	backups, err := s.dynamo.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &name})
	if err != nil {
		return nil, err
	}
	if status := out.Table.TableStatus; status != types.TableStatusActive {
		found = append(found, heed.Find("table", "%s is in the state %s.", name, status).Fail("Wait while it is being updated; else look at it in DynamoDB."))
	}
	if !aws.ToBool(out.Table.DeletionProtectionEnabled) && s.parameters["Stage"] == "prod" {
		found = append(found, heed.Find("table", "%s can be deleted by one call.", name).
			Warn(fmt.Sprintf("aws dynamodb update-table --table-name %s --deletion-protection-enabled", name)))
	}
	if !restorable(backups.ContinuousBackupsDescription) {
		found = append(found, heed.Find("table", "%s cannot be restored to a moment.", name).
			Fail(fmt.Sprintf("aws dynamodb update-continuous-backups --table-name %s --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true", name)))
	}
	return wellUnless(found, "table", "%s works, and can be restored to any second of the last %d days.", name, days(backups.ContinuousBackupsDescription)), nil
}

func restorable(d *types.ContinuousBackupsDescription) bool {
	return d != nil && d.PointInTimeRecoveryDescription != nil &&
		d.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus == types.PointInTimeRecoveryStatusEnabled
}

func days(d *types.ContinuousBackupsDescription) int32 {
	if n := aws.ToInt32(d.PointInTimeRecoveryDescription.RecoveryPeriodInDays); n > 0 {
		return n
	}
	return 35
}

// checkKey looks at the key without which no sealed secret opens.
func (s *Stack) checkKey(ctx context.Context) ([]heed.Finding, error) {
	arn := s.Outputs["KeyArn"]
	out, err := s.kms.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &arn})
	if err != nil {
		return nil, err
	}
	f := heed.Find("key", "The key of the secrets is %s.", out.KeyMetadata.KeyState)
	switch out.KeyMetadata.KeyState {
	case kmstypes.KeyStateEnabled:
	case kmstypes.KeyStatePendingDeletion:
		f = f.Fail("At once: aws kms cancel-key-deletion --key-id " + arn + " and then enable-key. When it is gone, so are all signing secrets and credentials.")
	default:
		f = f.Fail("aws kms enable-key --key-id " + arn)
	}
	return []heed.Finding{f}, nil
}

// checkLogs looks whether logs are forgotten after a time.
func (s *Stack) checkLogs(ctx context.Context) (found []heed.Finding, err error) {
	for _, r := range s.of(kindLogs) {
		out, err := s.logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &r.name})
		if err != nil {
			return found, failedAt(r, err)
		}
		for _, group := range out.LogGroups {
			if aws.ToString(group.LogGroupName) == r.name && group.RetentionInDays == nil {
				found = append(found, heed.Find("logs", "%s are kept for ever.", r.id).
					Warn("aws logs put-retention-policy --log-group-name "+r.name+" --retention-in-days 30"))
			}
		}
	}
	return wellUnless(found, "logs", "They are kept for %s days.", s.parameters["RetentionDays"]), nil
}
