package heed

import "testing"

func TestConvert(t *testing.T) {
	rates := Rates{Currency: "EUR", FX: map[string]float64{"USD": 0.9, "JPY": 0.006}}
	tests := map[Money]int64{{100, "EUR"}: 100, {100, "USD"}: 90, {1, "USD"}: 1, {101, "JPY"}: 1, {0, "USD"}: 0, {MaxAmount, "EUR"}: MaxAmount}
	for m, want := range tests {
		if got, ok := rates.Convert(m); !ok || got != (Money{want, "EUR"}) {
			t.Errorf("%v is %v, %v", m, got, ok)
		}
	}
	if _, ok := rates.Convert(Money{1, "GBP"}); ok {
		t.Error("a currency without a rate was converted")
	}
}
