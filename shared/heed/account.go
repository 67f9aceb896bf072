package heed

import (
	"encoding/json"
	"time"
)

// Account is a customer company as the table keeps it: who it is, and the card
// the portfolio shows of it. Aggregate and console write the profile, score the card.
type Account struct {
	ID string `json:"id"`
	// Profile is what is known of the company now: the fold of Facts.
	Profile Profile `json:"profile"`
	// Facts are the statements the profile is folded from, newest per member.
	Facts Facts `json:"facts,omitempty"`
	// Provisional accounts were only ever named by signals: judged and listed as
	// such, left out of portfolio and churn, no risk events.
	Provisional bool      `json:"provisional,omitempty"`
	CreatedAt   time.Time `json:"created_at"`
	// Incarnation tells an account from an erased one of the same id.
	Incarnation string `json:"incarnation"`
	// Sequence is the number of events said about the account.
	Sequence int64 `json:"sequence"`
	// ErasedAt marks a tombstone; Emptied says that nothing of the account is left
	// but the tombstone, so that another may begin under its id.
	ErasedAt time.Time `json:"erased_at,omitzero"`
	Emptied  bool      `json:"emptied,omitempty"`
	// NotBefore is when an account of the same id was last erased: what was
	// received before it is a late copy and stays out.
	NotBefore time.Time `json:"not_before,omitzero"`
	// Forgotten are the contacts whose traces were to go lately.
	Forgotten []Forgotten `json:"forgotten,omitempty"`
	// MergedInto marks an alias: the account became part of this one, to which its id leads.
	MergedInto string `json:"merged_into,omitempty"`
	// Override is how a person sees the risk; it stands beside the card.
	Override *Override `json:"override,omitempty"`
	// RiskCase is the open case that the risk opened; empty when none is.
	RiskCase string `json:"risk_case,omitempty"`
	// History counts the Writes of imported signals since the last judgement: while
	// there are any, the next one is told to nobody.
	History int64 `json:"-"`
	Card    Card  `json:"card"`
}

// Profile is what the user says of an account.
type Profile struct {
	Name          string              `json:"name,omitempty"`
	Segment       string              `json:"segment,omitempty"`
	Plan          string              `json:"plan,omitempty"`
	Region        string              `json:"region,omitempty"`
	Country       string              `json:"country,omitempty"`
	Industry      string              `json:"industry,omitempty"`
	Owner         string              `json:"owner,omitempty"`
	Phase         string              `json:"phase,omitempty"`
	Language      string              `json:"language,omitempty"`
	Parent        string              `json:"parent,omitempty"`
	Domains       []string            `json:"domains,omitempty"`
	Products      []string            `json:"products,omitempty"`
	Tags          []string            `json:"tags,omitempty"`
	CustomerSince Day                 `json:"customer_since,omitempty"`
	ARR           *Money              `json:"arr,omitempty"`
	RenewalDate   Day                 `json:"renewal_date,omitempty"`
	ExternalIDs   map[string][]string `json:"external_ids,omitempty"`
	Attributes    map[string]any      `json:"attributes,omitempty"`
}

// Status of an account, from its contracts.
type Status string

// The states an account can be in.
const (
	Trial   Status = "trial"
	Active  Status = "active"
	Notice  Status = "notice"
	Churned Status = "churned"
)

// ARRSource says where an account's ARR comes from.
type ARRSource string

// The sources of an account's ARR.
const (
	ARRFromContracts ARRSource = "contracts"
	ARRFromProfile   ARRSource = "profile"
	ARRUnknown       ARRSource = "unknown"
)

