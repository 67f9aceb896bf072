package risk

import "github.com/heed-cs/heed/shared/heed"

// Opinion is whom the prior is measured against: what experts would say of
// imaginary accounts, or, where its base was solved on the deployment's own, of so
// many as they stood on a day.
func Opinion(accounts int, at heed.Day) heed.Population {
	p := heed.Population{Kind: heed.PopulationOpinion, Text: heed.Text{EN: "prior: expert opinion", DE: "Prior: Einschätzung von Fachleuten"}}
	day, dated := number(at)
	if accounts == 0 || !dated {
		return p
	}
	var said prose
	p.Count, p.Until = accounts, at
	p.Text = said.text("prior: expert opinion, for a portfolio of {1} accounts as of {2}",
		"Prior: Einschätzung von Fachleuten, für ein Portfolio von {1} Konten am {2}", num(float64(accounts)), on(day))
	return p
}

// OutcomesUntil is whom a learned model is measured against: so many decisions
// that were known by a day.
func OutcomesUntil(outcomes int, until heed.Day) heed.Population {
	day, _ := number(until)
	var said prose
	return heed.Population{
		Kind: heed.PopulationOutcomes, Count: outcomes, Until: until,
		Text: said.text("{1} outcomes until {2}", "{1} Ergebnisse bis {2}", num(float64(outcomes)), on(day)),
	}
}
