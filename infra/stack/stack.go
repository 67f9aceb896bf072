// Package stack is the operator's hand on a Heed that is deployed to AWS: it
// examines the stack, pauses and resumes it, backs its table up and restores it.
//
// The commands of infra/heed wake it, with the operator's own credentials; no
// function links it. It finds what a deployment has made by the stack's name alone,
// in CloudFormation, reads each resource with the service it belongs to, and writes
// only what it is told to: sources and schedules switched off and on, a backup, a
// new table. What fails names the resource; whatever was done before it stays done
// and is done again without harm.
//
// stack.go finds the resources; check.go and one file for each kind examine them;
// pause.go, backup.go and restore.go change something; report.go reads the log of
// a run for make aws-smoke.
package stack

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Stack is one deployed Heed.
type Stack struct {
	Name    string
	Outputs map[string]string // such as Url

	status     types.StackStatus
	parameters map[string]string
	resources  []resource

	lambda     *lambda.Client
	cloudwatch *cloudwatch.Client
	logs       *cloudwatchlogs.Client
	kms        *kms.Client
	dynamo     *dynamodb.Client
	sqs        *sqs.Client
	scheduler  *scheduler.Client
}

// resource is one resource of the stack: its id in the template, and in AWS.
type resource struct{ id, kind, name string }

// The kinds of resources, as CloudFormation names them.
const (
	kindFunction = "AWS::Lambda::Function"
	kindSource   = "AWS::Lambda::EventSourceMapping"
	kindAlias    = "AWS::Lambda::Alias"
	kindSchedule = "AWS::Scheduler::Schedule"
	kindQueue    = "AWS::SQS::Queue"
	kindAlarm    = "AWS::CloudWatch::Alarm"
	kindLogs     = "AWS::Logs::LogGroup"
)

// Open finds a stack and what it is made of.
func Open(ctx context.Context, c aws.Config, name string) (*Stack, error) {
	s := &Stack{
		Name: name, Outputs: map[string]string{}, parameters: map[string]string{},
		lambda: lambda.NewFromConfig(c), cloudwatch: cloudwatch.NewFromConfig(c), logs: cloudwatchlogs.NewFromConfig(c),
		kms: kms.NewFromConfig(c), dynamo: dynamodb.NewFromConfig(c), sqs: sqs.NewFromConfig(c), scheduler: scheduler.NewFromConfig(c),
	}
	client := cloudformation.NewFromConfig(c)
	if err := s.describe(ctx, client); err != nil {
		return nil, err
	}
	return s, s.list(ctx, client)
}

func (s *Stack) describe(ctx context.Context, client *cloudformation.Client) error {
	out, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &s.Name})
	if err != nil {
		return fmt.Errorf("the stack %s cannot be read (is it the name that sam deploy was given, and are the region and the credentials those of its account?): %w", s.Name, err)
	}
	if len(out.Stacks) != 1 {
		return fmt.Errorf("there are %d stacks of the name %s", len(out.Stacks), s.Name)
	}
	found := out.Stacks[0]
	s.status = found.StackStatus
	for _, o := range found.Outputs {
		s.Outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	for _, p := range found.Parameters {
		s.parameters[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
	}
	return nil
}

func (s *Stack) list(ctx context.Context, client *cloudformation.Client) error {
	pages := cloudformation.NewListStackResourcesPaginator(client, &cloudformation.ListStackResourcesInput{StackName: &s.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("listing what the stack %s is made of: %w", s.Name, err)
		}
		for _, r := range page.StackResourceSummaries {
			if r.ResourceStatus != types.ResourceStatusDeleteComplete {
				s.resources = append(s.resources, resource{
					aws.ToString(r.LogicalResourceId), aws.ToString(r.ResourceType), aws.ToString(r.PhysicalResourceId),
				})
			}
		}
	}
	if len(s.of(kindFunction)) == 0 {
		return fmt.Errorf("the stack %s has no functions: is it a Heed?", s.Name)
	}
	return nil
}

// of lists the resources of a kind.
func (s *Stack) of(kind string) (all []resource) {
	for _, r := range s.resources {
		if r.kind == kind {
			all = append(all, r)
		}
	}
	return all
}

var errNoTable = errors.New("the stack says no TableName in its outputs: is it a Heed?")

// table is the table that the stack works on, its own or one it was pointed at.
func (s *Stack) table() (string, error) {
	if name := s.Outputs["TableName"]; name != "" {
		return name, nil
	}
	return "", errNoTable
}
