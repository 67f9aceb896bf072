package score

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
	"github.com/heed-cs/heed/shared/records"
)

// keepSum sets how all customers together stand on a day, for the portfolio over time.
func (s *Score) keepSum(ctx context.Context, accounts []heed.Account, day heed.Day) error {
	set, err := s.rec.Settings(ctx)
	if err != nil {
		return err
	}
	o, _ := portfolio.Sum(accounts, set.Value.Rates(), day.Time())
	if o.Accounts == 0 {
		return nil // before the first customer there is nothing to look back at
	}
	return s.rec.Write(ctx, records.PutPortfolioSum(records.PortfolioSum{
		Day: day, Accounts: o.Accounts, ARR: o.ARR, ARRAtRisk: o.ARRAtRisk, ExpectedLoss: o.ExpectedLoss,
	}))
}
