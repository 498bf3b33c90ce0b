// Package safetensors reads and writes named arrays in the safetensors format
// (https://github.com/huggingface/safetensors, section Format): the length of a JSON header, the header with
// each array's type, shape and place, and the values, little-endian. It knows the types F32 and U8.
package safetensors

import (
	"fmt"
	"math"
)

// Tensor is a named array's shape and its values in row-major order. Exactly one of F32 and U8 is not nil, and
// its length is the product of Shape; an empty Shape is a single value.
type Tensor struct {
	Shape []int
	F32   []float32
	U8    []byte
}

const (
	metadataName = "__metadata__"
	LengthBytes  = 8           // of the header's length, an unsigned little-endian integer, which comes first
	headerCap    = 100_000_000 // bytes, as the format says
)

// tensorHeader describes one tensor in the JSON header. Offsets count from the end of the header.
type tensorHeader struct {
	Dtype   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets []int  `json:"data_offsets"`
}

// product multiplies the sizes of shape; ok is false for a negative size or a product beyond int.
func product(shape []int) (n int, ok bool) {
	n = 1
	for _, size := range shape {
		if size < 0 || size > 0 && n > math.MaxInt/size {
			return 0, false
		}
		n *= size
	}
	return n, true
}

// dtype is the type as the format names it.
func (t Tensor) dtype() string {
	if t.F32 != nil {
		return "F32"
	}
	return "U8"
}

// check panics unless the tensor can be stored under this name.
func (t Tensor) check(name string) {
	if name == metadataName {
		panic("safetensors: a tensor cannot have the name " + metadataName)
	}
	if (t.F32 == nil) == (t.U8 == nil) {
		panic(fmt.Sprintf("safetensors: tensor %q needs either F32 or U8 values", name))
	}
	if n, ok := product(t.Shape); !ok || n != len(t.F32)+len(t.U8) {
		panic(fmt.Sprintf("safetensors: tensor %q has shape %v but %d values", name, t.Shape, len(t.F32)+len(t.U8)))
	}
}
