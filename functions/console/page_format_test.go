package console

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestFiguresInBothLanguages(t *testing.T) {
	en, de := locale(heed.English), locale(heed.German)
	at := time.Date(2026, 3, 5, 9, 7, 3, 0, time.UTC)
	for _, c := range []struct{ name, got, want string }{
		{"thousands", en.Number(1234567), "1,234,567"},
		{"Tausender", de.Number(1234567), "1.234.567"},
		{"below a thousand", en.Number(999), "999"},
		{"below zero", en.Number(-1234), "−1,234"},
		{"euro", en.Money(&heed.Money{Amount: 4_800_049, Currency: "EUR"}), "€48,000"},
		{"Euro", de.Money(&heed.Money{Amount: 4_800_050, Currency: "EUR"}), "48.001\u00a0€"},
		{"yen", en.Money(&heed.Money{Amount: 48_000, Currency: "JPY"}), "JPY\u00a048,000"},
		{"dinar", de.Money(&heed.Money{Amount: 48_000, Currency: "KWD"}), "48\u00a0KWD"},
		{"debt", en.Money(&heed.Money{Amount: -100, Currency: "USD"}), "−$1"},
		{"no money", en.Money(nil), "–"},
		{"log-odds", en.LogOdds(-2.615), "−2.62"},
		{"Log-Odds", de.LogOdds(.489), "0,49"},
		{"nearly none", en.LogOdds(-.001), "0.00"},
		{"rise", en.Signed(.81), "+0.81"},
		{"Rückgang", de.Signed(-.4), "−0,40"},
		{"nearly no rise", en.Signed(.001), "0.00"},
		{"percent", en.Percent(.454), "45%"},
		{"Prozent", de.Percent(.454), "45\u00a0%"},
		{"few percent", en.Percent(.034), "3.4%"},
		{"nearly certain", en.Percent(.9996), "99.9%"},
		{"nearly never", de.Percent(.0001), "0,1\u00a0%"},
		{"all", en.Percent(1), "100%"},
		{"nothing", en.Percent(0), "0%"},
		{"day", en.Day("2027-01-05"), "5\u00a0Jan\u00a02027"},
		{"Tag", de.Day("2027-03-05"), "5.\u00a0März\u00a02027"},
		{"no day", en.Day(""), "–"},
		{"clock", en.Clock(at), "5\u00a0Mar, 09:07:03"},
		{"Uhr", de.Moment(at), "5.\u00a0März, 09:07"},
		{"days", en.Days(new(41)), "in 41 days"},
		{"one day", de.Days(new(1)), "morgen"},
		{"no day left", en.Days(new(0)), "today"},
		{"late", en.Days(new(-3)), "3 days overdue"},
		{"a day late", de.Days(new(-1)), "1 Tag überfällig"},
		{"no days", en.Days(nil), "–"},
		{"steps", de.Within(5), "innerhalb von 5 Tagen"},
		{"a step", en.Within(1), "within a day"},
		{"a step now", en.Within(0), "today"},
		{"quantity", en.Quantity(1234.5), "1,234.5"},
		{"Menge", de.Quantity(-1234.256), "−1.234,26"},
		{"whole", en.Quantity(12), "12"},
		{"next to nothing", en.Quantity(-.001), "0"},
		{"beyond all", en.Share(1.204), "120%"},
		{"Rückschritt", de.Share(-.1), "−10 %"},
		{"in a field", de.Input(1_000_000.5), "1000000.5"},
		{"unknown word", en.T("event:later.kind_of"), "later.kind of"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}
