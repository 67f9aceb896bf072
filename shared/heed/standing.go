package heed

// ARR is what the account pays: what its contracts add up to, else what its profile
// says now, which the last judgement may not have seen yet; nil when unknown.
func (a Account) ARR() (*Money, ARRSource) {
	switch {
	case a.Card.ARRSource == ARRFromContracts:
		return a.Card.ARR, ARRFromContracts
	case a.Profile.ARR != nil:
		return a.Profile.ARR, ARRFromProfile
	}
	return nil, ARRUnknown
}

// Status is the account's status; one that was not judged yet has no contract that ended.
func (a Account) Status() Status {
	if a.Card.Status == "" {
		return Active
	}
	return a.Card.Status
}

// Standing is how an account stood on one day.
type Standing struct {
	Band        Band    `json:"band"`
	Probability float64 `json:"probability"`
}
