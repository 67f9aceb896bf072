package sqs_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/queue/sqs"
)

// backend connects to the SQS of the environment, or leaves the test out.
func backend(t *testing.T) aws.Config {
	t.Helper()
	url := os.Getenv("HEED_TEST_SQS")
	switch {
	case url == "" && os.Getenv("HEED_TEST_BACKENDS") == "required":
		t.Fatal("HEED_TEST_BACKENDS is required, and HEED_TEST_SQS names no server: go run ./infra/emulators go test ./...")
	case url == "":
		t.Skip("HEED_TEST_SQS names no SQS to test with: go run ./infra/emulators go test ./...")
	}
	return config(url)
}

// config is for a server that believes any credentials.
func config(url string) aws.Config {
	return aws.Config{Region: "us-east-1", BaseEndpoint: &url, HTTPClient: http.DefaultClient, Credentials: aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		})}
}

// TestContract sleeps, because the time of a real server cannot be bent; its
// parts run at the same time.
func TestContract(t *testing.T) {
	config := backend(t)
	queuetest.Run(t, queuetest.Adapter{
		Open:   func(t *testing.T, o queuetest.Options) queuetest.Opened { return open(t, config, o) },
		Unfair: true, // the emulator takes groups and forgets them
		Within: func(t *testing.T, test func(*testing.T)) {
			t.Parallel()
			test(t)
		},
	})
}

// TestAServerTakesTheTrace holds that naming the sender's trace is no reason to refuse.
func TestAServerTakesTheTrace(t *testing.T) {
	o := open(t, backend(t), queuetest.Options{})
	ctx := context.WithValue(t.Context(), "x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793") //lint:ignore SA1029 it is the key of Lambda's runtime
	if err := o.Queue.Send(ctx, queue.Message{Body: []byte("a")}); err != nil {
		t.Error(err)
	}
}

var queues atomic.Int64

func open(t *testing.T, config aws.Config, o queuetest.Options) queuetest.Opened {
	t.Helper()
	client := awssqs.NewFromConfig(config)
	name := fmt.Sprintf("heed-%d-%d", time.Now().UnixNano(), queues.Add(1))
	dead := create(t, client, name+"-dead", nil)
	arn := attribute(t, client, dead, types.QueueAttributeNameQueueArn)
	receives := o.MaxReceives
	if receives == 0 {
		receives = 1000
	}
	source := create(t, client, name, map[string]string{
		"VisibilityTimeout": strconv.Itoa(int(o.Visibility / time.Second)),
		"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, arn, receives),
	})
	opened, letters := sqs.New(config, source), sqs.New(config, dead)
	return queuetest.Opened{Queue: opened, Dead: letters, Inspector: sqs.Inspect(opened, letters)}
}

func create(t *testing.T, client *awssqs.Client, name string, attributes map[string]string) string {
	t.Helper()
	out, err := client.CreateQueue(t.Context(), &awssqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatalf("creating a queue: %v", err)
	}
	t.Cleanup(func() {
		_, _ = client.DeleteQueue(context.Background(), &awssqs.DeleteQueueInput{QueueUrl: out.QueueUrl})
	})
	return *out.QueueUrl
}

func attribute(t *testing.T, client *awssqs.Client, url string, name types.QueueAttributeName) string {
	t.Helper()
	out, err := client.GetQueueAttributes(t.Context(), &awssqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{name},
	})
	if err != nil {
		t.Fatalf("reading the queue's attributes: %v", err)
	}
	return out.Attributes[string(name)]
}
