//go:build unix

package sweep

import (
	"os"
	"os/exec"
	"syscall"
)

// shield keeps the terminal's Ctrl-C from a child, which would take the one that interrupt passes on for a second, and stop at once.
func shield(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt asks the child to write a checkpoint and end.
func (c *Child) interrupt() error { return c.command.Process.Signal(os.Interrupt) }
