package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/infra/plan"
)

// Backup is a copy of the table that AWS keeps until somebody deletes it.
type Backup struct {
	Table, Name, ARN string
	Key              string // without which no secret in it opens; it is in no backup
}

// Back makes a backup of the table, named by the stack and the moment.
func (s *Stack) Back(ctx context.Context, at time.Time) (Backup, error) {
	table, err := s.table()
	if err != nil {
		return Backup{}, err
	}
	b := Backup{Table: table, Name: s.Name + "-" + at.UTC().Format("20060102-150405"), Key: s.Outputs["KeyArn"]}
	out, err := s.dynamo.CreateBackup(ctx, &dynamodb.CreateBackupInput{TableName: &b.Table, BackupName: &b.Name})
	if err != nil {
		return b, fmt.Errorf("backing up %s: %w", table, err)
	}
	b.ARN = aws.ToString(out.BackupDetails.BackupArn)
	return b, nil
}

// Source is where a restored table comes from: a backup, or else a moment of the
// table there is.
type Source struct {
	Backup string // its ARN
	At     time.Time
}

// restoring is how long AWS may take to restore: minutes for a small table, hours
// for a large one.
const restoring = 24 * time.Hour

// Restore makes a new table of a source and gives it all that AWS does not
// restore: expiry, recovery to a moment, protection. The stack works on with its
// old table until its parameter TableName names the new one. Interrupted, the same
// call goes on.
func (s *Stack) Restore(ctx context.Context, from Source, to string, template []byte) error {
	wired, err := plan.Parse(template, nil)
	if err != nil {
		return err
	}
	if len(wired.Tables) != 1 {
		return fmt.Errorf("the template has %d tables, and one was expected", len(wired.Tables))
	}
	if err := s.begin(ctx, from, to); err != nil {
		return fmt.Errorf("restoring to %s: %w", to, err)
	}
	ready := dynamodb.NewTableExistsWaiter(s.dynamo)
	if err := ready.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &to}, restoring); err != nil {
		return fmt.Errorf("waiting for %s (the same command goes on waiting): %w", to, err)
	}
	return s.equip(ctx, to, wired.Tables[0])
}

// begin asks AWS to restore. A table that is there already is one of an earlier try.
func (s *Stack) begin(ctx context.Context, from Source, to string) error {
	table, err := s.table()
	if err != nil {
		return err
	}
	if to == table {
		return errors.New("the new table needs another name than the one in use")
	}
	if from.Backup != "" {
		_, err = s.dynamo.RestoreTableFromBackup(ctx, &dynamodb.RestoreTableFromBackupInput{BackupArn: &from.Backup, TargetTableName: &to})
	} else {
		_, err = s.dynamo.RestoreTableToPointInTime(ctx, &dynamodb.RestoreTableToPointInTimeInput{
			SourceTableName: &table, TargetTableName: &to, RestoreDateTime: &from.At,
		})
	}
	_, there := errors.AsType[*types.TableAlreadyExistsException](err)
	_, busy := errors.AsType[*types.TableInUseException](err)
	if there || busy {
		return nil
	}
	return err
}

// equip sets what a backup does not hold.
func (s *Stack) equip(ctx context.Context, name string, t plan.Table) error {
	if err := s.letExpire(ctx, name, t.Expires); err != nil {
		return fmt.Errorf("letting items of %s expire: %w", name, err)
	}
	_, err := s.dynamo.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
		TableName: &name,
		PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: aws.Bool(true), RecoveryPeriodInDays: aws.Int32(35),
		},
	})
	if err != nil {
		return fmt.Errorf("letting %s be restored to a moment: %w", name, err)
	}
	if s.parameters["Stage"] != "prod" {
		return nil
	}
	_, err = s.dynamo.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &name, DeletionProtectionEnabled: aws.Bool(true)})
	if err != nil {
		return fmt.Errorf("protecting %s from deletion: %w", name, err)
	}
	return nil
}

// letExpire switches expiry on, unless it is: AWS refuses to do it twice.
func (s *Stack) letExpire(ctx context.Context, name, attribute string) error {
	is, err := s.dynamo.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err != nil {
		return err
	}
	if d := is.TimeToLiveDescription; d != nil && (d.TimeToLiveStatus == types.TimeToLiveStatusEnabled || d.TimeToLiveStatus == types.TimeToLiveStatusEnabling) {
		return nil
	}
	_, err = s.dynamo.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &name, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &attribute, Enabled: aws.Bool(true)},
	})
	return err
}
