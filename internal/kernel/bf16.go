package kernel

import (
	"fmt"
	"math"
)

// Precision is the number format of the factors of matrix products. Sums, and everything else, are float32.
type Precision int

// The precisions. The zero value is Float32.
const (
	Float32 Precision = iota
	BFloat16
)

// ParsePrecision returns the precision of a name: "float32" or "bf16".
func ParsePrecision(name string) (Precision, error) {
	for _, p := range []Precision{Float32, BFloat16} {
		if p.String() == name {
			return p, nil
		}
	}
	return 0, fmt.Errorf("precision %q: must be float32 or bf16", name)
}

func (p Precision) String() string {
	if p == BFloat16 {
		return "bf16"
	}
	return "float32"
}

// BF16 is a bfloat16 number: the upper half of a float32, with 8 significant bits.
type BF16 uint16

// ToBF16 rounds x to the nearest bfloat16, ties to even. A NaN stays a NaN.
func ToBF16(x float32) BF16 {
	bits := math.Float32bits(x)
	if x != x {
		return BF16(bits>>16 | 0x40)
	}
	return BF16((bits + 0x7fff + bits>>16&1) >> 16)
}

// Float32 is the value of x.
func (x BF16) Float32() float32 { return math.Float32frombits(uint32(x) << 16) }

// blockK is the number of terms that are summed apart: products over K in bfloat16 consist of blocks of blockK
// terms, the last padded with zeros.
const blockK = 32

// padded returns n rounded up to a multiple of m.
func padded(n, m int) int { return (n + m - 1) / m * m }

// ConvertBF16 sets the first len(x) elements of dst to x.
func ConvertBF16(dst []BF16, x []float32) { current.convert(dst, x) }
