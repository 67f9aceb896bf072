package judgement_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// A member of the snapshot that nobody fills would silence its factors without a word.
func TestSnapshotFillsEveryMember(t *testing.T) {
	s := reflect.ValueOf(judgement.Snapshot(wholeDossier(), wholeBook()))
	for i := range s.NumField() {
		if s.Field(i).IsZero() {
			t.Errorf("the dossier has it, the snapshot has no %s", s.Type().Field(i).Name)
		}
	}
}

func TestPeopleStandInTheOrderOfTheirHashes(t *testing.T) {
	d := wholeDossier()
	d.Contacts = map[string]heed.Contact{"c": {ID: "three"}, "a": {ID: "one"}, "b": {ID: "two"}}
	var got []string
	for _, p := range judgement.Snapshot(d, records.Book{}).Contacts {
		got = append(got, p.Hash+p.ID)
	}
	if want := []string{"aone", "btwo", "cthree"}; !reflect.DeepEqual(got, want) {
		t.Errorf("people are %v, want %v", got, want)
	}
}

func TestPreviousIsTheNewestReceiptInBrief(t *testing.T) {
	d := wholeDossier()
	got := judgement.Snapshot(d, records.Book{}).Previous
	want := risk.NewPrevious(&heed.Previous{
		Probability: .4, Band: heed.High, AsOf: noon,
		Factors: map[string]float64{"nps": .8, "notice": 1.5}, Values: map[string]float64{"nps": 2},
	})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("previous is %+v, want %+v", got, want)
	}
	d.Told = nil
	if got := judgement.Snapshot(d, records.Book{}).Previous; got != nil {
		t.Errorf("before the first receipt previous is %+v, want nil", got)
	}
}

func TestModelUsesBasesSolvedForTheSameRate(t *testing.T) {
	set, prior := heed.DefaultSettings(), risk.Prior(heed.DefaultSettings().LossRate)
	solved := prior
	solved.Base, solved.WindowBase = -3, -4
	other := wholeBook()
	other.LossRate = .2
	half := wholeBook()
	half.WindowBase = nil
	for name, c := range map[string]struct {
		book records.Book
		want risk.Model
	}{
		"before the first sweep": {records.Book{}, prior},
		"solved for this rate":   {wholeBook(), solved},
		"solved for another":     {other, prior},
		"solved in part":         {half, prior},
	} {
		if got := judgement.Opinion(set, c.book); got != c.want {
			t.Errorf("%s: the model is %+v, want %+v", name, got, c.want)
		}
	}
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func wholeBook() records.Book {
	return records.Book{
		Base: new(-3.), WindowBase: new(-4.), LossRate: .1, MedianTenureDays: 400,
		Heard: map[string]heed.Day{"usage": "2026-11-20"},
	}
}

func wholeDossier() records.Dossier {
	return records.Dossier{
		Account: records.Row[heed.Account]{Value: heed.Account{ID: "acme"}, Version: 1},
		Days:    []heed.Activity{{Day: "2026-11-20", Tickets: true, Opened: 1}},
		Things: heed.Things{
			Contracts:  []heed.Contract{{ID: "k"}},
			Contacts:   map[string]heed.Contact{"a": {ID: "u-1"}},
			Tickets:    []heed.Ticket{{ID: "t"}},
			Invoices:   []heed.Invoice{{ID: "i"}},
			Milestones: []heed.Milestone{{ID: "m"}},
			Objectives: []heed.Objective{{ID: "o"}},
			Pulse:      &heed.Pulse{Score: 2},
		},
		Answers: []heed.Answer{{Score: 2}},
		Usage:   []heed.UsageDay{{Day: "2026-11-20"}},
		Told: &records.Receipt{N: 1, Risk: heed.Risk{
			Probability: .4, Band: heed.High, AsOf: noon,
			Factors: []heed.Factor{{Factor: "nps", Value: new(2.), Contribution: .8}, {Factor: "notice", Contribution: 1.5}},
		}},
	}
}
