//go:build unix

package sweep

import (
	"os/exec"
	"syscall"
)

// shield keeps the terminal's Ctrl-C from a child: only this process decides when it stops.
func shield(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
