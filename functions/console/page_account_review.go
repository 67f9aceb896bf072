package console

import "github.com/heed-cs/heed/shared/heed"

// reviewDays is the stretch that a quarterly review looks back on.
const reviewDays = 90

// reviewView is the quarter that ends today: what a printed account is about.
type reviewView struct {
	From, To heed.Day
	Before   *pastRow // how the risk was at its beginning; nil when that is not known
}

// reviewOf looks back on the history from a day.
func reviewOf(history historyView, today heed.Day) reviewView {
	review := reviewView{From: today.Add(-reviewDays), To: today}
	for i, row := range history.Rows {
		if heed.DayOf(row.AsOf) > review.From {
			break
		}
		review.Before = &history.Rows[i]
	}
	return review
}
