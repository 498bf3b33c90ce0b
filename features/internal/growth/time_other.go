//go:build !unix

package growth

import "time"

var start = time.Now()

// processorTime is the wall-clock time, as this system does not report the processor time of a process.
func processorTime() time.Duration { return time.Since(start) }
