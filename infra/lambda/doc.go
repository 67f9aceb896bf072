// Package lambda runs what is deployed: the bootstraps, built as sam build
// builds them, behind Lambda's Runtime API, wired from template.yaml and nothing
// else. It is to them what API Gateway, SQS event sources, EventBridge Scheduler
// and Lambda are on AWS, on a DynamoDB and an SQS that run on this machine, so
// that whatever can be known about a deployment is known before the first one.
//
// A request, a batch of messages or a due schedule wakes it. It starts execution
// environments, which are processes, when no warm one is free; hands them one
// event at a time; and ends those that do not answer in their time. What fails
// comes to its end as on AWS: a request is answered 5xx, a message returns after
// its visibility timeout and is a dead letter after its receives, a beat is
// repeated twice. Calls to AWS pass one address, where Between may refuse them or
// let them fail: policy.Guard does as IAM would.
//
// The files, from the outside in: host.go has it all together; stack.go makes the
// table and the queues; gateway.go, source.go and schedule.go turn requests,
// messages and the clock into events; function.go keeps the environments of a
// function, environment.go is one of them and runtime.go what it speaks to;
// edge.go is AWS as functions see it; build.go builds the bootstraps and kms.go
// stands for the key service. The troubles of both worlds are in the tests:
// faults_test.go and failing_test.go those of AWS, murder_test.go those of processes.
//
// Not to be had here: how IAM itself evaluates policies, when DynamoDB throttles,
// index lag, real cold starts, freezing between invocations, and API Gateway's own
// limits but size.
package lambda
