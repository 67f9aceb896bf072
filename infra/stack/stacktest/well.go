package stacktest

import (
	"fmt"
	"strings"
)

// Name is what the stack is called.
const Name = "heed"

// The resources of the stack, by logical id.
var (
	functions = []string{"Intake", "Aggregate", "Score", "Deliver", "Console"}
	sources   = []string{"AggregateInbox", "ScoreTouches", "DeliverFirst", "DeliverAgain"}
	schedules = []string{"AggregateFold", "ScoreSweep", "DeliverDue"}
	queues    = []string{"SignalsQueue", "SignalsDeadQueue", "TouchesQueue", "TouchesDeadQueue", "DeliverQueue", "DeliverDeadQueue", "RetryQueue", "RetryDeadQueue"}
	alarms    = []string{"DeadLetters", "Backlog", "Errors"}
)

// well is how AWS answers for a stack that is well.
var well = map[string]string{
	"DescribeStacks":     Stack("UPDATE_COMPLETE", map[string]string{"Stage": "prod", "RetentionDays": "30"}),
	"ListStackResources": listed(),

	"DescribeAlarms":           `{"MetricAlarms":[],"CompositeAlarms":[]}`,
	"GetFunctionConfiguration": `{"FunctionName":"heed-Intake","Runtime":"provided.al2023","Architectures":["arm64"],"State":"Active","LastUpdateStatus":"Successful"}`,
	"GetAlias":                 `{"Name":"live","FunctionVersion":"7"}`,
	"GetAccountSettings":       `{"AccountLimit":{"ConcurrentExecutions":1000,"UnreservedConcurrentExecutions":1000}}`,
	"GetEventSourceMapping":    `{"UUID":"a","State":"Enabled","LastProcessingResult":"OK"}`,
	"UpdateEventSourceMapping": `{"UUID":"a","State":"Disabling"}`,
	"GetSchedule": `{"Name":"heed-Due","GroupName":"default","State":"ENABLED","ScheduleExpression":"rate(1 minute)","FlexibleTimeWindow":{"Mode":"OFF"},
		"Target":{"Arn":"arn:aws:lambda:eu-central-1:123456789012:function:heed-Deliver","RoleArn":"arn:aws:iam::123456789012:role/heed","Input":"{}"}}`,
	"UpdateSchedule":     `{"ScheduleArn":"arn:aws:scheduler:eu-central-1:123456789012:schedule/default/heed-Due"}`,
	"GetQueueAttributes": `{"Attributes":{"ApproximateNumberOfMessages":"0","ApproximateNumberOfMessagesNotVisible":"0","ApproximateNumberOfMessagesDelayed":"0"}}`,

	"DescribeTable":             `{"Table":{"TableName":"heed-Table","TableStatus":"ACTIVE","DeletionProtectionEnabled":true}}`,
	"DescribeContinuousBackups": `{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED","RecoveryPeriodInDays":35}}}`,
	"DescribeTimeToLive":        `{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}`,
	"CreateBackup":              `{"BackupDetails":{"BackupArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/heed-Table/backup/01763","BackupName":"heed","BackupStatus":"CREATING","BackupType":"USER","BackupCreationDateTime":1763717400}}`,
	"RestoreTableFromBackup":    `{"TableDescription":{"TableName":"new","TableStatus":"CREATING"}}`,
	"RestoreTableToPointInTime": `{"TableDescription":{"TableName":"new","TableStatus":"CREATING"}}`,
	"UpdateTimeToLive":          `{"TimeToLiveSpecification":{"AttributeName":"x","Enabled":true}}`,
	"UpdateContinuousBackups":   `{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED"}}`,
	"UpdateTable":               `{"TableDescription":{"TableName":"new","TableStatus":"UPDATING"}}`,

	"DescribeKey":       `{"KeyMetadata":{"KeyId":"k","KeyState":"Enabled"}}`,
	"DescribeLogGroups": `{"logGroups":[{"logGroupName":"heed-Logs","retentionInDays":30}]}`,
	"FilterLogEvents":   `{"events":[]}`,
}

// Stack describes the stack in a state, with parameters.
func Stack(status string, parameters map[string]string) string {
	var given, outputs strings.Builder
	for name, value := range parameters {
		fmt.Fprintf(&given, "<member><ParameterKey>%s</ParameterKey><ParameterValue>%s</ParameterValue></member>", name, value)
	}
	for name, value := range map[string]string{
		"Url": "https://abc.execute-api.eu-central-1.amazonaws.com", "TableName": "heed-Table", "LogGroup": "heed-Logs",
		"KeyArn": "arn:aws:kms:eu-central-1:123456789012:key/k",
	} {
		fmt.Fprintf(&outputs, "<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>", name, value)
	}
	return fmt.Sprintf(`<Stacks><member><StackName>%s</StackName><StackStatus>%s</StackStatus><CreationTime>2026-11-20T09:30:00Z</CreationTime>
		<Parameters>%s</Parameters><Outputs>%s</Outputs></member></Stacks>`, Name, status, &given, &outputs)
}

func listed() string {
	var all strings.Builder
	add := func(kind string, ids []string, prefix string) {
		for _, id := range ids {
			fmt.Fprintf(&all, `<member><LogicalResourceId>%s</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId>
				<ResourceType>%s</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`, id, prefix+id, kind)
		}
	}
	add("AWS::Lambda::Function", functions, "heed-")
	add("AWS::Lambda::EventSourceMapping", sources, "")
	add("AWS::Scheduler::Schedule", schedules, "heed-")
	add("AWS::SQS::Queue", queues, "https://sqs.eu-central-1.amazonaws.com/123456789012/heed-")
	add("AWS::CloudWatch::Alarm", alarms, "heed-")
	add("AWS::Logs::LogGroup", []string{"Logs"}, "heed-")
	fmt.Fprint(&all, `<member><LogicalResourceId>IntakeAliaslive</LogicalResourceId><ResourceType>AWS::Lambda::Alias</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>
		<PhysicalResourceId>arn:aws:lambda:eu-central-1:123456789012:function:heed-Intake:live</PhysicalResourceId></member>`)
	return "<StackResourceSummaries>" + all.String() + "</StackResourceSummaries>"
}
