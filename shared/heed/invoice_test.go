package heed

import "testing"

func TestInvoiceOf(t *testing.T) {
	tests := map[string]struct {
		story []string
		since int // days after noon; 99 when it is settled
	}{
		"nothing":                 {nil, 99},
		"failed":                  {[]string{PaymentFailed, `{"invoice":"1","amount":{"amount":5,"currency":"EUR"}}`}, 0},
		"overdue for ten days":    {[]string{InvoiceOverdue, `{"days":10}`}, -10},
		"overdue, said again":     {[]string{InvoiceOverdue, `{"days":10}`, InvoiceOverdue, `{"days":11}`}, -10},
		"failed, then overdue":    {[]string{PaymentFailed, `{}`, InvoiceOverdue, `{"days":5}`}, -4},
		"paid":                    {[]string{PaymentFailed, `{}`, PaymentPaid, `{}`}, 99},
		"recovered":               {[]string{PaymentFailed, `{}`, PaymentRecovered, `{}`}, 99},
		"paid, then charged back": {[]string{PaymentFailed, `{}`, PaymentPaid, `{}`, PaymentFailed, `{}`}, 2},
	}
	for name, test := range tests {
		i, err := InvoiceOf(story(test.story...), dayAfter(9))
		if err != nil || i.UnpaidSince.IsZero() != (test.since == 99) || test.since != 99 && !i.UnpaidSince.Equal(dayAfter(test.since)) {
			t.Errorf("%s: unpaid since %v (%v)", name, i.UnpaidSince, err)
		}
	}
}
