// Package memory tells how much memory this process may still take, as limited by the machine, its control
// groups and its own address-space limit.
package memory

import (
	"fmt"
)

// Amount is an amount of memory in bytes. It is a float64 because what a config asks for can exceed any integer.
type Amount float64

func (m Amount) String() string { return fmt.Sprintf("%.2f GB", float64(m)/1e9) }

// Left is what this process may still take: the least of what the system calls available, what its control
// groups leave, and what its limit on address space (ulimit -v) leaves. It is not known where there is no
// /proc below root, which is "/" outside tests.
func Left(root string) (left Amount, ok bool) {
	available, ok := numberIn(root, "proc/meminfo", "MemAvailable:")
	if !ok {
		return 0, false
	}
	left = Amount(available) * 1024
	for _, limit := range []func(root string) (Amount, bool){groupLeft, addressSpaceLeft} {
		if here, limited := limit(root); limited {
			left = min(left, here)
		}
	}
	return left, true
}
