package lambda

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// bear starts a process that dies with this one, however that ends: one that
// outlived its host would wait for it until its event times out.
func bear(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	born := make(chan error)
	births() <- func() { born <- cmd.Start() }
	return <-born
}

// births runs on a thread of its own that never ends, because Linux takes the end of
// the thread that started a process for the end of its parent.
var births = sync.OnceValue(func() chan<- func() {
	todo := make(chan func())
	go func() {
		runtime.LockOSThread()
		for start := range todo {
			start()
		}
	}()
	return todo
})
