// Command hello is the least a Lambda function in Go can be. The bench holds the
// start of Heed's functions against it.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(context.Context) (string, error) { return "hello", nil })
}
