package plan

import (
	"strings"
	"testing"

	wiring "github.com/heed-cs/heed"
)

// TestWhatIsUnknownIsRefused breaks the real template once per row.
func TestWhatIsUnknownIsRefused(t *testing.T) {
	for _, row := range []struct{ name, old, new, want string }{
		{"event type", "Type: ScheduleV2", "Type: Schedule", "Aggregate.Events.Fold: infra/plan knows events of type"},
		{"event property", "BatchSize: 10", "BatchSizee: 10", `Aggregate.Events.Inbox: infra/plan does not know "BatchSizee"`},
		{"function property", "Timeout: 10\n", "Timeout: 10\n      VpcConfig: {}\n", `Intake: infra/plan does not know "VpcConfig"`},
		{"global property", "Timeout: 30\n", "Timeout: 30\n    VpcConfig: {}\n", `Globals.Function: infra/plan does not know "VpcConfig"`},
		{"queue property", "SqsManagedSseEnabled: true", "FifoQueue: true", `SignalsQueue: infra/plan does not know "FifoQueue"`},
		{"redrive property", "maxReceiveCount: 100", "maxReceives: 100", `SignalsQueue.RedrivePolicy: infra/plan does not know "maxReceives"`},
		{"queue name", "${AWS::StackName}-touches-dead", "${AWS::StackName}-parked", "TouchesDeadQueue: its QueueName must be !Sub ${AWS::StackName}-touches-dead"},
		{"intrinsic", "!Ref AdminKey", "!ImportValue AdminKey", "infra/plan knows !Ref, !Sub, !GetAtt and !If only"},
		{"intrinsic where nothing reads it", "!Sub Secrets of", "!Join Secrets of", "infra/plan knows !Ref, !Sub, !GetAtt and !If only"},
		{"long form", "HEED_STAGE: !Ref Stage", "HEED_STAGE: {Ref: Stage}", "use the short form"},
		{"reference", "!Ref AdminKey", "!Ref AdminKeys", "AdminKeys: there is no such parameter or resource"},
		{"attribute", "!GetAtt Table.Arn]", "!GetAtt Tabel.Arn]", "Tabel.Arn: there is no such resource"},
		{"substitution", "${Table.Arn}/index", "${Tabel.Arn}/index", "Tabel.Arn: there is no such resource"},
		{"table property", "BillingMode:", "BillMode:", `Table: infra/plan does not know "BillMode"`},
		{"key of a table", "KeyType: HASH", "KeyType: HUSH", `Table: a KeyType is HASH or RANGE, not "HUSH"`},
		{"attribute type", "AttributeType: S}", "AttributeType: N}", `found "N" instead`},
		{"projection", "ProjectionType: ALL", "ProjectionType: KEYS_ONLY", `found "KEYS_ONLY" instead`},
		{"resource type", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", `does not know a resource of type "AWS::SNS::TopicPolicy"`},
		{"section", "\nOutputs:", "\nMappings:", `the template: infra/plan does not know "Mappings"`},
		{"conditional resource", "Type: AWS::SNS::Topic", "Type: AWS::SNS::Topic\n    Condition: Big", `Condition: there is no condition "Big"`},
		{"condition", "!Not [!Equals [!Ref DomainName, '']]", "!Or [!Equals [!Ref DomainName, '']]", "a condition is !Equals [a, b], !Not [a condition] or !And [conditions]"},
		{"condition's parameter", "!Equals [!Ref Stage, prod]", "!Equals [!Ref Phase, prod]", "Phase: there is no such parameter or resource"},
		{"choice", "!If [InProd, true, false]", "!If [InTest, true, false]", `there is no condition "InTest"`},
		{"choice without else", "!If [InProd, true, false]", "!If [InProd, true]", "an !If is [condition, then, else]"},
		{"branch not taken", "!Sub 'https://${DomainName}'", "!Sub 'https://${Domane}'", "Domane: there is no such parameter or resource"},
		{"policies of SAM", "Timeout: 10\n", "Timeout: 10\n      Policies: []\n", `Intake: infra/plan does not know "Policies"`},
		{"stage", "StageName: $default", "StageName: live", `found "live" instead`},
		{"payload format", "PayloadFormatVersion: '2.0'", "PayloadFormatVersion: '1.0'", `found "1.0" instead`},
		{"integration", "IntegrationUri: !Ref Intake.Alias", "IntegrationUri: !Ref Table", "a function is expected as !Ref SomeFunction.Alias"},
		{"no alias", "IntegrationUri: !Ref Intake.Alias", "IntegrationUri: !GetAtt Intake.Arn", "what is called must be what a deployment shifts"},
		{"alias of a table", "IntegrationUri: !Ref Intake.Alias", "IntegrationUri: !Ref Table.Alias", "Table.Alias: there is no such parameter or resource"},
		{"target", "integrations/${IntakeIntegration}", "targets/${IntakeIntegration}", "a Target is !Sub integrations/${SomeIntegration}"},
		{"target that is none", "integrations/${IntakeIntegration}", "integrations/${Table}", "Table: this integration leads to no function"},
		{"schedule grammar", "rate(1 minute)", "rate(1 minutes)", `"rate(1 minutes)" is neither`},
		{"schedule input", `{"timer":"Due"`, `{"timer":"Do"`, `needs a ScheduleExpression and the Input '{"timer":"Due"`},
		{"schedule input form", `'{"timer":"Due"`, `'"timer":"Due"`, "Deliver.Events.Due: its Input is not JSON"},
		{"schedule zone", "Timezone: UTC", "Timezone: Europe/Berlin", `found "Europe/Berlin" instead`},
		{"queue of a source", "Queue: !GetAtt SignalsQueue.Arn", "Queue: !GetAtt Table.Arn", "a queue is expected as !GetAtt SomeQueue.Arn"},
		{"number", "Timeout: 10\n", "Timeout: ten\n", `Intake.Timeout: "ten" is not a whole number`},
		{"folder", "functions/intake/bootstrap", "functions/intake", `"functions/intake" is not functions/<name>/bootstrap`},
		{"runtime", "Runtime: provided.al2023", "Runtime: go1.x", `found "go1.x" instead`},
		{"path", "RouteKey: ANY /v1/signals", "RouteKey: ANY v1/signals", `the RouteKey "ANY v1/signals" is neither $default nor a method and a path`},
		{"twice", "Timeout: 10\n", "Timeout: 10\n      Timeout: 11\n", `Intake: "Timeout" is here twice`},
		{"anchor", "Timeout: 10\n", "Timeout: *ten\n", "template.yaml: yaml: unknown anchor"},
		{"merge", "Handler: bootstrap\n", "Handler: bootstrap\n    <<: {Timeout: 1}\n", `Globals.Function: infra/plan does not know "<<"`},
		{"yaml", "Resources:", "Resources", "template.yaml: yaml:"},
	} {
		t.Run(row.name, func(t *testing.T) {
			broken := strings.Replace(string(wiring.Template), row.old, row.new, 1)
			if broken == string(wiring.Template) {
				t.Fatalf("the template has no %q to break", row.old)
			}
			_, err := Parse([]byte(broken), nil)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want an error with %q", err, row.want)
			}
		})
	}
}

func TestAnErrorNamesTheLine(t *testing.T) {
	_, err := Parse([]byte("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n"), nil)
	const want = `template.yaml:2: Bucket: infra/plan does not know a resource of type "AWS::S3::Bucket"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(wiring.Template)
	f.Add([]byte("Resources: {A: {Type: AWS::SQS::Queue, Properties: !Ref A}}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, template []byte) {
		plan, err := Parse(template, nil)
		if (plan == nil) == (err == nil) {
			t.Errorf("plan %v and error %v", plan, err)
		}
	})
}
