package sound

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
)

// Codes at both ends of the scale and at the borders of segments, from table 2a of ITU-T G.711 (its 14-bit
// values times 4).
func TestMuLaw(t *testing.T) {
	for v, want := range map[int16]byte{0: 0xff, 8: 0xfe, -8: 0x7e, 31 * 4: 0xef, 95 * 4: 0xdf, 4063 * 4: 0x8f,
		math.MaxInt16: 0x80, math.MinInt16: 0x00} {
		if got := muLaw(v); got != want {
			t.Errorf("%d: %#x, not %#x", v, got, want)
		}
	}
}

// decoded returns the sample that a code of µ-law stands for.
func decoded(code byte) float64 {
	code = ^code
	v := float64((int(code&0xf)<<3+132)<<(code>>4&7) - 132)
	if code&0x80 != 0 {
		v = -v
	}
	return v / math.MaxInt16
}

func TestPreviewKeepsWhatIsHeard(t *testing.T) {
	for _, c := range []struct {
		hertz     float64
		low, high float64 // amplitude in the preview
	}{{100, 0.48, 0.52}, {1000, 0.48, 0.52}, {4000, 0.4, 0.52}, {7000, 0, 0.01}} {
		file := Preview(sine(c.hertz, 0.5, 1))
		_, data, ok := bytes.Cut(file, []byte("data"))
		if !ok {
			t.Fatal("no chunk of data")
		}
		data = data[4:]
		if len(data) != (Rate+1)/2+(Rate+1)/2%2 {
			t.Fatalf("%d bytes for a second", len(data))
		}
		re, im := 0.0, 0.0
		alias := min(c.hertz, Rate/2-c.hertz) // where a frequency too high for the rate would be
		for i, code := range data[:Rate/2] {
			angle := 2 * math.Pi * alias * float64(i) / (Rate / 2)
			re += decoded(code) * math.Cos(angle)
			im += decoded(code) * math.Sin(angle)
		}
		if a := 2 * math.Hypot(re, im) / (Rate / 2); a < c.low || a > c.high {
			t.Errorf("%.0f Hz has amplitude %.3f, not %.2f to %.2f", c.hertz, a, c.low, c.high)
		}
	}
}

func TestPreviewIsAWAVFile(t *testing.T) {
	file := Preview(make([]float32, 1001))
	if size := binary.LittleEndian.Uint32(file[4:]); string(file[:4]) != "RIFF" || int(size) != len(file)-8 {
		t.Errorf("%q, size %d of %d bytes", file[:4], size, len(file))
	}
	if format, rate := binary.LittleEndian.Uint16(file[20:]), binary.LittleEndian.Uint32(file[24:]); format != 7 || rate != 11025 {
		t.Errorf("format %d at %d Hz", format, rate)
	}
	if 4*len(file) > len(WAV(make([]float32, 1001)))+200 {
		t.Errorf("%d bytes", len(file))
	}
}
