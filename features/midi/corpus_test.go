package midi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// entry is one line of testdata/manifest.json: what a careful reader does with the file. Notes counts the
// notes in the file; it is null where the damage leaves room for several answers.
type entry struct {
	File   string
	Expect string
	Notes  *int
	Desc   string
}

func manifest(t testing.TB) []entry {
	t.Helper()
	data, err := os.ReadFile("testdata/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries []entry
	if err := json.Unmarshal(data, &entries); err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestOddFiles(t *testing.T) {
	for _, e := range manifest(t) {
		t.Run(e.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", e.File))
			if err != nil {
				t.Fatal(err)
			}
			s, warnings, err := Options{Drums: true}.Read(data)
			switch e.Expect {
			case "ok":
				if err != nil || len(warnings) != 0 {
					t.Fatalf("%s: error %v, warnings %q; want neither", e.Desc, err, warnings)
				}
			case "warn":
				if err != nil || len(warnings) == 0 {
					t.Fatalf("%s: error %v, warnings %q; want a warning only", e.Desc, err, warnings)
				}
			case "error":
				if err == nil {
					t.Fatalf("%s: no error", e.Desc)
				}
			case "error-or-warn":
				if err == nil && len(warnings) == 0 {
					t.Fatalf("%s: neither error nor warning", e.Desc)
				}
			case "no-panic":
			default:
				t.Fatalf("unknown expectation %q", e.Expect)
			}
			if err != nil || e.Notes == nil {
				return
			}
			if len(s.Notes) != *e.Notes {
				t.Errorf("%s: %d notes, want %d", e.Desc, len(s.Notes), *e.Notes)
			}
		})
	}
}

// Every file in testdata is listed, so that each is tested.
func TestManifestIsComplete(t *testing.T) {
	var listed []string
	for _, e := range manifest(t) {
		listed = append(listed, filepath.Join("testdata", e.File))
	}
	files, err := filepath.Glob("testdata/*.mid")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(listed)
	if !slices.Equal(files, listed) {
		t.Errorf("files %q\nlisted %q", files, listed)
	}
}

// A length in a file of half a kilobyte must not become an allocation of that length.
func TestOddFilesTakeLittleMemory(t *testing.T) {
	for _, e := range manifest(t) {
		data, err := os.ReadFile(filepath.Join("testdata", e.File))
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, _ = Read(data)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
			t.Errorf("%s: %d bytes allocated for a file of %d", e.File, used, len(data))
		}
	}
}
