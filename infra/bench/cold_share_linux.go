package main

import (
	"os"
	"os/exec"
	"syscall"
)

func gettid() int { return syscall.Gettid() }

// startInside lets the kernel put the new process into the group.
func (s *share) startInside(c *exec.Cmd) error {
	group, err := os.Open(s.group)
	if err != nil {
		return err
	}
	defer group.Close()
	c.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: int(group.Fd())}
	return c.Start()
}
