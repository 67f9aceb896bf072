// Package dynamo keeps the table in DynamoDB: Heed on AWS.
//
// Its callers alone wake it. Reads of keys and of the primary order are strongly
// consistent; the second order is the index by-key, which lags. One operation is
// a plain conditional write, more are one transaction. What passes by itself
// (throttling, transactions that meet, failures inside AWS) is tried again until
// 2 s of the caller's deadline remain; an installation's mistake comes back as a
// *cloud.Misconfigured that tells the fix.
//
// An item has these attributes, short because every byte of a name is stored:
//
//	pk sk   the key
//	bp bs   its place in the second order, if it has one
//	v       the version, starting at 1
//	x       when it may vanish, in Unix seconds, if ever
//	d       the document, if it is not empty
//	c       1, if there are counters
//	n.NAME  the counter NAME
//
// Counters are attributes of their own because ADD moves only those. This is
// layout 1, which needs no mark; another will be marked by an attribute f.
package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/store"
)

// index is the name of the second order.
const index = "by-key"

// Table is a store.Table in DynamoDB.
type Table struct {
	client *dynamodb.Client
	name   string
}

var _ store.Table = (*Table)(nil)

// New opens the table of the name. It calls nobody: a wrong name shows at the first use.
func New(client *dynamodb.Client, name string) *Table { return &Table{client: client, name: name} }

// once leaves trying again to this package, which knows what may be repeated.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

// explain adds the table to an error, and the fix where there is one.
func (t *Table) explain(doing string, err error) error {
	return cloud.Explain("dynamo: "+doing+" table "+t.name, err)
}
