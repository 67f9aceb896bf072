package plan

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Table is one DynamoDB table, paid by request. All attributes of its keys are texts.
type Table struct {
	ID      string // the logical id, such as Table
	Key     Key
	Indexes []Index
	Expires string // the attribute that holds when an item expires, in epoch seconds; "" when none does
}

// Index is a second order of a table's items, with all their attributes.
type Index struct {
	Name string
	Key  Key
}

// Key names the two attributes of a key.
type Key struct{ Partition, Sort string }

func (p *parser) table(id string, n *yaml.Node) error {
	t := Table{ID: id}
	err := members(n, id, known{
		"BillingMode":            exactly("PAY_PER_REQUEST"),
		"AttributeDefinitions":   func(n *yaml.Node) error { return items(n, id, texts) },
		"KeySchema":              keySchema(id, &t.Key),
		"GlobalSecondaryIndexes": func(n *yaml.Node) error { return items(n, id, t.index) },
		"TimeToLiveSpecification": func(n *yaml.Node) error {
			return members(n, id, known{"Enabled": exactly("true"), "AttributeName": text(&t.Expires)})
		},
		"PointInTimeRecoverySpecification": ignore, "DeletionProtectionEnabled": ignore, "SSESpecification": ignore,
		"OnDemandThroughput": ignore, "Tags": ignore,
	})
	if err != nil {
		return err
	}
	if t.Key.Partition == "" || t.Key.Sort == "" {
		return refuse(n, id, "a table needs a KeySchema of HASH and RANGE")
	}
	p.plan.Tables = append(p.plan.Tables, t)
	return nil
}

// texts holds that an attribute of a key is a text.
func texts(n *yaml.Node) error {
	return members(n, "AttributeDefinitions", known{"AttributeName": ignore, "AttributeType": exactly("S")})
}

func (t *Table) index(n *yaml.Node) error {
	var i Index
	where := t.ID + ".GlobalSecondaryIndexes"
	err := members(n, where, known{
		"IndexName": text(&i.Name),
		"KeySchema": keySchema(where, &i.Key),
		"Projection": func(n *yaml.Node) error {
			return members(n, where, known{"ProjectionType": exactly("ALL")})
		},
		"OnDemandThroughput": ignore,
	})
	t.Indexes = append(t.Indexes, i)
	return err
}

// keySchema reads the two parts of a key.
func keySchema(where string, key *Key) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		return items(n, where, func(n *yaml.Node) error {
			var name, kind string
			if err := members(n, where, known{"AttributeName": text(&name), "KeyType": text(&kind)}); err != nil {
				return err
			}
			switch kind {
			case "HASH":
				key.Partition = name
			case "RANGE":
				key.Sort = name
			default:
				return refuse(n, where, fmt.Sprintf("a KeyType is HASH or RANGE, not %q", kind))
			}
			return nil
		})
	}
}
