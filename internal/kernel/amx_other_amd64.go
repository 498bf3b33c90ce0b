//go:build !linux

package kernel

// amxSets is empty: only on Linux is it known how to ask for AMX.
func amxSets() []kernelSet { return nil }
