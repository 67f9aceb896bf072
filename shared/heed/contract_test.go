package heed

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"
)

// story makes facts a day apart, the first at noon: type, data, type, data …
func story(typesAndData ...string) Facts {
	var f Facts
	for i := 0; i < len(typesAndData); i += 2 {
		f = f.With(Fact{Stamp: Stamp{Time: dayAfter(i / 2), Source: "s", ID: "1"}, Type: typesAndData[i], Data: json.RawMessage(typesAndData[i+1])})
	}
	return f
}

// dayAfter is noon, n days on.
func dayAfter(n int) time.Time { return noon.AddDate(0, 0, n) }

func contractAt(t *testing.T, day int, typesAndData ...string) Contract {
	t.Helper()
	c, err := ContractOf(story(typesAndData...), dayAfter(day))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContractLife(t *testing.T) {
	life := []string{
		ContractSigned, `{"contract":"c","arr":{"amount":100,"currency":"EUR"},"renewal_date":"2026-12-31","term_months":12,"auto_renew":true,"notice_days":30}`,
		ContractChanged, `{"contract":"c","arr":{"amount":80,"currency":"EUR"}}`,
		ContractCancelNoticed, `{"contract":"c","reason":"price"}`,
		ContractCancelWithdrawn, `{"contract":"c"}`,
		ContractRenewed, `{"contract":"c"}`,
		ContractEnded, `{"contract":"c","outcome":"won_back"}`,
		ContractSigned, `{"contract":"c"}`,
	}
	signed := contractAt(t, 0, life...)
	if !signed.Open() || signed.UnderNotice() || !signed.SignedAt.Equal(noon) || signed.ARR.Amount != 100 || !signed.AutoRenew || signed.NoticeDays != 30 || *signed.TermMonths != 12 {
		t.Errorf("signed it is %+v", signed)
	}
	if c := contractAt(t, 1, life...); c.ARR.Amount != 80 || !c.DowngradedAt.Equal(dayAfter(1)) || c.RenewalDate != "2026-12-31" {
		t.Errorf("changed it is %+v", c)
	}
	grown := append(life[:4:4], ContractChanged, `{"contract":"c","arr":{"amount":90,"currency":"EUR"}}`, ContractChanged, `{"contract":"c","seats":9}`)
	if c := contractAt(t, 3, grown...); !c.UpgradedAt.Equal(dayAfter(2)) || !c.DowngradedAt.Equal(dayAfter(1)) {
		t.Errorf("grown it is %+v", c)
	}
	if c := contractAt(t, 2, life...); !c.UnderNotice() || c.Reason != "price" {
		t.Errorf("under notice it is %+v", c)
	}
	if c := contractAt(t, 3, life...); c.UnderNotice() || !c.Open() {
		t.Errorf("with the notice withdrawn it is %+v", c)
	}
	if c := contractAt(t, 4, life...); c.Renewals != 1 || c.RenewalDate != "2027-12-31" {
		t.Errorf("renewed it is %+v", c)
	}
	if c := contractAt(t, 5, life...); c.Open() || c.UnderNotice() {
		t.Errorf("ended it is %+v", c)
	}
	if c := contractAt(t, 6, life...); !c.Open() {
		t.Errorf("signed again it is %+v", c)
	}
}

func TestRenewalDates(t *testing.T) {
	tests := map[Day][]string{
		"":           {ContractSigned, `{"contract":"c","term_months":0}`, ContractRenewed, `{}`},
		"2026-02-28": {ContractSigned, `{"renewal_date":"2026-01-31","term_months":1}`, ContractRenewed, `{}`},
		"2027-01-31": {ContractSigned, `{"renewal_date":"2026-01-31"}`, ContractRenewed, `{}`},
		"2028-06-30": {ContractSigned, `{"renewal_date":"2026-01-31"}`, ContractRenewed, `{}`, ContractRenewed, `{"renewal_date":"2028-06-30"}`},
		"2027-06-30": {ContractSigned, `{"renewal_date":"2026-06-30"}`, ContractRenewed, `{}`, ContractChanged, `{"seats":5}`},
	}
	for want, life := range tests {
		if got := contractAt(t, 9, life...).RenewalDate; got != want {
			t.Errorf("%v renews on %s, want %s", life, got, want)
		}
	}
	cleared := contractAt(t, 9, ContractSigned, `{"renewal_date":"2026-01-31"}`, ContractChanged, `{"renewal_date":null}`, ContractRenewed, `{}`)
	if cleared.RenewalDate != "" {
		t.Errorf("a cleared date is %s again", cleared.RenewalDate)
	}
}

// TestARepeatedRenewalIsOne holds that a tool which says "renewed" at every edit does
// not carry the date away.
func TestARepeatedRenewalIsOne(t *testing.T) {
	type said struct{ on, kind, data string }
	yearly := said{"2025-01-10", ContractSigned, `{"renewal_date":"2026-01-31","term_months":12}`}
	renewed := func(on string) said { return said{on, ContractRenewed, `{}`} }
	for name, row := range map[string]struct {
		life     []said
		want     Day
		renewals int
	}{
		"edits within the term":         {[]said{yearly, renewed("2025-12-01"), renewed("2025-12-02"), renewed("2026-01-31")}, "2027-01-31", 1},
		"the next term":                 {[]said{yearly, renewed("2025-12-01"), renewed("2025-12-02"), renewed("2026-12-20"), renewed("2026-12-21")}, "2028-01-31", 2},
		"renewed late":                  {[]said{yearly, renewed("2026-02-03"), renewed("2026-02-04"), renewed("2026-02-05")}, "2027-01-31", 1},
		"years without a word":          {[]said{yearly, renewed("2029-01-10"), renewed("2029-01-11"), renewed("2029-01-12")}, "2027-01-31", 1},
		"far ahead":                     {[]said{{"2025-01-10", ContractSigned, `{"renewal_date":"2028-01-31"}`}, renewed("2025-02-01"), renewed("2026-12-01")}, "2028-01-31", 0},
		"far ahead, in time":            {[]said{{"2025-01-10", ContractSigned, `{"renewal_date":"2028-01-31"}`}, renewed("2027-11-01"), renewed("2027-11-02")}, "2029-01-31", 1},
		"named, then repeated":          {[]said{yearly, {"2025-12-01", ContractRenewed, `{"renewal_date":"2027-01-31"}`}, renewed("2025-12-02"), renewed("2026-01-20")}, "2027-01-31", 1},
		"named again":                   {[]said{yearly, {"2025-12-01", ContractRenewed, `{"renewal_date":"2027-01-31"}`}, {"2025-12-02", ContractRenewed, `{"renewal_date":"2027-01-31"}`}, renewed("2025-12-03")}, "2027-01-31", 2},
		"monthly, a fortnight of edits": {[]said{{"2026-01-01", ContractSigned, `{"renewal_date":"2026-01-31","term_months":1}`}, renewed("2026-01-17"), renewed("2026-01-24"), renewed("2026-01-31")}, "2026-02-28", 1},
		"month after month":             {[]said{{"2026-01-01", ContractSigned, `{"renewal_date":"2026-01-31","term_months":1}`}, renewed("2026-01-31"), renewed("2026-02-28"), renewed("2026-03-31")}, "2026-04-30", 3},
		"signed anew":                   {[]said{yearly, renewed("2025-12-01"), {"2026-01-02", ContractSigned, `{"renewal_date":"2026-12-31"}`}, renewed("2026-01-03")}, "2027-12-31", 2},
		"no date is known":              {[]said{{"2025-01-10", ContractSigned, `{}`}, renewed("2025-12-01"), renewed("2025-12-02")}, "", 2},
	} {
		var facts Facts
		for i, s := range row.life {
			at, err := time.Parse(time.DateOnly, s.on)
			if err != nil {
				t.Fatal(err)
			}
			facts = facts.With(Fact{Stamp: Stamp{Time: at, Source: "s", ID: strconv.Itoa(i)}, Type: s.kind, Data: json.RawMessage(s.data)})
		}
		c, err := ContractOf(facts, noon.AddDate(9, 0, 0))
		if err != nil || c.RenewalDate != row.want || c.Renewals != row.renewals {
			t.Errorf("%s: ends on %s after %d renewals, want %s and %d (%v)", name, c.RenewalDate, c.Renewals, row.want, row.renewals, err)
		}
	}
}

func TestOtherCurrencyIsNoDowngrade(t *testing.T) {
	c := contractAt(t, 9, ContractSigned, `{"arr":{"amount":100,"currency":"EUR"}}`, ContractChanged, `{"arr":{"amount":90,"currency":"USD"}}`)
	if !c.DowngradedAt.IsZero() {
		t.Errorf("it fell on %v", c.DowngradedAt)
	}
}
