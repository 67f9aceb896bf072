package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// fullCore is the memory in MB at which Lambda gives one whole core.
const fullCore = 1769

// sharePeriod is how often Lambda hands a share of a core out, as others have measured it.
const sharePeriod = 20 * time.Millisecond

// share starts processes on a part of a core, as Lambda does by their memory. It
// is a control group of Linux; the zero share is the whole machine.
type share struct {
	group string // the folder of a control group
	v1    bool
}

var errNoShares = errors.New("no right to make control groups here: run it as root on Linux to see CPU shares")

// newShare makes the share that a memory size buys. Remove it in the end.
func newShare(megabytes int) (*share, error) {
	s := &share{group: filepath.Join("/sys/fs/cgroup/cpu", fmt.Sprintf("heed-bench-%d-%d", os.Getpid(), megabytes)), v1: true}
	if _, err := os.Stat("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"); err != nil {
		s.v1, s.group = false, filepath.Join("/sys/fs/cgroup", filepath.Base(s.group))
	}
	if err := os.Mkdir(s.group, 0o755); err != nil {
		return nil, errNoShares
	}
	if err := s.limit(sharePeriod * time.Duration(megabytes) / fullCore); err != nil {
		s.remove()
		return nil, fmt.Errorf("%w (%w)", errNoShares, err)
	}
	return s, nil
}

func (s *share) limit(quota time.Duration) error {
	if !s.v1 {
		return s.set("cpu.max", fmt.Sprintf("%d %d", quota.Microseconds(), sharePeriod.Microseconds()))
	}
	return errors.Join(s.set("cpu.cfs_period_us", fmt.Sprint(sharePeriod.Microseconds())), s.set("cpu.cfs_quota_us", fmt.Sprint(quota.Microseconds())))
}

func (s *share) set(file, value string) error {
	return os.WriteFile(filepath.Join(s.group, file), []byte(value), 0)
}

func (s *share) remove() { _ = os.Remove(s.group) } // a group without processes goes

// start starts a process inside the share. A process is born into the group of
// the thread that starts it, so not even its first instruction runs outside.
func (s *share) start(c *exec.Cmd) error {
	switch {
	case s == nil:
		return c.Start()
	case !s.v1:
		return s.startInside(c)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	thread := strconv.Itoa(gettid())
	home, err := cpuGroup("/proc/self/cgroup")
	if err != nil {
		return err
	}
	if err := s.set("tasks", thread); err != nil {
		return err
	}
	started := c.Start()
	return errors.Join(started, os.WriteFile(filepath.Join("/sys/fs/cgroup/cpu", home, "tasks"), []byte(thread), 0))
}

// cpuGroup is the control group for computing that a process is in.
func cpuGroup(file string) (string, error) {
	raw, err := os.ReadFile(file)
	for line := range strings.Lines(string(raw)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) == 3 && strings.Contains(","+parts[1]+",", ",cpu,") {
			return parts[2], nil
		}
	}
	return "", errors.Join(err, errNoShares)
}
