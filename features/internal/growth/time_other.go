//go:build !unix

package growth

import "time"

var start = time.Now()

// processorTime is time as it passes: this system does not tell that of a process.
func processorTime() time.Duration { return time.Since(start) }