// Card is what the portfolio shows of an account: the last judgement in brief.
type Card struct {
	Status       Status    `json:"status,omitempty"`
	ARR          *Money    `json:"arr,omitempty"`
	ARRSource    ARRSource `json:"arr_source,omitempty"`
	RenewalDate  Day       `json:"renewal_date,omitempty"`
	DecisionDate Day       `json:"decision_date,omitempty"`
	TargetKind   string    `json:"target_kind,omitempty"`

	Band        Band    `json:"band,omitempty"`
	Probability float64 `json:"probability"`
	// Offset is log-odds without the base: what a portfolio's base is solved on.
	Offset       float64    `json:"offset"`
	Confidence   Confidence `json:"confidence,omitempty"`
	Coverage     float64    `json:"coverage"`
	ExpectedLoss *Money     `json:"expected_loss,omitempty"`
	// Unrated sums what the settings' rates cannot convert, per currency.
	Unrated []Money `json:"unrated,omitempty"`
	Reason  Text    `json:"reason"`
	Play    Text    `json:"play"`

	// BelowSince is when the risk first lay below the band's exit line; zero when it does not.
	BelowSince time.Time `json:"below_since,omitzero"`
	JudgedAt   time.Time `json:"judged_at,omitzero"`
	// Receipt is the number of the newest receipt; WrittenAt when it was written.
	Receipt   int64     `json:"receipt"`
	WrittenAt time.Time `json:"written_at,omitzero"`
	// Said remembers which renewal leads were announced: term → days of lead; -1 for overdue.
	Said map[string]int `json:"said,omitempty"`
	// Told is the number of the receipt that the last risk event carried, or of the
	// first judgement that could have been told: what reasons speak of a change from.
	Told int64 `json:"told,omitempty"`
	// Announced says that the first judgement of the confirmed account was told,
	// or was low and needed no telling.
	Announced bool `json:"announced,omitempty"`
	// Opportunities are those that are spotted or were told of lately, by kind.
	Opportunities map[string]Spotting `json:"opportunities,omitempty"`
	// Spotter names the numbers they were judged with; a change of it never makes an event.
	Spotter string `json:"spotter,omitempty"`
	// Taught names the decided terms that the account's examples were made of.
	Taught string `json:"taught,omitempty"`
	// Booked names what was last written down of what the account pays and paid.
	Booked Booked `json:"booked,omitzero"`
	// Model names the numbers the judgement used; a change of it never makes an event.
	Model string `json:"model,omitempty"`
}

// NewAccount makes a provisional account, after what stood under its id before:
// nothing, or a tombstone.
func NewAccount(id string, before Account, now time.Time) Account {
	return Account{
		ID: id, Provisional: true, CreatedAt: now, NotBefore: before.ErasedAt,
		Incarnation: digest(12, id, before.Incarnation, before.ErasedAt.Format(time.RFC3339Nano)),
	}
}

// Erased is the account's tombstone: its id, and when it went.
func (a Account) Erased(now time.Time) Account {
	return Account{ID: a.ID, CreatedAt: a.CreatedAt, Incarnation: a.Incarnation, ErasedAt: now, NotBefore: now}
}

// Erasing reports whether the account's rows are still being removed.
func (a Account) Erasing() bool { return !a.ErasedAt.IsZero() && !a.Emptied }

// Accepts reports whether a signal may be taken in: a late copy of what was
// erased may not.
func (a Account) Accepts(s Signal) bool {
	return s.ReceivedAt.After(a.NotBefore) || a.NotBefore.IsZero()
}

// Exists reports whether the account is there: a tombstone is not, nor is an alias.
func (a Account) Exists() bool { return a.ID != "" && a.ErasedAt.IsZero() && !a.Merged() }

// Merged reports whether the account became part of another.
func (a Account) Merged() bool { return a.MergedInto != "" }

// WithFact folds a statement into the profile.
func (a Account) WithFact(fact Fact) (Account, error) {
	return a.withFacts(a.Facts.With(fact).Newest())
}

// WithoutFact takes back what a retracted signal alone says about the profile.
func (a Account) WithoutFact(source, id string) (Account, error) {
	return a.withFacts(a.Facts.Without(source, id))
}

func (a Account) withFacts(facts Facts) (Account, error) {
	var p Profile
	if err := facts.Into(&p); err != nil {
		return a, err
	}
	a.Facts, a.Profile = facts, p
	return a, nil
}

// ReplaceProfile makes the statement of a PUT: what it does not name, it clears.
func ReplaceProfile(data map[string]json.RawMessage) map[string]json.RawMessage {
	whole := make(map[string]json.RawMessage, len(ProfileFields))
	for _, f := range ProfileFields {
		whole[f.Name] = null
	}
	return overlay(whole, data)
}

// DisplayName is what people call the account.
func (a Account) DisplayName() string { return or(a.Profile.Name, a.ID) }

// AccountRef is how every event names an account.
type AccountRef struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Segment     string `json:"segment"`
	Owner       string `json:"owner"`
	ARR         *Money `json:"arr"`
	RenewalDate Day    `json:"renewal_date"`
	URL         string `json:"url"`
}

// Ref names the account for a receiver; publicURL is where the console is reached.
func (a Account) Ref(publicURL string) AccountRef {
	arr, renewal := a.Card.ARR, a.Card.RenewalDate
	if arr == nil {
		arr = a.Profile.ARR
	}
	return AccountRef{
		ID: a.ID, Name: a.DisplayName(), Segment: a.Profile.Segment, Owner: a.Profile.Owner,
		ARR: arr, RenewalDate: Day(or(string(renewal), string(a.Profile.RenewalDate))), URL: publicURL + "/ui/accounts/" + a.ID,
	}
}
