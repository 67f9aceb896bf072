package lambda

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/heed-cs/heed/infra/plan"
)

// Where everything pretends to be.
const (
	region  = "us-east-1"
	account = "000000000000"
)

// stack is what a deployment makes beside functions: the template's table and
// queues, found again by the stack's name.
type stack struct {
	name   string
	dynamo *dynamodb.Client
	sqs    *sqs.Client
	hurry  int
	urls   map[string]string // of queues, by plan.Queue.Name
}

// credentials are believed by servers that believe any.
func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
}

func newStack(o Options) *stack {
	config := aws.Config{Region: region, Credentials: aws.CredentialsProviderFunc(credentials)}
	return &stack{
		name:   o.Stack,
		dynamo: dynamodb.NewFromConfig(config, func(c *dynamodb.Options) { c.BaseEndpoint = &o.DynamoDB }),
		sqs:    sqs.NewFromConfig(config, func(c *sqs.Options) { c.BaseEndpoint = &o.SQS }),
		hurry:  max(o.Hurry, 1),
		urls:   map[string]string{},
	}
}

// create makes what is not there yet.
func (s *stack) create(ctx context.Context, p *plan.Plan) error {
	for _, t := range p.Tables {
		if err := s.createTable(ctx, t); err != nil {
			return fmt.Errorf("the table %s: %w", t.ID, err)
		}
	}
	for _, q := range p.Queues {
		if err := s.createQueue(ctx, p, q.Name); err != nil {
			return fmt.Errorf("the queue %s: %w", q.Name, err)
		}
	}
	return nil
}

func (s *stack) createTable(ctx context.Context, t plan.Table) error {
	name := s.name + "-" + t.ID
	in := &dynamodb.CreateTableInput{TableName: &name, BillingMode: dynamotypes.BillingModePayPerRequest, KeySchema: schema(t.Key)}
	attributes := map[string]bool{t.Key.Partition: true, t.Key.Sort: true}
	for _, i := range t.Indexes {
		attributes[i.Key.Partition], attributes[i.Key.Sort] = true, true
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, dynamotypes.GlobalSecondaryIndex{
			IndexName: &i.Name, KeySchema: schema(i.Key), Projection: &dynamotypes.Projection{ProjectionType: dynamotypes.ProjectionTypeAll},
		})
	}
	for _, a := range slices.Sorted(maps.Keys(attributes)) {
		in.AttributeDefinitions = append(in.AttributeDefinitions, dynamotypes.AttributeDefinition{
			AttributeName: &a, AttributeType: dynamotypes.ScalarAttributeTypeS,
		})
	}
	_, err := s.dynamo.CreateTable(ctx, in)
	if _, exists := errors.AsType[*dynamotypes.ResourceInUseException](err); exists {
		return nil
	}
	if err != nil || t.Expires == "" {
		return err
	}
	_, err = s.dynamo.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &name,
		TimeToLiveSpecification: &dynamotypes.TimeToLiveSpecification{AttributeName: &t.Expires, Enabled: aws.Bool(true)},
	})
	return err
}

func schema(k plan.Key) []dynamotypes.KeySchemaElement {
	return []dynamotypes.KeySchemaElement{
		{AttributeName: &k.Partition, KeyType: dynamotypes.KeyTypeHash},
		{AttributeName: &k.Sort, KeyType: dynamotypes.KeyTypeRange},
	}
}

// createQueue makes a queue after the one for its dead letters.
func (s *stack) createQueue(ctx context.Context, p *plan.Plan, name string) error {
	if s.urls[name] != "" {
		return nil
	}
	q := p.Queue(name)
	attributes := map[string]string{
		"VisibilityTimeout":      seconds(q.Visibility / time.Duration(s.hurry)),
		"MessageRetentionPeriod": seconds(q.Retention),
	}
	if q.Dead != "" {
		if err := s.createQueue(ctx, p, q.Dead); err != nil {
			return err
		}
		attributes["RedrivePolicy"] = fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, s.queueARN(q.Dead), q.Receives)
	}
	out, err := s.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(s.name + "-" + name), Attributes: attributes})
	if err != nil {
		return err
	}
	s.urls[name] = *out.QueueUrl
	return nil
}

func (s *stack) queueARN(name string) string {
	return "arn:aws:sqs:" + region + ":" + account + ":" + s.name + "-" + name
}

// seconds are whole ones, at least one.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(max(d, time.Second) / time.Second))
}

// values are what the template's references stand for.
func (s *stack) values(p *plan.Plan, o Options) map[string]string {
	values := map[string]string{
		"AWS::StackName": s.name, "AWS::Region": region, "AWS::AccountId": account, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
		"Stage": "local", "PublicUrl": o.PublicURL, "AdminKey": o.AdminKey,
	}
	maps.Copy(values, o.Parameters)
	for _, t := range p.Tables {
		values[t.ID] = s.name + "-" + t.ID
	}
	for _, q := range p.Queues {
		values[q.ID], values[q.ID+".Arn"] = s.urls[q.Name], s.queueARN(q.Name)
	}
	return values
}
