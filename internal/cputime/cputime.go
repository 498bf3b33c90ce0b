// Package cputime measures work by the processor time of this process, which depends less on what else the
// machine does than the time on a clock.
package cputime

import (
	"math"
	"testing"
	"time"
)

// Loop runs the work of a benchmark, and returns the least processor time of a run, which it reports in
// milliseconds.
func Loop(b *testing.B, work func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for b.Loop() {
		began := Used()
		work()
		least = min(least, Used()-began)
	}
	b.ReportMetric(float64(least.Microseconds())/1000, "cpu-ms/run")
	return least
}
