//go:build !amd64 && !arm64

package kernel

// available lists the kernel sets that this machine supports.
func available() []kernelSet { return []kernelSet{plain{}} }
