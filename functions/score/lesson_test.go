package score

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// happened stores a signal of the past, and what it says of its contract.
func (w *world) happened(account, kind string, daysAgo int, d data) {
	w.t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		w.t.Fatal(err)
	}
	at := time.Now().UTC().AddDate(0, 0, -daysAgo)
	w.n++
	s := heed.Signal{ID: heed.Instant(at) + kind, Source: "test", Type: kind, Time: at, ReceivedAt: at, Subject: account, Data: raw}
	w.write(records.PutSignal(records.Row[heed.Stored]{Value: heed.Stored{Signal: s, Account: account}}, time.Time{}))
	w.fact(account, s)
}

func (w *world) lessons(account string) heed.Lessons {
	w.t.Helper()
	row, err := w.rec.Lessons(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	return row.Value
}

func TestADecidedTermIsWrittenDownToLearnFrom(t *testing.T) {
	w := memory(t)
	w.write(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: "acme", Incarnation: "i", CreatedAt: time.Now()}}))
	w.happened("acme", heed.ContractSigned, 400, data{"contract": "c1", "start_date": day(-400), "renewal_date": day(-35), "term_months": 12})
	w.happened("acme", heed.ContractRenewed, 40, data{"contract": "c1", "renewal_date": day(330)})
	w.judge("acme")
	first := w.lessons("acme")
	if len(first.Examples) != 3 || first.Examples[0].Lost || first.Examples[0].AsOf != day(-130) {
		t.Fatalf("one renewal teaches at three leads; there is %+v", first)
	}
	w.answer("acme", 2)
	w.judge("acme")
	if again := w.lessons("acme"); again.Of != first.Of || len(again.Examples) != 3 {
		t.Errorf("nothing was decided since, and yet there is %+v", again)
	}
	w.happened("acme", heed.ContractEnded, 1, data{"contract": "c1"})
	w.judge("acme")
	lost := 0
	for _, e := range w.lessons("acme").Examples {
		if e.Lost {
			lost++
		}
	}
	if lost == 0 {
		t.Error("the contract ended without a successor, and no example says so")
	}
}

func TestExamplesOutliveTheirSignals(t *testing.T) {
	old := heed.Example{Contract: "c1", End: "2020-12-31", LeadDays: 90, AsOf: "2020-10-02"}
	young := heed.Example{Contract: "c1", End: "2026-01-31", LeadDays: 90, AsOf: "2025-11-02"}
	if got := remembered([]heed.Example{old, young}, nil, "2024-01-01"); len(got) != 1 || got[0].AsOf != old.AsOf {
		t.Errorf("kept %+v, want the one whose signals are gone by now", got)
	}
	if got := remembered([]heed.Example{old}, []heed.Example{old}, "2024-01-01"); len(got) != 0 {
		t.Errorf("kept %+v beside the same made again", got)
	}
}

func TestLooksRecallWhatWasTold(t *testing.T) {
	w := memory(t)
	w.write(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: "acme", Incarnation: "i", CreatedAt: time.Now(), Card: heed.Card{Receipt: 4}}}))
	w.happened("acme", heed.ContractSigned, 400, data{"contract": "c1", "start_date": day(-400), "renewal_date": day(-35), "term_months": 12})
	w.happened("acme", heed.ContractRenewed, 40, data{"contract": "c1", "renewal_date": day(330)})
	for i, r := range []struct {
		daysAgo  int
		contract string
		p        float64
	}{{150, "c1", .1}, {136, "c1", .2}, {129, "c1", .3}, {71, "other", .4}} { // looks are 130, 100 and 70 days ago
		told := heed.Risk{Probability: r.p, Target: heed.Target{Contract: r.contract}, AsOf: day(-r.daysAgo).Time()}
		w.write(records.PutReceipt("acme", records.Receipt{N: int64(i + 1), Risk: told}))
	}
	w.judge("acme")
	looks := w.lessons("acme").Examples
	if len(looks) != 3 || looks[0].Told == nil || *looks[0].Told != .2 {
		t.Fatalf("it recalls %+v", looks)
	}
	if looks[1].Told != nil || looks[2].Told != nil {
		t.Errorf("what was told long before, or of another contract, is no foretelling: %+v", looks)
	}
}

// An account that fell silent while others were heard is learned from as it is judged:
// as one that is used no more, and not as one of which nothing is known.
func TestSilenceIsLearnedFrom(t *testing.T) {
	w := memory(t)
	w.write(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: "acme", Incarnation: "i", CreatedAt: time.Now()}}))
	w.happened("acme", heed.ContractSigned, 400, data{"contract": "c1", "start_date": day(-400), "renewal_date": day(-35), "term_months": 12})
	w.happened("acme", heed.ContractEnded, 36, data{"contract": "c1"})
	for ago := 190; ago < 330; ago++ {
		u := heed.UsageDay{Day: day(-ago), Metric: heed.ActiveUsers, Set: 40, Stamp: heed.Stamp{Time: day(-ago).Time(), Source: "test"}}
		w.write(records.PutUsage(records.UsageKey("acme", u.Day, u.Metric, ""), records.Row[heed.UsageDay]{Value: u}, time.Time{}))
	}
	w.write(records.PutHeard("usage", records.Row[heed.Day]{Value: day(0)}))
	w.judge("acme")
	trend := func(m heed.Measured) bool { return m.Factor == "usage_trend" && m.Effect > 0 }
	if looks := w.lessons("acme").Examples; len(looks) == 0 || !slices.ContainsFunc(looks[0].Factors, trend) {
		t.Errorf("usage stopped sixty days before the look, and it says %+v", looks)
	}
}
