package sqs

// What the calls take and give, as far as Heed uses them:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/.

// value is an attribute's.
type value struct {
	DataType    string  `json:"DataType"`
	StringValue *string `json:"StringValue,omitempty"`
}

// textOf is an attribute that is text.
func textOf(s string) value { return value{DataType: "String", StringValue: &s} }

type sendBatch struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []sendEntry
}

type sendEntry struct {
	ID                      string `json:"Id"`
	MessageBody             string
	MessageGroupID          string           `json:"MessageGroupId,omitempty"`
	DelaySeconds            int              `json:",omitempty"`
	MessageAttributes       map[string]value `json:",omitempty"`
	MessageSystemAttributes map[string]value `json:",omitempty"`
}

// answered names what a batch refused.
type answered struct{ Failed []failedEntry }

type failedEntry struct {
	ID      string `json:"Id"`
	Code    string
	Message string
}

type receive struct {
	QueueURL                    string `json:"QueueUrl"`
	VisibilityTimeout           int    `json:",omitempty"`
	MaxNumberOfMessages         int
	WaitTimeSeconds             int `json:",omitempty"`
	MessageSystemAttributeNames []string
	MessageAttributeNames       []string
}

type receivedBatch struct{ Messages []receivedMessage }

type receivedMessage struct {
	ReceiptHandle     string
	Body              string
	Attributes        map[string]string
	MessageAttributes map[string]value
}

// receipts are messages to delete, or to hide for another while.
type receipts struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []receiptEntry
}

type receiptEntry struct {
	ID                string `json:"Id"`
	ReceiptHandle     string
	VisibilityTimeout *int `json:",omitempty"`
}

type count struct {
	QueueURL       string `json:"QueueUrl"`
	AttributeNames []string
}

type counted struct{ Attributes map[string]string }

// System attributes, by SQS's names.
const (
	receiveCount  = "ApproximateReceiveCount"
	sentTimestamp = "SentTimestamp"
	messageGroup  = "MessageGroupId"
	traceHeader   = "AWSTraceHeader"
)
