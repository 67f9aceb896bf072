// Package cost says what a run of Heed would cost on AWS: it counts what the
// functions ask of DynamoDB, SQS, Lambda and the rest, by the rules AWS bills by,
// and multiplies by public prices.
//
// Nothing wakes it but a caller. A Meter counts; tables and senders wrapped by
// it, and calls reported to it by a host that runs the deployed functions, feed
// it. Bill turns the counts into dollars. Nothing here talks to AWS.
//
// A tour: capacity.go holds the rules of DynamoDB's units, size.go the weight of
// an item, requests.go the rules of SQS, Lambda and the rest, price.go the prices
// with date and source. meter.go counts; table.go, sender.go and lines.go feed it.
// bill.go is the outcome. The package traffic beside this one drives the real
// functions through a day.
package cost
