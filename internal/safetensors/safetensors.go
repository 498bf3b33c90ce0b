package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
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
	LengthBytes  = 8 // the header's length, an unsigned little-endian integer, comes first
	headerCap    = 100_000_000
)

// tensorHeader describes one tensor in the JSON header. Offsets count from the end of the header.
type tensorHeader struct {
	Dtype   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets []int  `json:"data_offsets"`
}

// encodeTensors makes a safetensors file (https://github.com/huggingface/safetensors, "Format"). The bytes depend only on the arguments. A tensor whose
// values do not fill its shape panics.
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

// encodeHeader lays the tensors out in the order of names. Size is the number of bytes that their values take.
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

// decodeTensors reads a safetensors file whose tensors are all F32 or U8. The error of a damaged file names the tensor.
func Decode(data []byte) (map[string]Tensor, map[string]string, error) {
	text, body, err := SplitHeader(data)
	if err != nil {
		return nil, nil, err
	}
	headers, metadata, err := parseHeader(text)
	if err != nil {
		return nil, nil, err
	}
	if err := checkOffsets(headers, len(body)); err != nil {
		return nil, nil, err
	}
	tensors := make(map[string]Tensor, len(headers))
	for name, h := range headers {
		if tensors[name], err = h.tensor(body); err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
	}
	return tensors, metadata, nil
}

func SplitHeader(data []byte) (header, body []byte, err error) {
	if len(data) < LengthBytes {
		return nil, nil, fmt.Errorf("%d bytes are too short for the header's length", len(data))
	}
	length, rest := binary.LittleEndian.Uint64(data), data[LengthBytes:]
	switch {
	case length > headerCap:
		return nil, nil, fmt.Errorf("a header of %d bytes; the format allows %d", length, headerCap)
	case length > uint64(len(rest)):
		return nil, nil, fmt.Errorf("a header of %d bytes, but only %d follow", length, len(rest))
	}
	return rest[:length], rest[length:], nil
}

// parseHeader reads the JSON object member by member, because Unmarshal into a map would hide a name that comes twice.
func parseHeader(text []byte) (headers map[string]tensorHeader, metadata map[string]string, err error) {
	headers = make(map[string]tensorHeader)
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, nil, errors.New("the header is not a JSON object")
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("header: %w", err)
		}
		name := token.(string) // the decoder accepts nothing else as a key
		if name == metadataName {
			if metadata != nil {
				return nil, nil, errors.New("the metadata comes twice")
			}
			if err := decoder.Decode(&metadata); err != nil {
				return nil, nil, fmt.Errorf("metadata: %w", err)
			}
			continue
		}
		if _, twice := headers[name]; twice {
			return nil, nil, fmt.Errorf("tensor %q comes twice", name)
		}
		var h tensorHeader
		if err := decoder.Decode(&h); err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		headers[name] = h
	}
	if _, err := decoder.Token(); err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, nil, errors.New("the header goes on after its end")
	}
	return headers, metadata, nil
}

// checkOffsets makes sure that the tensors cover the size bytes of data without overlap, hole or rest.
func checkOffsets(headers map[string]tensorHeader, size int) error {
	names := make([]string, 0, len(headers))
	for name, h := range headers {
		if len(h.Offsets) != 2 || h.Offsets[0] < 0 || h.Offsets[0] > h.Offsets[1] || h.Offsets[1] > size {
			return fmt.Errorf("tensor %q: data_offsets %v are not a range within %d bytes of data", name, h.Offsets, size)
		}
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(slices.Compare(headers[a].Offsets, headers[b].Offsets), strings.Compare(a, b))
	})
	end := 0
	for _, name := range names {
		if begin := headers[name].Offsets[0]; begin != end {
			return fmt.Errorf("tensor %q starts at byte %d, but the one before it ends at %d", name, begin, end)
		}
		end = headers[name].Offsets[1]
	}
	if end != size {
		return fmt.Errorf("the tensors end at byte %d of %d", end, size)
	}
	return nil
}

// tensor copies the values out of body, within which the offsets are known to lie.
func (h tensorHeader) tensor(body []byte) (Tensor, error) {
	body = body[h.Offsets[0]:h.Offsets[1]]
	if h.Shape == nil {
		return Tensor{}, errors.New("no shape")
	}
	n, ok := product(h.Shape)
	if !ok {
		return Tensor{}, fmt.Errorf("shape %v is not possible", h.Shape)
	}
	width := map[string]int{"F32": 4, "U8": 1}[h.Dtype]
	if width == 0 {
		return Tensor{}, fmt.Errorf("type %q; only F32 and U8 are read", h.Dtype)
	}
	if len(body)%width != 0 || len(body)/width != n {
		return Tensor{}, fmt.Errorf("shape %v of %s does not fill %d bytes", h.Shape, h.Dtype, len(body))
	}
	t := Tensor{Shape: h.Shape}
	if h.Dtype == "U8" {
		t.U8 = append([]byte{}, body...)
		return t, nil
	}
	t.F32 = make([]float32, n)
	_, err := binary.Decode(body, binary.LittleEndian, t.F32)
	return t, err
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

func (t Tensor) dtype() string {
	if t.F32 != nil {
		return "F32"
	}
	return "U8"
}

func (t Tensor) check(name string) {
	if name == metadataName {
		panic("runs: a tensor cannot have the name " + metadataName)
	}
	if (t.F32 == nil) == (t.U8 == nil) {
		panic(fmt.Sprintf("runs: tensor %q needs either F32 or U8 values", name))
	}
	if n, ok := product(t.Shape); !ok || n != len(t.F32)+len(t.U8) {
		panic(fmt.Sprintf("runs: tensor %q has shape %v but %d values", name, t.Shape, len(t.F32)+len(t.U8)))
	}
}
