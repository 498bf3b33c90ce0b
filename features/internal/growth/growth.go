// Package growth checks that the time of reading a file is proportional to its length. It serves the tests of
// readers on hostile files, which take much more time than others of their length.
package growth

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"workbench/internal/cputime"
)

// Factor is how many times as long the longer of two files is.
const Factor = 16

const (
	most = 128                  // largest ratio of the times: 16 is linear, 256 quadratic
	runs = 3                    // of which the fastest counts
	tiny = 2 * time.Millisecond // shorter times are not compared, as the clock is too coarse for them
)

// Check reports a reader whose time grows with the square of a file's length rather than with the length.
// longer is a file of the same kind as shorter and Factor times as long. Check returns the bytes allocated to
// read it once.
//
// It measures processor time, without garbage collection, so that other work of the machine matters little. On a
// busy machine, whose caches are shared, a factor of 60 instead of 16 has been measured for a linear reader.
func Check(t testing.TB, name string, read func([]byte), shorter, longer []byte) (allocated uint64) {
	t.Helper()
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30)) // garbage is collected beyond it
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
	began := cputime.Used()
	read(data)
	return cputime.Used() - began
}
