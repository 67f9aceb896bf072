package dynamo_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/dynamo"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// backend connects to the DynamoDB of the environment, or leaves the test out.
func backend(t *testing.T) *dynamodb.Client {
	t.Helper()
	url := os.Getenv("HEED_TEST_DYNAMODB")
	switch {
	case url == "" && os.Getenv("HEED_TEST_BACKENDS") == "required":
		t.Fatal("HEED_TEST_BACKENDS is required, and HEED_TEST_DYNAMODB names no server: go run ./infra/emulators go test ./...")
	case url == "":
		t.Skip("HEED_TEST_DYNAMODB names no DynamoDB to test with: go run ./infra/emulators go test ./...")
	}
	return client(url)
}

// client is a client of a server that believes any credentials.
func client(url string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{Region: "us-east-1", BaseEndpoint: &url, Credentials: aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		})})
}

var tables atomic.Int64

// create makes a table as template.yaml does, and deletes it after the test.
func create(t *testing.T, client *dynamodb.Client) *dynamo.Table {
	t.Helper()
	name := fmt.Sprintf("heed-%d-%d", time.Now().UnixNano(), tables.Add(1))
	if _, err := client.CreateTable(t.Context(), tableAsInTemplate(name)); err != nil {
		t.Fatalf("creating a table: %v", err)
	}
	t.Cleanup(func() {
		_, _ = client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
	})
	return dynamo.New(client, name)
}

func tableAsInTemplate(name string) *dynamodb.CreateTableInput {
	attribute := func(name string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
	}
	order := func(hash, rang string) []types.KeySchemaElement {
		return []types.KeySchemaElement{{AttributeName: &hash, KeyType: types.KeyTypeHash}, {AttributeName: &rang, KeyType: types.KeyTypeRange}}
	}
	return &dynamodb.CreateTableInput{
		TableName:            &name,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute("pk"), attribute("sk"), attribute("bp"), attribute("bs")},
		KeySchema:            order("pk", "sk"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String("by-key"), KeySchema: order("bp", "bs"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	}
}

func TestContract(t *testing.T) {
	client := backend(t)
	storetest.Run(t, func(t *testing.T) store.Table { return create(t, client) })
}

func TestDifferential(t *testing.T) {
	storetest.Differential(t, create(t, backend(t)), storetest.NewModel())
}
