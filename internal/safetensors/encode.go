package safetensors

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Encode returns the bytes of a safetensors file. They depend only on the arguments. A tensor whose values do
// not fill its shape panics.
func Encode(tensors map[string]Tensor, metadata map[string]string) ([]byte, error) {
	names := slices.Collect(maps.Keys(tensors))
	// All F32 come before all U8, so that every F32 starts at a multiple of 4 bytes.
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(tensors[a].dtype(), tensors[b].dtype()), strings.Compare(a, b))
	})
	header, size, err := encodeHeader(names, tensors, metadata)
	if err != nil {
		return nil, err
	}
	file := make([]byte, 0, LengthBytes+len(header)+size)
	file = binary.LittleEndian.AppendUint64(file, uint64(len(header)))
	file = append(file, header...)
	for _, name := range names {
		for _, v := range tensors[name].F32 {
			file = binary.LittleEndian.AppendUint32(file, math.Float32bits(v))
		}
		file = append(file, tensors[name].U8...)
	}
	return file, nil
}

// encodeHeader lays the tensors out in the order of names. size is the number of bytes of their values.
func encodeHeader(names []string, tensors map[string]Tensor, metadata map[string]string) (text []byte, size int, err error) {
	header := make(map[string]any, len(tensors)+1)
	for _, name := range names {
		t := tensors[name]
		t.check(name)
		if !utf8.ValidString(name) {
			return nil, 0, fmt.Errorf("tensor %q: the name is not UTF-8", name)
		}
		begin := size
		size += 4*len(t.F32) + len(t.U8)
		shape := append([]int{}, t.Shape...) // a nil slice would become null
		header[name] = tensorHeader{Dtype: t.dtype(), Shape: shape, Offsets: []int{begin, size}}
	}
	for key, value := range metadata {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return nil, 0, fmt.Errorf("metadata %q is not UTF-8", key)
		}
	}
	if len(metadata) > 0 {
		header[metadataName] = metadata
	}
	text, err = json.Marshal(header) // sorts the keys
	if err != nil {
		return nil, 0, err
	}
	for len(text)%LengthBytes != 0 {
		text = append(text, ' ')
	}
	if len(text) > headerCap {
		return nil, 0, fmt.Errorf("the header needs %d bytes, the format allows %d", len(text), headerCap)
	}
	return text, size, nil
}
