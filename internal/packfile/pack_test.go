package packfile

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"workbench/internal/filetest"
)

// write writes a pack of three entries, of which the second is empty.
func write(t *testing.T) (path string, entries map[Key][]byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "a.pack")
	entries = map[Key][]byte{{1}: []byte("one"), {2}: nil, {3}: bytes.Repeat([]byte("three"), 100_000)}
	w, err := Create[string](path)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []Key{{1}, {2}, {3}} {
		if err := w.Add(key, entries[key], "entry "+string('0'+rune(key[0]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path, entries
}

func TestPack(t *testing.T) {
	path, entries := write(t)
	filetest.WantNames(t, filepath.Dir(path), "a.pack")
	p, err := Open[string](path)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range entries {
		data, description, ok := p.Find(key)
		if !ok || !bytes.Equal(data, want) || description != "entry "+string('0'+rune(key[0])) {
			t.Errorf("entry %d: %v, %d bytes, %q", key[0], ok, len(data), description)
		}
	}
	if _, _, ok := p.Find(Key{4}); ok {
		t.Error("found an entry that is not there")
	}
}

// TestEveryDamagedRegion changes each of many bytes. Then the file is damaged, or an entry is, or nothing has
// changed but padding.
func TestEveryDamagedRegion(t *testing.T) {
	path, entries := write(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for at := 0; at < len(whole); at += max(1, min(at-40, len(whole)-400-at)) {
		damaged := slices.Clone(whole)
		damaged[at] ^= 0x40
		other := filepath.Join(t.TempDir(), "b.pack")
		filetest.Write(t, other, string(damaged))
		p, err := Open[string](other)
		if err != nil {
			lost++
			continue
		}
		for key, want := range entries {
			data, _, ok := p.Find(key)
			if ok && !bytes.Equal(data, want) {
				t.Errorf("byte %d: entry %d is wrong and was not recognized", at, key[0])
			}
			if !ok {
				lost++
			}
		}
	}
	if lost < 300 {
		t.Errorf("only %d damages were recognized, so this test tests little", lost)
	}
}

// Close fails after a full disk, and leaves nothing.
func TestFullDisk(t *testing.T) {
	filetest.BreakDisk(t, filetest.Disk{Free: 100})
	dir := t.TempDir()
	w, err := Create[int](filepath.Join(dir, "a.pack"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(Key{1}, make([]byte, 200), 0); err == nil {
		t.Error("no error of a full disk")
	}
	if err := w.Close(); err == nil {
		t.Error("the pack is complete")
	}
	filetest.WantNames(t, dir)
}

func TestArray(t *testing.T) {
	type pair struct {
		a int64
		b uint8
	}
	pairs, bytes := []pair{{1, 2}, {3, 4}, {-5, 6}}, []uint8{7, 8, 9}
	data := AppendArray(AppendArray(AppendArray(nil, bytes), pairs), []int32(nil))
	gotBytes, rest, ok := Array[uint8](data, 3)
	gotPairs, rest, alsoOK := Array[pair](rest, 3)
	if !ok || !alsoOK || !slices.Equal(gotBytes, bytes) || !slices.Equal(gotPairs, pairs) || len(rest) != 0 {
		t.Errorf("%v, %v, %d bytes left", gotBytes, gotPairs, len(rest))
	}
	if none, _, ok := Array[int32](rest, 0); !ok || none != nil {
		t.Errorf("no elements: %v, %v", none, ok)
	}
	for _, n := range []int{-1, 5, 1 << 62} {
		if _, _, ok := Array[pair](data, n); ok {
			t.Errorf("%d elements were found in %d bytes", n, len(data))
		}
	}
}

func TestChecked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if _, ok := ReadChecked(path); ok {
		t.Error("nothing was read")
	}
	if err := WriteChecked(path, []byte("text")); err != nil {
		t.Fatal(err)
	}
	if data, ok := ReadChecked(path); !ok || string(data) != "text" {
		t.Errorf("%q, %v", data, ok)
	}
	filetest.Write(t, path, "text")
	if _, ok := ReadChecked(path); ok {
		t.Error("a file without its checksum was read")
	}
}
