package heed

import (
	"strings"
	"testing"
)

func TestDefaultSettingsAreValid(t *testing.T) {
	if errs := DefaultSettings().Check([]string{"nps"}); len(errs) > 0 {
		t.Errorf("the defaults are refused: %v", errs)
	}
}

func TestSettingsNameEveryError(t *testing.T) {
	tests := map[string]func(*Settings){
		"/bands/window required":         func(s *Settings) { delete(s.Bands, TargetWindow) },
		"/bands/other enum":              func(s *Settings) { s.Bands["other"] = s.Bands[TargetRenewal] },
		"/bands/renewal/medium range":    func(s *Settings) { b := s.Bands[TargetRenewal]; b.Medium.Leave = .2; s.Bands[TargetRenewal] = b },
		"/bands/renewal/critical range":  func(s *Settings) { b := s.Bands[TargetRenewal]; b.Critical = b.High; s.Bands[TargetRenewal] = b },
		"/weights/nps range":             func(s *Settings) { s.Weights["nps"] = -1 },
		"/weights/a~1b unknown":          func(s *Settings) { s.Weights["a/b"] = 1 },
		"/loss_rate range":               func(s *Settings) { s.LossRate = 0 },
		"/margin range":                  func(s *Settings) { s.Margin = 1.1 },
		"/windows/nps range":             func(s *Settings) { s.Windows.NPS = 0 },
		"/renewal_leads/1 range":         func(s *Settings) { s.RenewalLeads = []int{30, 60} },
		"/renewal_leads range":           func(s *Settings) { s.RenewalLeads = []int{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1} },
		"/currency format":               func(s *Settings) { s.Currency = "euro" },
		"/fx/USD range":                  func(s *Settings) { s.FX["USD"] = 0 },
		"/fx/usd format":                 func(s *Settings) { s.FX["usd"] = 1 },
		"/language enum":                 func(s *Settings) { s.Language = "fr" },
		"/retention/signal_months range": func(s *Settings) { s.Retention.SignalMonths = 0 },
		"/retention/delivery_days range": func(s *Settings) { s.Retention.DeliveryDays = 366 },
	}
	for want, change := range tests {
		s := DefaultSettings()
		change(&s)
		var got []string
		for _, e := range s.Check([]string{"nps"}) {
			got = append(got, e.Pointer+" "+e.Code)
		}
		if !strings.Contains(strings.Join(got, ","), want) {
			t.Errorf("the errors are %v, want %s", got, want)
		}
	}
}

func TestFingerprint(t *testing.T) {
	a, b := DefaultSettings(), DefaultSettings()
	b.Margin, b.Language, b.RenewalLeads = .5, German, nil
	if a.Fingerprint() != b.Fingerprint() {
		t.Error("what no judgement depends on changes the fingerprint")
	}
	a.Factors, b.Factors = []CustomFactor{{Factor: "x"}, {Factor: "y"}}, []CustomFactor{{Factor: "y"}, {Factor: "x"}}
	if a.Fingerprint() != b.Fingerprint() {
		t.Error("the order of factors changes the fingerprint")
	}
	if b.LossRate = .2; a.Fingerprint() == b.Fingerprint() {
		t.Error("another loss rate has the same fingerprint")
	}
}
