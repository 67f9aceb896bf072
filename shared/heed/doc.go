// Package heed is the domain: what an account, a signal, an answer, a contract,
// a risk, an event and a delivery are, and which of them are invalid. It imports
// only the standard library, does no I/O and never asks for the time.
//
// A tour, bottom-up:
//
//   - signal.go says what comes in: one fact from outside, identified for ever by
//     source and id. schema.go lists the members of every signal type, field.go
//     what each member may hold, and strict.go refuses what JSON leaves vague.
//   - fact.go is how state is known: a contract, contact, ticket, invoice,
//     milestone or pulse is the fold of its facts, newest wins field by field, so
//     the order of arrival never matters and a retraction is exact. things.go
//     holds all that an account's facts come to.
//   - answer.go decides which answers count when one replaces another; cell.go
//     names the integer counters they move.
//   - account.go is the customer company, its profile and its portfolio card;
//     merge.go lets two turn out to be one, domain.go finds one by an address, and
//     forget.go takes a person out of it. job.go is such work under way.
//   - risk.go is what a judgement looks like; package risk makes them.
//   - event.go, endpoint.go and delivery.go are what Heed says, to whom, and how
//     it went. settings.go holds every number an operator may argue with.
package heed
