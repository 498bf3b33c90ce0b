//go:build !unix

package cputime

import "time"

var start = time.Now()

// Used is the wall-clock time, as this system does not report the processor time of a process.
func Used() time.Duration { return time.Since(start) }
