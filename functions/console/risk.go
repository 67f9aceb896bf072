package console

import (
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// riskView is the newest receipt of an account: all that explains its risk.
type riskView struct {
	Account heed.AccountRef `json:"account"`
	Risk    heed.RiskView   `json:"risk"`
	Reason  string          `json:"reason"`
	Plays   []heed.PlayView `json:"plays"`
	// Override is how a person sees it; null when nobody sees it otherwise.
	Override *heed.Override `json:"override"`
}

func (c *Console) getRisk(r *request) (reply, error) {
	q, err := r.knownQuery("as_of", "model")
	if err != nil {
		return reply{}, err
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	if q.Has("as_of") || q.Has("model") {
		return c.rejudge(r, a, q.Get("as_of"), q.Get("model"))
	}
	row, err := c.rec.NewestReceipt(r.Context(), a.ID)
	if err != nil {
		return reply{}, err
	}
	if !row.Found() {
		return reply{}, unjudged(a.ID)
	}
	return c.receipt(r, a, row.Value.Risk), nil
}

func unjudged(account string) error {
	return heed.Refuse(heed.NotFound, "account %q was not judged yet: that happens within seconds of its first signal or profile", account)
}

func (c *Console) receipt(r *request, a heed.Account, risk heed.Risk) reply {
	lang := r.language()
	return r.spoken(riskView{
		Account: a.Ref(c.opt.PublicURL), Risk: risk.In(lang), Reason: risk.Reason.In(lang),
		Plays: heed.PlaysIn(risk.Plays, lang), Override: a.Override.Standing(r.now),
	})
}

// pastView is one receipt of a history.
type pastView struct {
	N            int64           `json:"n"`
	AsOf         time.Time       `json:"as_of"`
	Probability  float64         `json:"probability"`
	Health       int             `json:"health"`
	Band         heed.Band       `json:"band"`
	PreviousBand *heed.Band      `json:"previous_band"`
	Confidence   heed.Confidence `json:"confidence"`
	Coverage     float64         `json:"coverage"`
	LogOdds      float64         `json:"log_odds"`
	Base         float64         `json:"base"`
	Basis        string          `json:"basis"`
	Model        string          `json:"model"`
	Settings     int64           `json:"settings"`
	// Changed names what the judgement was made with that the one before it was not.
	Changed      []string    `json:"changed"`
	Target       heed.Target `json:"target"`
	ExpectedLoss *heed.Money `json:"expected_loss"`
	Reason       string      `json:"reason"`
}

// listRisks answers how an account's risk moved, newest first. What was judged of
// an account before it became part of another is read by its old id.
func (c *Console) listRisks(r *request) (reply, error) {
	_, limit, cursor, err := c.pageOf(r)
	if err != nil {
		return reply{}, err
	}
	before, err := receiptNumber(cursor)
	if err != nil {
		return reply{}, err
	}
	own, _, err := c.rec.Resolve(r.Context(), r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	receipts, err := c.rec.Receipts(r.Context(), own, before, limit+1)
	if err != nil {
		return reply{}, err
	}
	next, views := "", make([]pastView, min(limit, len(receipts)))
	for i := range views {
		before := records.Receipt{}
		if i+1 < len(receipts) {
			before = receipts[i+1]
		}
		views[i] = pastIn(receipts[i], before, r.language())
	}
	if len(receipts) > limit {
		next = strconv.FormatInt(receipts[limit-1].N, 10)
	}
	return r.spoken(listed(views, next).body), nil
}

// receiptNumber reads a history's cursor; 0 is the beginning.
func receiptNumber(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, badCursor("cursor")
	}
	return n, nil
}

func pastIn(rc, before records.Receipt, lang heed.Language) pastView {
	r := rc.Risk
	return pastView{
		N: rc.N, AsOf: r.AsOf, Probability: r.Probability, Health: r.Health(), Band: r.Band, PreviousBand: orNull(r.PreviousBand),
		Confidence: r.Confidence, Coverage: r.Coverage, LogOdds: r.LogOdds, Base: r.Base, Basis: r.Basis, Model: r.Model, Settings: r.Settings, Changed: markers(rc, before),
		Target: r.Target, ExpectedLoss: r.ExpectedLoss, Reason: r.Reason.In(lang),
	}
}
