package console

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// csvHeader are the members of an account as the API calls them, in a file for
// spreadsheets: money in whole units with its currency beside it.
var csvHeader = []string{
	"id", "name", "status", "provisional", "segment", "owner", "phase", "band", "probability", "expected_loss",
	"expected_loss_currency", "arr", "arr_currency", "renewal_date", "decision_date", "reason", "play",
}

// accountsFile answers the rows of the list, all of them, as CSV.
func (p *pages) accountsFile(w http.ResponseWriter, v *visit) error {
	rows, err := p.rowsFor(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="heed-accounts-`+string(heed.DayOf(v.now))+`.csv"`)
	file := csv.NewWriter(w)
	_ = file.Write(csvHeader) // the reader may be gone, here and below
	for _, k := range rows {
		_ = file.Write(csvRow(*k.account, heed.Language(v.locale)))
	}
	file.Flush()
	return nil
}

func (p *pages) rowsFor(v *visit) ([]rank, error) {
	all, err := p.portfolio.accounts(v.Context(), v.now)
	if err != nil {
		return nil, err
	}
	return rankedFor(askedOf(v.URL.Query()), all)
}

func csvRow(a heed.Account, lang heed.Language) []string {
	arr, _ := a.ARR()
	probability := ""
	if a.Card.Band != heed.NoBand {
		probability = strconv.FormatFloat(a.Card.Probability, 'f', 4, 64)
	}
	loss, lossCurrency := csvMoney(a.Card.ExpectedLoss)
	paid, paidCurrency := csvMoney(arr)
	row := []string{
		a.ID, a.Profile.Name, string(a.Status()), strconv.FormatBool(a.Provisional), a.Profile.Segment, a.Profile.Owner, a.Profile.Phase,
		string(a.Card.Band), probability, loss, lossCurrency, paid, paidCurrency,
		string(renewalOf(a)), string(a.Card.DecisionDate), a.Card.Reason.In(lang), a.Card.Play.In(lang),
	}
	for i := range row {
		row[i] = inert(row[i])
	}
	return row
}

func csvMoney(m *heed.Money) (amount, currency string) {
	if m == nil {
		return "", ""
	}
	return strconv.FormatFloat(whole(*m), 'f', minorDigitsOf(m.Currency), 64), m.Currency
}

// inert keeps a spreadsheet from taking a name for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
		return "'" + cell
	}
	return cell
}
