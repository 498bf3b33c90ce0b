//go:build unix

package console

import (
	"os/exec"
	"syscall"
)

// Shield keeps the terminal's Ctrl-C from a child: only this process decides when it stops.
func Shield(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
