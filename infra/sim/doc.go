// Package sim runs a whole Heed for months of fake time in seconds, with
// everything that can go wrong going wrong, and then checks what must always
// hold. One seed decides everything: the customers, the faults, the order of
// messages. A seed that fails once fails again: make sim SEED=n.
//
// The functions are the real ones, on the embedded table, called as their hosts
// call them, one batch at a time. Every Write and Send may fail, or fail after it
// was saved; an invocation may be killed between any two of its steps; listings
// may lag; messages are repeated, reordered and late; receivers are down, slow
// to agree, or gone. That all is in its tests.
//
// The customers, the tools that are told, and what a Heed is held to in the end
// (Ledger.Check) are its code, because they are the same for every Heed:
// infra/lambda holds the deployed programs to them, in real time, on DynamoDB and
// SQS. The simulation has months and can be replayed; that run has real processes
// to kill and the services' own ways to fail.
package sim
