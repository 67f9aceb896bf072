package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// accountView is an account as the API answers it: every member of the profile,
// null or empty where nothing was said, and what Heed adds.
type accountView struct {
	ID            string              `json:"id"`
	Name          *string             `json:"name"`
	Segment       *string             `json:"segment"`
	Plan          *string             `json:"plan"`
	Region        *string             `json:"region"`
	Country       *string             `json:"country"`
	Industry      *string             `json:"industry"`
	Owner         *string             `json:"owner"`
	Phase         *string             `json:"phase"`
	Language      *string             `json:"language"`
	Parent        *string             `json:"parent"`
	Domains       []string            `json:"domains"`
	Products      []string            `json:"products"`
	Tags          []string            `json:"tags"`
	CustomerSince *heed.Day           `json:"customer_since"`
	ARR           *heed.Money         `json:"arr"`
	RenewalDate   *heed.Day           `json:"renewal_date"`
	ExternalIDs   map[string][]string `json:"external_ids"`
	Attributes    map[string]any      `json:"attributes"`

	Status      heed.Status    `json:"status"`
	Provisional bool           `json:"provisional"`
	ARRSource   heed.ARRSource `json:"arr_source"`
	CreatedAt   time.Time      `json:"created_at"`
	Risk        *cardView      `json:"risk"` // null before the first judgement
	Override    *heed.Override `json:"override"`
	// Opportunities are those that are spotted.
	Opportunities []spottedView `json:"opportunities"`
}

// cardView is the last judgement in brief.
type cardView struct {
	Band         heed.Band       `json:"band"`
	Probability  float64         `json:"probability"`
	Health       int             `json:"health"`
	Confidence   heed.Confidence `json:"confidence"`
	Coverage     float64         `json:"coverage"`
	ExpectedLoss *heed.Money     `json:"expected_loss"`
	Unrated      []heed.Money    `json:"unrated"`
	TargetKind   string          `json:"target_kind"`
	DecisionDate *heed.Day       `json:"decision_date"`
	Days         *int            `json:"days"` // to the decision; negative when it is overdue
	Reason       string          `json:"reason"`
	Play         string          `json:"play"`
	Model        string          `json:"model"`
	AsOf         time.Time       `json:"as_of"`
}

func accountIn(a heed.Account, lang heed.Language, now time.Time) accountView {
	p := a.Profile
	arr, source := a.ARR()
	renewal := renewalOf(a)
	return accountView{
		ID: a.ID, Name: orNull(p.Name), Segment: orNull(p.Segment), Plan: orNull(p.Plan), Region: orNull(p.Region),
		Country: orNull(p.Country), Industry: orNull(p.Industry), Owner: orNull(p.Owner), Phase: orNull(p.Phase),
		Language: orNull(p.Language), Parent: orNull(p.Parent), Domains: orEmpty(p.Domains), Products: orEmpty(p.Products),
		Tags: orEmpty(p.Tags), CustomerSince: orNull(p.CustomerSince), ARR: arr, RenewalDate: orNull(renewal),
		ExternalIDs: orNone(p.ExternalIDs), Attributes: orNone(p.Attributes),
		Status: a.Status(), Provisional: a.Provisional, ARRSource: source, CreatedAt: a.CreatedAt, Risk: cardIn(a.Card, lang, now), Override: a.Override.Standing(now),
		Opportunities: spottedIn(a.Card, lang),
	}
}

func cardIn(card heed.Card, lang heed.Language, now time.Time) *cardView {
	if card.Band == heed.NoBand {
		return nil
	}
	return &cardView{
		Band: card.Band, Probability: card.Probability, Health: heed.Risk{Probability: card.Probability}.Health(),
		Confidence: card.Confidence, Coverage: card.Coverage, ExpectedLoss: card.ExpectedLoss, Unrated: orEmpty(card.Unrated),
		TargetKind: card.TargetKind, DecisionDate: orNull(card.DecisionDate), Days: daysTo(card.DecisionDate, now),
		Reason: card.Reason.In(lang), Play: card.Play.In(lang), Model: card.Model, AsOf: card.JudgedAt,
	}
}

// daysTo is how many days are left; nil when no day is known.
func daysTo(d heed.Day, now time.Time) *int {
	if d == "" {
		return nil
	}
	return new(d.Sub(heed.DayOf(now)))
}

// renewalOf is when an account renews: as its contracts say, else its profile.
func renewalOf(a heed.Account) heed.Day {
	if a.Profile.RenewalDate == "" || a.Card.ARRSource == heed.ARRFromContracts && a.Card.RenewalDate != "" {
		return a.Card.RenewalDate
	}
	return a.Profile.RenewalDate
}

func orNull[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func orNone[T any](members map[string]T) map[string]T {
	if members == nil {
		return map[string]T{}
	}
	return members
}
