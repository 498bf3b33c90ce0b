package growth

import (
	"bytes"
	"testing"
)

// failures counts what is reported.
type failures struct {
	testing.TB
	count int
}

func (f *failures) Helper()               {}
func (f *failures) Errorf(string, ...any) { f.count++ }

// TestCheck reads once and in the square of the length. Reading takes some milliseconds for the longer one.
func TestCheck(t *testing.T) {
	var sum byte
	linear := func(data []byte) {
		for range 2000 {
			for _, b := range data {
				sum += b
			}
		}
	}
	quadratic := func(data []byte) {
		for range data {
			for _, b := range data {
				sum += b
			}
		}
	}
	made := 0
	allocating := func(data []byte) { made += len(bytes.Clone(data)) }
	shorter, longer := make([]byte, 500), make([]byte, Factor*500)
	f := &failures{TB: t}
	if Check(f, "linear", linear, shorter, longer); f.count != 0 {
		t.Error("a linear reader is reported")
	}
	if Check(f, "quadratic", quadratic, shorter, longer); f.count != 1 {
		t.Error("a quadratic reader is not reported")
	}
	if got := Check(f, "allocating", allocating, shorter, longer); got < uint64(len(longer)) || got > uint64(4*len(longer)) {
		t.Errorf("%d bytes allocated for a copy of %d", got, len(longer))
	}
	t.Log(sum, made) // lest the loops be left out
}
