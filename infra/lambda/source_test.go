package lambda

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestOnlyWhatSucceededIsDeleted(t *testing.T) {
	batch := []types.Message{{MessageId: aws.String("a")}, {MessageId: aws.String("b")}, {MessageId: aws.String("c")}}
	for _, row := range []struct {
		answer string
		want   []string // nil: the whole batch comes again
	}{
		{`{"batchItemFailures":[]}`, []string{"a", "b", "c"}},
		{`{}`, []string{"a", "b", "c"}},
		{`null`, []string{"a", "b", "c"}},
		{`{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}`, []string{"a", "c"}},
		{`{"batchItemFailures":[{"itemIdentifier":"z"}]}`, nil},
		{`{"batchItemFailures":[{"itemIdentifier":""}]}`, nil},
		{`"text"`, nil},
		{``, nil},
	} {
		done, err := without(batch, []byte(row.answer))
		var got []string
		for _, m := range done {
			got = append(got, *m.MessageId)
		}
		if (err != nil) != (row.want == nil) || !slices.Equal(got, row.want) {
			t.Errorf("%s deletes %v, %v; want %v", row.answer, got, err, row.want)
		}
	}
}
