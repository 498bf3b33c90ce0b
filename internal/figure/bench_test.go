package figure

import (
	"io"
	"testing"
)

func BenchmarkRollPNG(b *testing.B) {
	roll := arpeggio(256)
	for b.Loop() {
		if err := roll.Write(io.Discard, PNG, Style{}); err != nil {
			b.Fatal(err)
		}
	}
}
