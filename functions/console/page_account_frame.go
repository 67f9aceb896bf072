package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// accountFrame is what every page about one account shows: whose it is, how likely
// they are to leave, and what its reader may do.
type accountFrame struct {
	frame
	Account heed.Account
	ARR     *heed.Money
	Receipt *receiptView
	// Override is how a person sees the risk; nil when nobody sees it otherwise.
	Override *heed.Override
	Write    bool // the reader may change things
	Private  bool // the reader may see who people are and what they wrote
	set      heed.Settings
}

// accountFrame reads the account that the address names.
func (p *pages) accountFrame(v *visit, name string) (accountFrame, error) {
	a, err := p.account(&v.request)
	if err != nil {
		return accountFrame{}, err
	}
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return accountFrame{}, err
	}
	f := accountFrame{frame: p.frameFor(v, name), Account: a, Override: a.Override.Standing(v.now), set: set.Value}
	f.Section, f.Title, f.Spoken = "accounts", a.DisplayName(), set.Value.Language
	f.Write, f.Private = v.may(heed.ScopeWrite), v.may(heed.ScopePersonal)
	f.ARR, _ = a.ARR()
	f.Receipt, err = p.receiptOf(v, a.ID, set.Value)
	return f, err
}

// Last is the last day on which the person's view stands.
func (f accountFrame) Last() heed.Day { return heed.DayOf(f.Override.ExpiresAt.Add(-time.Second)) }
