package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Decode reads a safetensors file whose tensors are all F32 or U8. The error of a damaged file names the tensor.
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

// SplitHeader splits a file into its JSON header and the values that follow.
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

// parseHeader reads the JSON object member by member, because Unmarshal into a map would hide a repeated name.
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
		return nil, nil, errors.New("the header has more than one JSON value")
	}
	return headers, metadata, nil
}

// checkOffsets returns an error unless the tensors cover the size bytes of data without overlap or gap.
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

// tensor copies the values out of body. The offsets must be within it.
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
