//go:build !unix

package console

import "os/exec"

// Shield does nothing: Ctrl-C reaches all processes of the console.
func Shield(*exec.Cmd) {}
