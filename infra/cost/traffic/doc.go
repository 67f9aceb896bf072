// Package traffic drives Heed's real functions through a part of a day, as AWS
// would wake them, with everything that AWS bills counted by package cost.
//
// Nothing wakes it but a caller of Measure. It writes a data file of its own in a
// folder that it is given. Nothing is faked but the network: the functions read
// and write the embedded table, whose use is counted as DynamoDB's.
//
// A tour: mix.go says what accounts tell, host.go wires the functions, clock.go
// and box.go are the model of how Lambda polls SQS, day.go lets the time pass,
// measure.go sets a portfolio up and measures, report.go prints the bill and
// counted.go what it was counted from.
package traffic
