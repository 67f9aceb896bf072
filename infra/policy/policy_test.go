package policy

import (
	"strings"
	"testing"

	wiring "github.com/heed-cs/heed"
)

// needed is what the roles of the real template grant, as if a run had needed all
// of it. What it really needs, infra/lambda observes and holds to Check.
func needed(t *testing.T) map[string][]Call {
	t.Helper()
	calls, err := grants(wiring.Template)
	if err != nil {
		t.Fatal(err)
	}
	return calls
}

func TestARunThatNeedsAllThatIsGrantedPasses(t *testing.T) {
	if err := Check(wiring.Template, needed(t)); err != nil {
		t.Error(err)
	}
}

// TestCheckSeesEveryWayToGrantTooMuch breaks the real template once per row.
func TestCheckSeesEveryWayToGrantTooMuch(t *testing.T) {
	for _, row := range []struct{ name, old, new, want string }{
		{"any action", "Action: [dynamodb:GetItem]", "Action: ['dynamodb:*']", `IntakeRole: "dynamodb:*" is not the name of one action`},
		{"actions by beginning", "Action: [dynamodb:GetItem]", "Action: ['dynamodb:Get*']", `IntakeRole: "dynamodb:Get*" is not the name of one action`},
		{"every action", "Action: [dynamodb:GetItem]", "Action: '*'", `IntakeRole: "*" is not the name of one action`},
		{"any resource", "Action: sqs:SendMessage\n                Resource: !GetAtt SignalsQueue.Arn", "Action: sqs:SendMessage\n                Resource: '*'", `IntakeRole: sqs:SendMessage is allowed on "*": name a resource`},
		{"resources by beginning", "!Sub '${Table.Arn}/index/by-key'", "!Sub '${Table.Arn}/index/*'", `, ${Table.Arn}/index/*": name a resource`},
		{"any other table", "table/${TableName}', !GetAtt Table.Arn]", "table/*', !GetAtt Table.Arn]", `IntakeRole: dynamodb:GetItem is allowed on "HasTable, arn:`},
		{"another's index", "table/${TableName}/index/by-key'", "table/${TableName}/index/by-date'", `AggregateRole: dynamodb:Query is allowed on`},
		{"all but", "Action: [dynamodb:GetItem]", "NotAction: [dynamodb:DeleteItem]", `a statement with "NotAction" allows what it does not name`},
		{"denial", "Effect: Allow # keys", "Effect: Deny # keys", "a role says what is allowed"},
		{"one more action", "Action: [dynamodb:GetItem]", "Action: [dynamodb:GetItem, dynamodb:Scan]", "Intake may call dynamodb:Scan on Table.Arn and never does"},
		{"one action less", "Action: [dynamodb:GetItem]", "Action: [dynamodb:BatchGetItem]", "Intake calls dynamodb:GetItem on Table.Arn, which its role does not allow"},
		{"another queue", "Action: sqs:SendMessage\n                Resource: !GetAtt SignalsQueue.Arn", "Action: sqs:SendMessage\n                Resource: !GetAtt TouchesQueue.Arn", "Intake calls sqs:SendMessage on SignalsQueue.Arn"},
		{"no polling", "[sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]", "[sqs:ReceiveMessage, sqs:GetQueueAttributes]", "Aggregate calls sqs:DeleteMessage on SignalsQueue.Arn"},
		{"no logs", "[logs:CreateLogStream, logs:PutLogEvents]", "[logs:CreateLogStream]", "Console calls logs:PutLogEvents on Logs.Arn"},
		{"policy of AWS", "ManagedPolicyArns: [!Ref Telemetry]", "ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]", "a managed policy of AWS grants what nobody here can see"},
		{"role of SAM", "      Role: !GetAtt IntakeRole.Arn\n", "", "Intake: it needs Role: !GetAtt SomeRole.Arn"},
		{"shared role", "Role: !GetAtt ScoreRole.Arn", "Role: !GetAtt AggregateRole.Arn", "Aggregate and Score share AggregateRole"},
	} {
		t.Run(row.name, func(t *testing.T) {
			broken := strings.Replace(string(wiring.Template), row.old, row.new, 1)
			if broken == string(wiring.Template) {
				t.Fatalf("the template has no %q to break", row.old)
			}
			if err := Check([]byte(broken), needed(t)); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want an error with %q", err, row.want)
			}
		})
	}
}

// TestCoversLetsARunBeSmall holds that it names what a role lacks, and nothing else.
func TestCoversLetsARunBeSmall(t *testing.T) {
	calls := map[string][]Call{"Intake": {{"dynamodb:GetItem", "Table.Arn"}}}
	if err := Covers(wiring.Template, calls); err != nil {
		t.Error(err)
	}
	calls["Intake"] = append(calls["Intake"], Call{"dynamodb:Scan", "Table.Arn"})
	const want = "Intake calls dynamodb:Scan on Table.Arn, which its role does not allow: add it in template.yaml"
	if err := Covers(wiring.Template, calls); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestCheckNeedsAWholeRun(t *testing.T) {
	calls := needed(t)
	delete(calls, "Score")
	calls["Audit"] = []Call{{"dynamodb:GetItem", "Table.Arn"}}
	err := Check(wiring.Template, calls)
	for _, want := range []string{"Score: no call was observed", "Audit: calls were observed of a function that the template does not have"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}
