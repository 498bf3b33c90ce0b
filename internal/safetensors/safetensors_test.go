package safetensors

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"testing"
	"workbench/internal/filetest"
)

var exampleTensors = map[string]Tensor{
	"bias":   {Shape: []int{2}, F32: []float32{1, -0.5}},
	"a/rng":  {Shape: []int{3}, U8: []byte{1, 2, 255}},
	"weight": {Shape: []int{2, 3}, F32: []float32{0, 1, 2, 3, 4, 5}},
	"scalar": {Shape: []int{}, F32: []float32{7}},
	"empty":  {Shape: []int{0, 4}, F32: []float32{}},
}

func TestTensorsComeBack(t *testing.T) {
	metadata := map[string]string{"config": "name = \"<é>\"\n", "epoch": "3"}
	data, err := Encode(exampleTensors, metadata)
	if err != nil {
		t.Fatal(err)
	}
	tensors, gotMetadata, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(tensors, exampleTensors) {
		t.Errorf("got %v, want %v", tensors, exampleTensors)
	}
	if !reflect.DeepEqual(gotMetadata, metadata) {
		t.Errorf("got metadata %v, want %v", gotMetadata, metadata)
	}
}

func TestTensorBitsComeBack(t *testing.T) {
	values := []float32{float32(math.Inf(-1)), math.Float32frombits(0x7fc00123), float32(math.Copysign(0, -1)), 1e-45}
	data, err := Encode(map[string]Tensor{"w": {Shape: []int{4}, F32: values}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tensors, _, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range tensors["w"].F32 {
		if math.Float32bits(v) != math.Float32bits(values[i]) {
			t.Errorf("value %d has bits %x, want %x", i, math.Float32bits(v), math.Float32bits(values[i]))
		}
	}
}

// The expected bytes are the format's own description written out by hand.
func TestTensorBytes(t *testing.T) {
	data, err := Encode(map[string]Tensor{
		"b": {Shape: []int{1}, F32: []float32{1}},
		"a": {Shape: []int{2}, U8: []byte{8, 9}},
	}, map[string]string{"k": "v"})
	if err != nil {
		t.Fatal(err)
	}
	want := "\x88\x00\x00\x00\x00\x00\x00\x00" +
		`{"__metadata__":{"k":"v"},` +
		`"a":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},` +
		`"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}` + "     " +
		"\x00\x00\x80\x3f" + "\x08\x09"
	if string(data) != want {
		t.Errorf("got  %q\nwant %q", data, want)
	}
}

// tensorFile is a safetensors file with this header and size bytes of data.
func tensorFile(header string, size int) []byte {
	data := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(data, header...), make([]byte, size)...)
}

func TestDecodeRefuses(t *testing.T) {
	tests := map[string]struct {
		data []byte
		want string
	}{
		"nothing":          {nil, "0 bytes are too short"},
		"cut in header":    {tensorFile(`{"a":`, 0)[:10], "a header of 5 bytes, but only 2 follow"},
		"huge header":      {bytes.Repeat([]byte{0xff}, 8), "the format allows 100000000"},
		"no object":        {tensorFile(`[]`, 0), "not a JSON object"},
		"unfinished":       {tensorFile(`{"a":{"dtype":"U8"`, 0), `tensor "a"`},
		"after the end":    {tensorFile(`{} {}`, 0), "more than one JSON value"},
		"twice":            {tensorFile(`{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{}}`, 0), `tensor "a" comes twice`},
		"twice metadata":   {tensorFile(`{"__metadata__":{},"__metadata__":{}}`, 0), "metadata comes twice"},
		"metadata numbers": {tensorFile(`{"__metadata__":{"epoch":1}}`, 0), "metadata"},
		"cut in data":      {tensorFile(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 7), `tensor "a": data_offsets [0 8]`},
		"rest":             {tensorFile(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 9), "end at byte 8 of 9"},
		"backwards":        {tensorFile(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}}`, 2), `tensor "a": data_offsets [2 1]`},
		"one offset":       {tensorFile(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[1]}}`, 1), `tensor "a": data_offsets [1]`},
		"overlap": {tensorFile(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},`+
			`"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, 3), `tensor "b" starts at byte 1, but the one before it ends at 2`},
		"hole":       {tensorFile(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2), `tensor "a" starts at byte 1`},
		"wrong size": {tensorFile(`{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}`, 8), `tensor "a": shape [3] of F32 does not fill 8 bytes`},
		"other type": {tensorFile(`{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}`, 8), `tensor "a": type "BF16"`},
		"no shape":   {tensorFile(`{"a":{"dtype":"U8","data_offsets":[0,1]}}`, 1), `tensor "a": no shape`},
		"negative":   {tensorFile(`{"a":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}}`, 1), `tensor "a": shape [-1 -1]`},
		"overflow":   {tensorFile(`{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0), `tensor "a": shape`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := Decode(test.data)
			filetest.WantError(t, err, test.want)
		})
	}
}

func TestEncodeTensorsRefuses(t *testing.T) {
	latin1 := "caf\xe9"
	_, err := Encode(nil, map[string]string{"config": latin1})
	filetest.WantError(t, err, `metadata "config" is not UTF-8`)
	_, err = Encode(map[string]Tensor{latin1: {Shape: []int{0}, U8: []byte{}}}, nil)
	filetest.WantError(t, err, "not UTF-8")

	for name, tensors := range map[string]map[string]Tensor{
		"shape":      {"w": {Shape: []int{2}, F32: []float32{1}}},
		"no values":  {"w": {Shape: []int{0}}},
		"two values": {"w": {Shape: []int{1}, F32: []float32{1}, U8: []byte{}}},
		"reserved":   {"__metadata__": {Shape: []int{0}, U8: []byte{}}},
	} {
		filetest.WantPanic(t, name, func() { _, _ = Encode(tensors, nil) })
	}
}

// Whatever is accepted must be written back with the same meaning.
func FuzzDecode(f *testing.F) {
	example, err := Encode(exampleTensors, map[string]string{"k": "v"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add(tensorFile(`{"a":{"dtype":"U8","shape":[1,0,2],"data_offsets":[0,0]}}`, 0))
	f.Add(tensorFile(`{"__metadata__":null,"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}  `, 4))
	f.Fuzz(func(t *testing.T, data []byte) {
		tensors, metadata, err := Decode(data)
		if err != nil {
			return
		}
		first, err := Encode(tensors, metadata)
		if err != nil {
			t.Fatal(err)
		}
		tensors, metadata, err = Decode(first)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Encode(tensors, metadata)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("written %q, read and written again %q", first, second)
		}
	})
}
