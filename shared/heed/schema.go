package heed

import (
	"slices"
	"strings"
)

// The signal types. A family is what stands before the full stop.
const (
	FeedbackNPS  = "feedback.nps"
	FeedbackCSAT = "feedback.csat"
	FeedbackCES  = "feedback.ces"

	SignalRetracted = "signal.retracted"
	UsageReported   = "usage.reported"

	TicketOpened    = "ticket.opened"
	TicketResolved  = "ticket.resolved"
	TicketReopened  = "ticket.reopened"
	TicketEscalated = "ticket.escalated"

	ContractSigned          = "contract.signed"
	ContractRenewed         = "contract.renewed"
	ContractChanged         = "contract.changed"
	ContractCancelNoticed   = "contract.cancel_noticed"
	ContractCancelWithdrawn = "contract.cancel_withdrawn"
	ContractEnded           = "contract.ended"

	PaymentFailed    = "payment.failed"
	PaymentRecovered = "payment.recovered"
	PaymentPaid      = "payment.paid"
	InvoiceOverdue   = "invoice.overdue"

	MilestoneReached = "milestone.reached"
	MilestoneMissed  = "milestone.missed"

	ContactJoined  = "contact.joined"
	ContactChanged = "contact.changed"
	ContactLeft    = "contact.left"

	EngagementLogged = "engagement.logged"
	PulseReported    = "pulse.reported"

	SurveySent         = "survey.sent"
	SurveyDelivered    = "survey.delivered"
	SurveyBounced      = "survey.bounced"
	SurveyUnsubscribed = "survey.unsubscribed"

	AccountUpdated = "account.updated"
)

// The lifecycle phases of an account and the roles of a contact.
var (
	Phases = []string{"onboarding", "adoption", "retention", "expansion"}
	Roles  = []string{"champion", "decision_maker", "user"}
)

const (
	short = 128
	long  = 10_000
)

func text(name string, limit float64) Field  { return Field{Name: name, Kind: TextField, Max: limit} }
func choice(name string, of ...string) Field { return Field{Name: name, Kind: TextField, Enum: of} }
func id(name string) Field                   { return Field{Name: name, Kind: IDField} }
func day(name string) Field                  { return Field{Name: name, Kind: DayField} }
func flag(name string) Field                 { return Field{Name: name, Kind: BooleanField} }
func money(name string) Field                { return Field{Name: name, Kind: MoneyField} }
func texts(name string) Field                { return Field{Name: name, Kind: TextsField} }
func whole(name string, low, high float64) Field {
	return Field{Name: name, Kind: IntegerField, Min: low, Max: high}
}

func required(f Field) Field { f.Required = true; return f }
func personal(f Field) Field { f.Personal = true; return f }

var attributes = Field{Name: "attributes", Kind: AttributesField}

var feedbackFields = []Field{
	personal(text("comment", long)), text("touchpoint", 64), text("channel", 64), text("language", 35), personal(id("contact")),
	choice("role", Roles...), id("survey"), id("response"), choice("kind", "relationship", "transactional"), id("product"),
	choice("excluded", "scanner", "test", "staff"), attributes,
}

var ticketFields = []Field{
	required(id("ticket")), choice("priority", "low", "normal", "high", "urgent"), text("kind", short), id("product"),
	flag("sla_breached"), text("reason", short), attributes,
}

var contractFields = []Field{
	required(id("contract")), id("product"), money("arr"), day("start_date"), day("renewal_date"), whole("term_months", 0, 240),
	text("billing", short), flag("auto_renew"), whole("notice_days", 0, 730), whole("seats", 0, 1e9), flag("trial"),
	id("renews"), text("reason", short), text("outcome", short), attributes,
}

var paymentFields = []Field{id("invoice"), money("amount"), whole("days", 0, 3650), attributes}

var milestoneFields = []Field{required(id("milestone")), day("due_date"), attributes}

