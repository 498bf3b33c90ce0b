//go:build !unix

package sweep

import (
	"os/exec"
)

// shield does nothing: Ctrl-C reaches all processes of the console, and there is no other way to interrupt one.
func shield(*exec.Cmd) {}

// interrupt does nothing: the child has had the Ctrl-C as well.
func (c *Child) interrupt() error { return nil }
