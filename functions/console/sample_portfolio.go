package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
)

// assessed is a day of a small invented portfolio.
func (s sample) assessed() portfolio.Assessed {
	accounts := []heed.Account{
		s.customer("example", "Example Ltd", heed.Critical, .62, 4_800_000, 14),
		s.customer("sample", "Sample GmbH", heed.High, .38, 2_400_000, 25),
		s.customer("specimen", "Specimen Inc", heed.Low, .06, 9_600_000, 200),
	}
	then := map[string]heed.Standing{
		"example":  {Band: heed.Medium, Probability: .21},
		"sample":   {Band: heed.Critical, Probability: .57},
		"specimen": {Band: heed.Low, Probability: .07},
	}
	w := portfolio.Writing{Language: heed.English, PublicURL: s.publicURL}
	return portfolio.Assess(accounts, heed.Rates{Currency: "EUR"}, s.today().Add(-1), then, w, s.now)
}

func (s sample) customer(id, name string, band heed.Band, p float64, arr int64, days int) heed.Account {
	pays := heed.Money{Amount: arr, Currency: "EUR"}
	const reason = "This is a test: usage fell by 35 % in four weeks."
	return heed.Account{
		ID: id, CreatedAt: s.now.Add(-365 * 24 * time.Hour),
		Profile: heed.Profile{Name: name, Segment: "smb", Owner: "csm-1"},
		Card: heed.Card{
			Status: heed.Active, ARR: &pays, ARRSource: heed.ARRFromContracts, RenewalDate: s.today().Add(days + 30),
			Band: band, Probability: p, ExpectedLoss: &heed.Money{Amount: int64(p * float64(arr)), Currency: "EUR"},
			DecisionDate: s.today().Add(days), Reason: heed.Text{EN: reason, DE: reason},
		},
	}
}
