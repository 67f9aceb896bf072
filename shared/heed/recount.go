package heed

import (
	"encoding/json"
	"maps"
)

// Recount is what an account's counters must be for the signals stored of it,
// whatever order they came in: every fact on its day, and of the answers that
// replace one another only the greatest that was not retracted, unless it is
// excluded. It is written down from the contract and shares nothing with the
// code that moves counters as signals come, so that each proves the other.
func Recount(signals []Stored) Moves {
	retracted := Retractions(signals)
	winners := map[string]Stored{}
	moves := Moves{}
	for _, s := range signals {
		if retracted[s.SID()] || s.Retracted || s.Absent {
			continue
		}
		if cell, ok := FactCell(s.Signal, s.Phase); ok {
			moves.Add(s.Day(), cell, 1)
		}
		if f, err := FeedbackOf(s.Signal); IsFeedback(s.Type) && err == nil {
			slot := replaces(s, f)
			if w, ok := winners[slot]; !ok || s.Stamp().Compare(w.Stamp()) > 0 {
				winners[slot] = s
			}
		}
	}
	for _, s := range winners {
		if f, err := FeedbackOf(s.Signal); err == nil && f.Excluded == "" {
			moves.Add(s.Day(), f.Cell(s.Type, s.Phase), 1)
		}
	}
	maps.DeleteFunc(moves, func(_ Day, c Counts) bool { return len(c) == 0 })
	return moves
}

// Retractions are the sids of the signals that some of these take back.
func Retractions(signals []Stored) map[string]bool {
	retracted := map[string]bool{}
	for _, s := range signals {
		if s.Type != SignalRetracted {
			continue
		}
		var of struct{ Source, ID string }
		if json.Unmarshal(s.Data, &of) == nil {
			retracted[SignalID(of.Source, of.ID)] = true
		}
	}
	return retracted
}

// replaces names the answers that replace one another; alone, an answer has a
// name of its own. Where one was erased, all need the place that it kept.
func replaces(s Stored, f Feedback) string {
	switch {
	case s.Place != "" && f.Replaces():
		return s.Place
	case f.Response != "":
		return digest(fullDigest, "response", s.Source, s.Type, f.Response)
	case f.Contact != "" && f.Survey != "":
		return digest(fullDigest, "wave", s.Type, f.Contact, f.Survey)
	}
	return s.SID()
}
