package console

import (
	"encoding/json"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// signalView is a signal in an account's timeline.
type signalView struct {
	SID         string                     `json:"sid"` // as receipts name it
	ID          string                     `json:"id"`
	Source      string                     `json:"source"`
	Type        string                     `json:"type"`
	Time        time.Time                  `json:"time"`
	ReceivedAt  time.Time                  `json:"received_at"`
	Account     string                     `json:"account"`
	Subject     string                     `json:"subject"`
	Phase       *string                    `json:"phase"` // of the account when it was counted
	Via         *string                    `json:"via"`   // the connection; null for the signals API
	Data        map[string]json.RawMessage `json:"data"`  // people and their words are null without the scope personal
	Retracted   bool                       `json:"retracted"`
	Conflicting bool                       `json:"conflicting"` // a repeat said something else; this came first and stays
	Erased      bool                       `json:"erased"`      // a contact was taken out of it
	commentView
}

var timelinePlace = form(`^\d{8}T\d{9}Z#[0-9a-f]{32}$`)

// listSignals answers an account's timeline, newest first.
func (c *Console) listSignals(r *request) (reply, error) {
	a, limit, cursor, err := c.pageOf(r)
	if err != nil {
		return reply{}, err
	}
	if cursor != "" && !timelinePlace().MatchString(cursor) {
		return reply{}, badCursor("cursor")
	}
	stored, next, err := c.rec.Timeline(r.Context(), a.ID, cursor, limit)
	if err != nil {
		return reply{}, err
	}
	views := make([]signalView, len(stored))
	for i, s := range stored {
		views[i] = signalIn(s, r.personal(a.ID))
	}
	return listed(views, next), nil
}

// pageOf finds the account of a path and the page of its list.
func (c *Console) pageOf(r *request) (a heed.Account, limit int, cursor string, err error) {
	if _, err = r.knownQuery("limit", "cursor"); err != nil {
		return a, 0, "", err
	}
	if limit, cursor, err = r.page(); err != nil {
		return a, 0, "", err
	}
	a, err = c.account(r)
	return a, limit, cursor, err
}

func signalIn(s heed.Stored, personal bool) signalView {
	return signalView{
		SID: s.SID(), ID: s.ID, Source: s.Source, Type: s.Type, Time: s.Time, ReceivedAt: s.ReceivedAt, Account: s.Account,
		Subject: s.Subject, Phase: orNull(s.Phase), Via: orNull(s.Via), Data: dataIn(s, personal),
		Retracted: s.Retracted, Conflicting: s.Conflicting, Erased: s.Erased,
		commentView: commentIn(s, personal),
	}
}

// dataIn is a signal's data; without the scope personal, what names or quotes people is null.
func dataIn(s heed.Stored, personal bool) map[string]json.RawMessage {
	data := map[string]json.RawMessage{}
	_ = json.Unmarshal(s.Data, &data) // checked when it came in
	if personal {
		return data
	}
	fields, _ := heed.DataFields(s.Type)
	for _, f := range fields {
		free := f.Name == "attributes" && heed.Family(s.Type) == "contact"
		if _, said := data[f.Name]; said && (f.Personal || free) {
			data[f.Name] = json.RawMessage("null")
		}
	}
	return data
}
