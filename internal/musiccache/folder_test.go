package musiccache

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/filetest"
)

// library is a folder of many tunes, a book of tunes, files that cannot be read, and the MIDI and MusicXML files of
// the readers' tests.
func library(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i := range Fewest {
		filetest.Write(t, filepath.Join(dir, fmt.Sprintf("%03d.abc", i)), fmt.Sprintf(tune, 1, i%7+1, i%5+1))
	}
	filetest.Write(t, filepath.Join(dir, "book.abc"), fmt.Sprintf(tune, 1, 2, 3)+"\n"+fmt.Sprintf(tune, 1, 4, 5)+"\nX:3\nK:C\nz4\n")
	filetest.Write(t, filepath.Join(dir, "broken.mid"), "no music")
	for _, format := range []string{"midi", "musicxml"} {
		if err := os.CopyFS(filepath.Join(dir, format), os.DirFS(filepath.Join("../../features", format, "testdata"))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const tune = "X:%d\nT:Tune\nM:3/4\nL:1/8\nK:G\n\"G\"G%dB2d2 | g%d a2 b2 |\n"

// uncached is the folder's music read without a cache.
func uncached(t *testing.T, dir string) *features.Corpus {
	t.Helper()
	c, err := features.Folder(dir, features.Grid(4), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Split(0.1)
	return c
}

// cached is the folder's music read through the cache in root. It fails the test if the cache could not be used.
func cached(t *testing.T, dir, root string) *features.Corpus {
	t.Helper()
	c, err := Folder(dir, features.Grid(4), root, nil, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	c.Split(0.1)
	return c
}

// wantSame fails the test unless two corpora are equal: their pieces with all fields, and what was skipped.
func wantSame(t *testing.T, got, want *features.Corpus) {
	t.Helper()
	if !reflect.DeepEqual(got.Skipped, want.Skipped) {
		t.Errorf("skipped %v, want %v", got.Skipped, want.Skipped)
	}
	if len(got.Pieces) != len(want.Pieces) {
		t.Fatalf("%d pieces, want %d", len(got.Pieces), len(want.Pieces))
	}
	for i, w := range want.Pieces {
		g := *got.Pieces[i]
		g.SetCached(features.Cached{})
		compared := *w
		compared.SetCached(features.Cached{})
		if !reflect.DeepEqual(g, compared) {
			t.Errorf("%s is not as it is without a cache", w.Name)
		}
		if k, p := features.CachedOf(w), got.Pieces[i]; !slices.Equal(features.FingerprintOf(p), k.Fingerprint) || p.CountNotes() != k.Notes {
			t.Errorf("%s has other derived values", w.Name)
		}
	}
	if got.Fingerprint() != want.Fingerprint() {
		t.Error("another fingerprint")
	}
	if !reflect.DeepEqual(groupNames(got), groupNames(want)) {
		t.Errorf("groups %v, want %v", groupNames(got), groupNames(want))
	}
}

func groupNames(c *features.Corpus) (names [][]string) {
	for _, group := range c.Resemblance().Duplicates() {
		var list []string
		for _, p := range group {
			list = append(list, p.Name)
		}
		names = append(names, list)
	}
	return names
}

// The music is the same without a cache, when it is written, and when it is read; and so are the segments drawn.
func TestSameMusic(t *testing.T) {
	dir, root := library(t), t.TempDir()
	want := uncached(t, dir)
	draw := func(c *features.Corpus) []features.Segment {
		return features.NewSampler(c.Of(features.Train), 16, []int{-3, 0, 3}).Draw(100, rand.New(rand.NewPCG(1, 1)))
	}
	e, err := features.NewEncoder([]string{"position", "vicinity", "beat"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, reading := range []string{"first", "second", "third"} {
		got := cached(t, dir, root)
		wantSame(t, got, want)
		segments := draw(got)
		for i, s := range draw(want) {
			x, y, mask := e.Tensor(s)
			gotX, gotY, gotMask := e.Tensor(segments[i])
			if !slices.Equal(x, gotX) || !slices.Equal(y, gotY) || !slices.Equal(mask, gotMask) {
				t.Fatalf("%s reading: segment %d differs", reading, i)
			}
		}
	}
	if packs := packFiles(root); len(packs) != 1 {
		t.Errorf("%d packs; the second reading has written again", len(packs))
	}
}

// Other options are other entries.
func TestOptions(t *testing.T) {
	dir, root := library(t), t.TempDir()
	cached(t, dir, root)
	want, err := features.Folder(dir, features.Grid(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Folder(dir, features.Grid(2), root, nil, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, got, want)
}

// Files that are changed, moved, added and deleted are seen.
func TestChangedFiles(t *testing.T) {
	dir, root := library(t), t.TempDir()
	cached(t, dir, root)
	file := func(name string) string { return filepath.Join(dir, name) }
	info, err := os.Stat(file("000.abc"))
	if err != nil {
		t.Fatal(err)
	}
	filetest.Write(t, file("000.abc"), fmt.Sprintf(tune, 1, 8, 9)) // as long as before, with the old time
	if err := os.Chtimes(file("000.abc"), info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	filetest.Write(t, file("new.abc"), fmt.Sprintf(tune, 1, 6, 6))
	if err := errors.Join(os.Remove(file("003.abc")), os.Rename(file("004.abc"), file("moved.abc"))); err != nil {
		t.Fatal(err)
	}
	wantSame(t, cached(t, dir, root), uncached(t, dir))
}

// Whatever byte of the cache is wrong, the music is right.
func TestDamagedCache(t *testing.T) {
	dir, root := library(t), t.TempDir()
	cached(t, dir, root)
	want := uncached(t, dir)
	size := packFiles(root)[0].size
	for name, damage := range map[string]func(f *os.File) error{
		"the beginning":        func(f *os.File) error { return flip(f, 8) },
		"an entry":             func(f *os.File) error { return flip(f, size/3) },
		"the directory":        func(f *os.File) error { return flip(f, size-200) },
		"the tail":             func(f *os.File) error { return flip(f, size-20) },
		"a file that is short": func(f *os.File) error { return f.Truncate(size / 2) },
		"an empty file":        func(f *os.File) error { return f.Truncate(0) },
	} {
		t.Run(name, func(t *testing.T) {
			other := t.TempDir()
			if err := os.CopyFS(other, os.DirFS(root)); err != nil {
				t.Fatal(err)
			}
			for _, path := range everyFile(t, other) {
				f, err := os.OpenFile(path, os.O_RDWR, 0)
				if err != nil {
					t.Fatal(err)
				}
				change := damage
				if filepath.Ext(path) != packSuffix { // stamps and results
					change = func(f *os.File) error { return flip(f, 10) }
				}
				if err := errors.Join(change(f), f.Close()); err != nil {
					t.Fatal(err)
				}
			}
			wantSame(t, cached(t, dir, other), want)
			wantSame(t, cached(t, dir, other), want)
		})
	}
}

// flip changes a byte of a file.
func flip(f *os.File, at int64) error {
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, at); err != nil {
		return err
	}
	b[0] ^= 0x10
	_, err := f.WriteAt(b, at)
	return err
}

func everyFile(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// On a full or failing disk the music is read without a cache, and nothing is left behind.
func TestFullDisk(t *testing.T) {
	dir := library(t)
	want := uncached(t, dir)
	for name, disk := range map[string]filetest.Disk{
		"full":         {},
		"nearly full":  {Free: 20_000},
		"fails sync":   {Free: 1 << 30, FailSync: true},
		"fails close":  {Free: 1 << 30, FailClose: true},
		"after a pack": {Free: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			filetest.BreakDisk(t, disk)
			root, warnings := t.TempDir(), 0
			got, err := Folder(dir, features.Grid(4), root, nil, func(err error) {
				warnings++
				filetest.WantError(t, err, "the cache cannot be used")
			})
			if err != nil {
				t.Fatal(err)
			}
			got.Split(0.1)
			wantSame(t, got, want)
			if name != "after a pack" && (warnings != 1 || len(everyFile(t, root)) > 0) {
				t.Errorf("%d warnings, left %v", warnings, everyFile(t, root))
			}
		})
	}
}

// A directory that cannot be made or read is no obstacle.
func TestUnusableDirectory(t *testing.T) {
	dir := library(t)
	file := filepath.Join(t.TempDir(), "file")
	filetest.Write(t, file, "")
	warnings := 0
	got, err := Folder(dir, features.Grid(4), filepath.Join(file, "cache"), nil, func(error) { warnings++ })
	if err != nil {
		t.Fatal(err)
	}
	got.Split(0.1)
	wantSame(t, got, uncached(t, dir))
	if warnings != 1 {
		t.Errorf("%d warnings", warnings)
	}
}

// A small folder leaves the cache alone.
func TestSmallFolder(t *testing.T) {
	dir, root := t.TempDir(), filepath.Join(t.TempDir(), "cache")
	filetest.Write(t, filepath.Join(dir, "a.abc"), fmt.Sprintf(tune, 1, 2, 3))
	wantSame(t, cached(t, dir, root), uncached(t, dir))
	if _, err := os.Stat(root); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cache has been made: %v", err)
	}
}

const readsFolder = "MUSICCACHE_TEST_FOLDER" // says that this process is one of those of TestProcesses

// Several processes that begin at once, with an empty cache, read the same music.
func TestProcesses(t *testing.T) {
	if dir := os.Getenv(readsFolder); dir != "" {
		fmt.Printf("fingerprint %s\n", cached(t, dir, os.Getenv(environment)).Fingerprint())
		return
	}
	dir, root := library(t), t.TempDir()
	want := "fingerprint " + uncached(t, dir).Fingerprint() + "\n"
	processes := make([]*exec.Cmd, 4)
	outputs := make([]strings.Builder, len(processes))
	for i := range processes {
		p := exec.Command(os.Args[0], "-test.run=^TestProcesses$")
		p.Env = append(os.Environ(), readsFolder+"="+dir, environment+"="+root)
		p.Stdout, p.Stderr = &outputs[i], &outputs[i]
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		processes[i] = p
	}
	for i, p := range processes {
		if err := p.Wait(); err != nil || !strings.Contains(outputs[i].String(), want) {
			t.Errorf("process %d: %v, %s", i, err, outputs[i].String())
		}
	}
	wantSame(t, cached(t, dir, root), uncached(t, dir))
}
