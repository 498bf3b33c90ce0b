package rundir

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"workbench/internal/filetest"
	"workbench/internal/safetensors"
)

func exampleCheckpoint(epoch int) *Checkpoint {
	return &Checkpoint{
		Epoch: epoch,
		Weights: map[string]safetensors.Tensor{
			"time.0.input": {Shape: []int{2, 2}, F32: []float32{1, 2, 3, 4}},
			"output.bias":  {Shape: []int{2}, F32: []float32{-1, 0.25}},
		},
		Optimizer:  map[string]safetensors.Tensor{"output.bias/square": {Shape: []int{2}, F32: []float32{0.5, 0.125}}},
		Generators: map[string][]byte{"dropout": {1, 2, 3}, "sampling": {}},
		Config:     "name = \"a\"\nchecksum = \"checksum\":\"" + noChecksum + "\"\n",
		Best:       &Best{Epoch: 50, NLL: 10.1},
		Values:     map[string]string{"checksum": "x", "loss": "sum"},
	}
}

func TestCheckpointComesBack(t *testing.T) {
	full := exampleCheckpoint(100)
	empty := &Checkpoint{
		Weights: map[string]safetensors.Tensor{}, Optimizer: map[string]safetensors.Tensor{}, Generators: map[string][]byte{}, Values: map[string]string{},
	}
	for _, want := range []*Checkpoint{full, empty} {
		path := filepath.Join(t.TempDir(), "a.safetensors")
		if err := want.Write(path); err != nil {
			t.Fatal(err)
		}
		got, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// A checkpoint of an earlier version has other names for the live weights and the weights of conditioned heads.
func TestOldNamesAreRead(t *testing.T) {
	number := safetensors.Tensor{Shape: []int{1}, F32: []float32{1}}
	old := exampleCheckpoint(100)
	old.Weights = map[string]safetensors.Tensor{"hears.w": number, "hears2.w": number, "out.w": number}
	old.Optimizer = map[string]safetensors.Tensor{"moved/hears2.w": number, "averaged_updates": number, "hears.w/square": number}
	path := filepath.Join(t.TempDir(), "a.safetensors")
	if err := old.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"condition.w", "condition.w/square", "condition2.w", "ema_updates", "live/condition2.w", "out.w"}
	names := slices.Concat(slices.Collect(maps.Keys(got.Weights)), slices.Collect(maps.Keys(got.Optimizer)))
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("names %v, want %v", names, want)
	}
}

// The digest is that of the first version of this format. If it changes, checkpointFormat has to change with it.
func TestCheckpointBytes(t *testing.T) {
	const want = "c9e1859fa20bb6a01a5b2cc79f4f8082735f347930886d19f3353034c2b0e728"
	for range 5 { // maps are walked in another order each time
		data, err := exampleCheckpoint(100).encode()
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(hash(data)); got != want {
			t.Fatalf("SHA-256 of the file is %s, want %s", got, want)
		}
	}
}

// The checksum is defined so that others can check it: zeros in its place, SHA-256 over the whole file.
func TestChecksumCoversTheFile(t *testing.T) {
	data, err := exampleCheckpoint(100).encode()
	if err != nil {
		t.Fatal(err)
	}
	_, metadata, err := safetensors.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	zeroed := bytes.Replace(data, []byte(metadata["checksum"]), []byte(strings.Repeat("0", 64)), 1)
	if got := hex.EncodeToString(hash(zeroed)); got != metadata["checksum"] {
		t.Errorf("the checksum is %s, want %s", metadata["checksum"], got)
	}
}

func hash(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

func TestAnyDamagedByteIsFound(t *testing.T) {
	data, err := exampleCheckpoint(100).encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		data[i] ^= 1
		if _, err := decodeCheckpoint(data); err == nil {
			t.Errorf("a flipped bit in byte %d of %d went unnoticed", i, len(data))
		}
		data[i] ^= 1
	}
	for n := range data {
		if _, err := decodeCheckpoint(data[:n]); err == nil {
			t.Errorf("a file cut to %d of %d bytes went unnoticed", n, len(data))
		}
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, err := exampleCheckpoint(100).encode()
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := safetensors.Encode(map[string]safetensors.Tensor{"bias": {Shape: []int{2}, F32: []float32{1, -0.5}}}, map[string]string{"format": "pt"})
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(good)
	changed[len(changed)-1] ^= 0x80
	tests := []struct{ path, want string }{
		{filepath.Join(dir, "missing.safetensors"), "no such file or directory"},
		{write("empty.safetensors", nil), "damaged"},
		{write("short.safetensors", good[:len(good)-1]), "damaged"},
		{write("changed.safetensors", changed), "damaged: the checksum does not match"},
		{write("foreign.safetensors", foreign), "not a checkpoint"},
	}
	for _, test := range tests {
		_, err := Load(test.path)
		filetest.WantError(t, err, test.path, test.want)
	}
}

func TestCheckpointRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.safetensors")
	for _, name := range []string{"optimizer/x", "rng/x"} {
		c := &Checkpoint{Weights: map[string]safetensors.Tensor{name: {Shape: []int{1}, F32: []float32{1}}}}
		filetest.WantPanic(t, name, func() { _ = c.Write(path) })
	}
	filetest.WantNames(t, filepath.Dir(path))
}
