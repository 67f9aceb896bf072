// Package sqs is a queue of Heed in SQS: a standard queue, fair by message group.
//
// Its callers alone wake it. On AWS, Lambda itself receives and acknowledges, and
// Heed only sends; Receive, Ack and Return serve tests and the redriving of dead
// letters. A call that fails as a whole is made again until 2 s of the caller's
// deadline remain, so a message may be sent twice, as any message may come twice.
// An installation's mistake comes back as a *cloud.Misconfigured that tells the fix.
package sqs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/queue"
)

// maxEntries is how many messages SQS takes in one call.
const maxEntries = 10

// Queue is one queue.
type Queue struct {
	service *cloud.Service
	url     string
	// Wait is how long Receive waits for messages to come, 0 to 4 s. With 1 s or
	// more SQS asks all its servers; with 0 it may answer none while there are some.
	Wait time.Duration
}

var _ queue.Sender = (*Queue)(nil)

// New opens the queue at the URL. It calls nobody: a wrong URL shows at the first use.
func New(config aws.Config, url string) *Queue {
	return &Queue{service: cloud.NewService(config, "SQS", "AmazonSQS", "1.0"), url: url}
}

// explain adds the queue to an error, and the fix where there is one.
func (q *Queue) explain(doing string, err error) error {
	return cloud.Explain("sqs: "+doing+" "+q.url, err)
}
