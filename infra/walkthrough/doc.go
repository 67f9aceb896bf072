// Package walkthrough has no code, only tests: they run the commands that the
// README and the pages of docs/ show, against a real Heed in a process of its
// own, and compare what comes out with what the pages promise.
//
// A block that begins with ```sh run is run by one shell, in the order of the
// pages. One that begins with ```sh eventually is run again until its promise is
// kept, for what happens a moment later. The promise is the block behind it that
// begins with ```json output or ```text output; promise_test.go says how it is
// read. Other blocks are not run.
//
// Three texts are replaced before a block is run, so that tests disturb nobody:
// the two addresses and the folder of the programs.
package walkthrough
