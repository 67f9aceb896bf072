package plan

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
)

func (p *parser) queue(id string, n *yaml.Node) error {
	q := Queue{ID: id, Visibility: 30 * time.Second, Retention: 4 * 24 * time.Hour} // AWS's defaults
	err := members(n, id, known{
		"QueueName":              func(n *yaml.Node) (err error) { q.Name, err = queueSuffix(n, id); return },
		"VisibilityTimeout":      seconds(id+".VisibilityTimeout", &q.Visibility),
		"MessageRetentionPeriod": seconds(id+".MessageRetentionPeriod", &q.Retention),
		"SqsManagedSseEnabled":   ignore,
		"RedrivePolicy": func(n *yaml.Node) error {
			return members(n, id+".RedrivePolicy", known{
				"deadLetterTargetArn": func(n *yaml.Node) (err error) { q.Dead, err = p.queueName(n, id); return },
				"maxReceiveCount":     number(id+".maxReceiveCount", &q.Receives),
			})
		},
	})
	if err != nil {
		return err
	}
	if q.Name != queueNameOf(id) {
		return refuse(n, id, fmt.Sprintf("its QueueName must be !Sub ${AWS::StackName}-%s", queueNameOf(id)))
	}
	p.plan.Queues = append(p.plan.Queues, q)
	return nil
}

// queueSuffix is what follows the stack's name: functions tell their queues apart by it.
func queueSuffix(n *yaml.Node, id string) (string, error) {
	suffix, ok := strings.CutPrefix(n.Value, "${AWS::StackName}-")
	if !ok || n.Tag != "!Sub" {
		return "", refuse(n, id, "its QueueName must be !Sub ${AWS::StackName}-…")
	}
	return suffix, nil
}

// queueNameOf turns SignalsDeadQueue into signals-dead.
func queueNameOf(id string) string {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(id, "Queue") {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// queueName reads !GetAtt SomeQueue.Arn.
func (p *parser) queueName(n *yaml.Node, where string) (string, error) {
	id, attribute, _ := strings.Cut(n.Value, ".")
	if n.Tag != "!GetAtt" || attribute != "Arn" || p.types[id] != "AWS::SQS::Queue" {
		return "", refuse(n, where, "a queue is expected as !GetAtt SomeQueue.Arn")
	}
	return queueNameOf(id), nil
}
