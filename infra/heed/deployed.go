package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/heed-cs/heed/infra/stack"
)

// account is the AWS account that a command speaks to, with the operator's own
// credentials, from wherever the AWS CLI takes them.
type account struct {
	Region  string `placeholder:"REGION" help:"Region of the stack. Without it, the one of your AWS configuration."`
	Profile string `placeholder:"NAME" help:"Profile of your AWS configuration."`
}

// open finds a stack.
func (a account) open(ctx context.Context, name string) (*stack.Stack, error) {
	c, err := config.LoadDefaultConfig(ctx, config.WithRegion(a.Region), config.WithSharedConfigProfile(a.Profile))
	if err != nil {
		return nil, fmt.Errorf("your AWS configuration: %w", err)
	}
	if c.Region == "" {
		return nil, fmt.Errorf("in which region is the stack %s? Say --region, or set AWS_REGION", name)
	}
	return stack.Open(ctx, c, name)
}

// deployed is a Heed on AWS.
type deployed struct {
	account
	Stack string `required:"" env:"HEED_STACK" placeholder:"NAME" help:"Name of the CloudFormation stack."`
}

func (d deployed) open(ctx context.Context) (*stack.Stack, error) {
	return d.account.open(ctx, d.Stack)
}
