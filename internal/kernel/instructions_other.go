//go:build !amd64

package kernel

// available lists the instructions that this machine has.
func available() []instructions { return []instructions{plain{}} }
