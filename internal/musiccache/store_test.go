package musiccache

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/filetest"
)

// The arrays that are written as they are in memory must hold no pointers.
func TestArraysHoldNoPointers(t *testing.T) {
	var check func(kind reflect.Type) bool
	check = func(kind reflect.Type) bool {
		switch kind.Kind() {
		case reflect.Struct:
			for i := range kind.NumField() {
				if !check(kind.Field(i).Type) {
					return false
				}
			}
			return true
		case reflect.Array:
			return check(kind.Elem())
		}
		return kind.Kind() <= reflect.Float64 && kind.Kind() != reflect.Uintptr
	}
	for _, value := range []any{features.Frame{}, features.Measure{}, score.Note{}, score.MetreChange{}, score.TempoChange{}, score.KeyChange{}, score.Pedal{}} {
		if !check(reflect.TypeOf(value)) {
			t.Errorf("%T holds pointers", value)
		}
	}
}

// A stamp counts only as long as nothing about the file has changed, and only if the file was old when it was read.
func TestStamps(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.mid")
	later := time.Now().Add(time.Hour)
	for name, test := range map[string]struct {
		read   time.Time
		change func(info os.FileInfo) error
		want   bool
	}{
		"nothing":      {later, func(os.FileInfo) error { return nil }, true},
		"just written": {time.Now(), func(os.FileInfo) error { return nil }, false},
		"another size": {later, func(os.FileInfo) error { return os.WriteFile(path, []byte("longer"), 0o666) }, false},
		"another time": {later, func(os.FileInfo) error { return os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)) }, false},
		"time turned back": {later, func(info os.FileInfo) error {
			time.Sleep(20 * time.Millisecond) // the clock of a file system may have ticks of 10 ms
			if err := os.WriteFile(path, []byte("anew"), 0o666); err != nil {
				return err
			}
			return os.Chtimes(path, time.Time{}, info.ModTime())
		}, runtime.GOOS != "linux" && runtime.GOOS != "darwin"},
	} {
		filetest.Write(t, path, "text")
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		s := openStamps(filepath.Join(dir, "cache"), dir)
		s.set("a.mid", info, test.read, [32]byte{1})
		if err := s.save([]string{"a.mid"}); err != nil {
			t.Fatal(err)
		}
		if err := test.change(info); err != nil {
			t.Fatal(err)
		}
		if info, err = os.Stat(path); err != nil {
			t.Fatal(err)
		}
		if _, known := openStamps(filepath.Join(dir, "cache"), dir).sum("a.mid", info); known != test.want {
			t.Errorf("%s changed: known %v", name, known)
		}
	}
}

// The packs that were used last stay.
func TestTrim(t *testing.T) {
	root := t.TempDir()
	s := &store{root: root, dir: filepath.Join(root, "new")}
	pack := func(version string, hour int) string {
		path := filepath.Join(root, version, fmt.Sprint(hour, packSuffix))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		filetest.Write(t, path, "0123456789")
		if err := os.Chtimes(path, time.Time{}, time.Unix(int64(hour)*3600, 0)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	keep := pack("new", 0)
	pack("old", 1)
	pack("older", 2)
	pack("new", 3)
	pack("new", 4)
	left := func() (names []string) {
		for _, p := range packFiles(root) {
			name, _ := filepath.Rel(root, p.path)
			names = append(names, filepath.ToSlash(name))
		}
		return names
	}
	s.trim(keep, 40, 100)
	if got := left(); !slices.Equal(got, []string{"new/0.pack", "new/3.pack", "new/4.pack", "older/2.pack"}) {
		t.Errorf("within 40 bytes: %v", got)
	}
	s.trim(keep, 100, 2)
	if got := left(); !slices.Equal(got, []string{"new/0.pack", "new/4.pack"}) {
		t.Errorf("two packs: %v", got)
	}
	filetest.WantNames(t, root, "new")
	s.trim(keep, 0, 0)
	if got := left(); !slices.Equal(got, []string{"new/0.pack"}) {
		t.Errorf("no room: %v", got)
	}
	if bytes, err := Clear(root); bytes != 10 || err != nil {
		t.Errorf("cleared %d bytes, %v", bytes, err)
	}
	if bytes, err := Clear(root); bytes != 0 || err != nil {
		t.Errorf("cleared nothing: %d bytes, %v", bytes, err)
	}
}

func TestRoot(t *testing.T) {
	t.Setenv(environment, "off")
	if got := Root(); got != "" {
		t.Errorf("off: %q", got)
	}
	t.Setenv(environment, "x")
	if got, want := Root(), filepath.Join("x", "biaxial", "corpus-cache"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
