package midi

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"workbench/features/score"
)

// Whatever the bytes are, Read does not panic, and what it reads is a Score that Write can write and that comes back the
// same, without warnings, but for what Write leaves out.
func FuzzRead(f *testing.F) {
	for _, e := range manifest(f) {
		data, err := os.ReadFile(filepath.Join("testdata", e.File))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(smfBytes(2, 96, 4, sixEight+tempo60+noteC, noteC+threeFour, tempo100+noteC))
	f.Add(riff(smfBytes(1, 0xE350, 0, noteC, noteC)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, _, err := Read(data)
		if err != nil {
			return
		}
		written, err := Write(s)
		if err != nil {
			if s.Length > maxTick {
				return
			}
			t.Fatal(err)
		}
		again, warnings, err := Read(written)
		if err != nil || len(warnings) != 0 {
			t.Fatalf("what Write wrote: error %v, warnings %q", err, warnings)
		}
		s.Pedals = nil
		for _, notes := range [][]score.Note{s.Notes, again.Notes} {
			for i := range notes {
				notes[i].Track = 0
			}
		}
		if !reflect.DeepEqual(again, s) {
			t.Errorf("first  %+v\nsecond %+v", s, again)
		}
	})
}
