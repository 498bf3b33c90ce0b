//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// shield keeps the terminal's Ctrl-C from a child, which would take the one that interrupt passes on for a second, and stop at once.
func shield(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt asks the child to write a checkpoint and end.
func (c *child) interrupt() error { return c.command.Process.Signal(os.Interrupt) }