var contactFields = []Field{
	required(personal(id("contact"))), choice("role", Roles...), personal(text("name", 200)), personal(text("email", 254)),
	personal(text("title", 200)), personal(id("successor")), attributes,
}

var surveyFields = []Field{
	required(id("survey")), personal(id("contact")), text("channel", 64), text("touchpoint", 64), attributes,
}

// ProfileFields are the members of an account's profile.
var ProfileFields = []Field{
	text("name", 200), text("segment", 64), text("plan", 64), text("region", 64), text("country", 64), text("industry", 64),
	text("owner", short), choice("phase", Phases...), text("language", 35),
	{Name: "parent", Kind: IDField},
	texts("domains"),
	texts("products"), texts("tags"), day("customer_since"), money("arr"), day("renewal_date"),
	{Name: "external_ids", Kind: ExternalsField},
	attributes,
}

var schema = map[string][]Field{
	FeedbackNPS:  append([]Field{required(whole("score", 0, 10))}, feedbackFields...),
	FeedbackCSAT: append([]Field{required(whole("score", 1, 10)), choice("scale", CSATScales...)}, feedbackFields...),
	FeedbackCES: append([]Field{
		required(whole("score", 1, 7)), choice("scale", CESScales...),
		choice("direction", HighIsEasy, LowIsEasy),
	}, feedbackFields...),
	SignalRetracted: {required(text("source", maxSource)), required(text("id", maxSource)), attributes},
	UsageReported: {
		required(Field{Name: "metric", Kind: IDField}), required(Field{Name: "value", Kind: NumberField, Max: 1e12}),
		id("product"), choice("mode", "set", "add"), attributes,
	},
	TicketOpened: ticketFields, TicketResolved: ticketFields, TicketReopened: ticketFields, TicketEscalated: ticketFields,
	ContractSigned: contractFields, ContractRenewed: contractFields, ContractChanged: contractFields,
	ContractCancelNoticed: contractFields, ContractCancelWithdrawn: contractFields, ContractEnded: contractFields,
	PaymentFailed: paymentFields, PaymentRecovered: paymentFields, PaymentPaid: paymentFields, InvoiceOverdue: paymentFields,
	MilestoneReached: milestoneFields, MilestoneMissed: milestoneFields,
	ContactJoined: contactFields, ContactChanged: contactFields, ContactLeft: contactFields,
	EngagementLogged: {
		required(choice("kind", "meeting", "qbr", "call", "email", "training", "event")),
		choice("direction", "inbound", "outbound", "both"), text("outcome", short), flag("decision_maker"), attributes,
	},
	PulseReported: {
		required(whole("score", 1, 5)), text("by", short), personal(text("note", long)), whole("valid_days", 1, 365), attributes,
	},
	SurveySent: surveyFields, SurveyDelivered: surveyFields, SurveyBounced: surveyFields, SurveyUnsubscribed: surveyFields,
	AccountUpdated: ProfileFields,
}

// SignalTypes lists every type Heed takes in, sorted.
func SignalTypes() []string {
	types := make([]string, 0, len(schema))
	for t := range schema {
		types = append(types, t)
	}
	slices.Sort(types)
	return types
}

// DataFields lists the members a signal type's data may have; false for a type Heed does not know.
func DataFields(kind string) ([]Field, bool) {
	fields, ok := schema[kind]
	return fields, ok
}

// Family is what stands before the full stop of a type: "feedback", "ticket" …
func Family(kind string) string {
	family, _, _ := strings.Cut(kind, ".")
	return family
}

// MatchesType reports whether a type is named by any of the patterns, which are
// types, prefixes such as "feedback.*", or "*". No pattern at all names every type.
func MatchesType(patterns []string, kind string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		prefix, wild := strings.CutSuffix(p, "*")
		return p == kind || wild && strings.HasPrefix(kind, prefix) && (prefix == "" || strings.HasSuffix(prefix, "."))
	})
}
