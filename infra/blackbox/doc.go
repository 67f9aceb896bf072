// Package blackbox holds the heed program to its contract from outside: it
// builds the real binary, starts it on a free port with a data folder of its
// own, and speaks only HTTP. It kills it with SIGKILL in the midst of its work
// and starts it again on the same folder.
//
// It imports nothing of Heed. What a metric must say is counted anew here, in
// integers and from the contract's words alone, out of what was answered 2xx;
// what receivers get is verified with the library of the Standard Webhooks
// project. One seed decides what is sent: go test ./infra/blackbox -seed n. How
// the process and the machine interleave it differs from run to run, and must
// make no difference. The code is all in its tests.
package blackbox
