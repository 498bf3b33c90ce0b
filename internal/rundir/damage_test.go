package rundir

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"workbench/internal/filetest"
	"workbench/internal/safetensors"
)

// Wherever the newest checkpoint is torn or flipped, the one before it is used, with a warning that names the
// file.
func TestLatestFallsBackFromEveryRegion(t *testing.T) {
	r := newRun(t)
	save(t, r, 100, 200)
	path := CheckpointPath(r.Dir, 200)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, body, err := safetensors.SplitHeader(whole)
	if err != nil {
		t.Fatal(err)
	}
	checksum := checksumAt(whole, "") // where its digits begin
	flip := func(at int, bit byte) []byte {
		damaged := bytes.Clone(whole)
		damaged[at] ^= bit
		return damaged
	}
	zeroed := bytes.Clone(whole)
	clear(zeroed[len(zeroed)-4:])
	for name, damaged := range map[string][]byte{
		"empty":               {},
		"length":              flip(0, 1),
		"length, highest bit": flip(7, 0x80),
		"first brace":         flip(safetensors.LengthBytes, 1),
		"an offset":           flip(bytes.Index(whole, []byte(`data_offsets":[`))+len(`data_offsets":[`), 1),
		"the config":          flip(bytes.Index(whole, []byte(`"config":"`))+len(`"config":"`), 1),
		"checksum":            flip(checksum, 1),
		"first value":         flip(len(whole)-len(body), 1),
		"last value":          flip(len(whole)-1, 0x80),
		"torn in the length":  whole[:5],
		"torn in the header":  whole[:safetensors.LengthBytes+len(text)/2],
		"torn in the values":  whole[:len(whole)-len(body)/2],
		"one byte lost":       whole[:len(whole)-1],
		"one byte more":       append(bytes.Clone(whole), 0),
		"zeros at the end":    zeroed,
		"zeros":               make([]byte, len(whole)),
		"another's end":       append(bytes.Clone(whole[:len(whole)-len(body)]), make([]byte, len(body))...),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, damaged, 0o666); err != nil {
				t.Fatal(err)
			}
			c, warnings, err := Latest(r.Dir)
			if err != nil || c.Epoch != 100 || len(warnings) != 1 {
				t.Fatalf("got %+v, %q, %v; want epoch 100 and one warning", c, warnings, err)
			}
			filetest.WantError(t, errors.New(warnings[0]), path)
		})
	}
}

// Reading what is left of a run never panics and never takes damage for truth, whatever the bytes.
func FuzzDecodeCheckpoint(f *testing.F) {
	whole, err := exampleCheckpoint(100).encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	header := `{"__metadata__":{"checksum":"` + noChecksum + `"}}`
	f.Add(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decodeCheckpoint(data)
		if err != nil {
			return
		}
		again, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decodeCheckpoint(again); err != nil {
			t.Errorf("written again: %v", err)
		}
	})
}

// What parseMetrics reads of any bytes, truncateMetrics keeps: resuming makes no rows and loses none.
func FuzzMetrics(f *testing.F) {
	for _, seed := range []string{"", `{"epoch":1,"split":"train","nll":2}` + "\n", `{"epoch":1}` + "\n" + `{"epoch":2,"sp`, `{"epoch":9}`, "null\n", "\n", "\x00"} {
		f.Add([]byte(seed), 1)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, epoch int) {
		path := filepath.Join(dir, "metrics.jsonl")
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		rows, _ := parseMetrics(data)
		if _, err := truncateMetrics(path, epoch); err != nil {
			t.Fatal(err)
		}
		kept, warning, err := ReadMetrics(path)
		if err != nil || warning != "" {
			t.Fatal(warning, err)
		}
		want := 0
		for _, m := range rows {
			if m.Epoch <= epoch {
				want++
			}
		}
		if len(kept) != want {
			t.Fatalf("%d rows are left of %q up to epoch %d, want %d", len(kept), data, epoch, want)
		}
	})
}

// A random half of a checkpoint's bytes, replaced by others, is never loaded.
func TestScrambledCheckpoints(t *testing.T) {
	whole, err := exampleCheckpoint(100).encode()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		data := bytes.Clone(whole)
		from := random.IntN(len(data))
		for i := from; i < min(len(data), from+1+random.IntN(64)); i++ {
			data[i] = byte(random.Uint32())
		}
		if _, err := decodeCheckpoint(data); err == nil && !bytes.Equal(data, whole) {
			t.Fatalf("bytes from %d on replaced went unnoticed", from)
		}
	}
}
