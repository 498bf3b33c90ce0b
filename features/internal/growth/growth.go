// Package growth tells whether reading takes time in proportion to what is read. It serves the tests of readers on files that were made to cost much more than
// they weigh.
package growth

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// Factor is how many times as long the longer of two files is.
const Factor = 16

const (
	most = 128                  // times the shorter one's time, which would be 16 in proportion, and 256 with the square of the length
	runs = 3                    // of which the least counts
	tiny = 2 * time.Millisecond // less is not compared: it says more about the clock than about the reader
)

// Check reports a reader whose time grows with the square of a file's length rather than with the length, from a shorter file and one of the same kind that is
// Factor times as long, and returns the bytes that the longer one made it allocate.
//
// Time is that of the processor, without the collection of garbage, so that the speed of the machine and its other work matter little. On a busy one, with which
// caches are shared, the factor between times in proportion has been seen to be 60 instead of 16.
func Check(t testing.TB, name string, read func([]byte), shorter, longer []byte) (allocated uint64) {
	t.Helper()
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30)) // beyond which garbage is collected all the same
	quick, slow := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range runs {
		quick = min(quick, timeOf(read, shorter))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range runs {
		slow = min(slow, timeOf(read, longer))
		if i == 0 {
			runtime.ReadMemStats(&after)
		}
		if slow < tiny || slow <= most*quick {
			return after.TotalAlloc - before.TotalAlloc
		}
	}
	t.Errorf("%s: %v for %d bytes, %v for %d", name, quick, len(shorter), slow, len(longer))
	return after.TotalAlloc - before.TotalAlloc
}

func timeOf(read func([]byte), data []byte) time.Duration {
	began := processorTime()
	read(data)
	return processorTime() - began
}
