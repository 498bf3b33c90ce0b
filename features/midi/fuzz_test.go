package midi

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"workbench/features/score"
)

// Read does not panic on any bytes. Write can write what it reads, and that reads back without warnings as
// the same music.
func FuzzRead(f *testing.F) {
	for _, e := range manifest(f) {
		data, err := os.ReadFile(filepath.Join("testdata", e.File))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(smfBytes(2, 96, 4, sixEight+tempo60+noteC, noteC+threeFour, tempo100+noteC))
	f.Add(smfBytes(1, 96, 0, fourFour+noteC+sixEight+noteC+noteC+noteC+threeFour, sixEight+tempo60+noteC))
	f.Add(riff(smfBytes(1, 0xE350, 0, noteC, noteC)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, _, err := Read(data)
		if err != nil || s.TicksPerQuarter > 0x7FFF {
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
		if a, b := barLines(s), barLines(again); !slices.Equal(a, b) {
			t.Errorf("bar lines of %v: %v\nof %v: %v", s.Metres, a, again.Metres, b)
		}
		if len(s.Keys) == 0 {
			again.Keys = nil // estimated
		}
		for _, s := range []*score.Score{s, again} {
			s.Pedals, s.Metres = nil, nil
			for i := range s.Notes {
				s.Notes[i].Track = 0
			}
		}
		if !reflect.DeepEqual(again, s) {
			t.Errorf("first  %+v\nsecond %+v", s, again)
		}
	})
}

// barLines returns the ticks of the first 1000 bar lines of s.
func barLines(s *score.Score) (lines []int64) {
	metres := s.Metres
	if len(metres) == 0 || metres[0].Tick > 0 {
		metres = slices.Insert(slices.Clone(metres), 0, score.MetreChange{Metre: score.CommonTime})
	}
	for i, c := range metres {
		end := s.Length
		if i+1 < len(metres) {
			end = metres[i+1].Tick
		}
		for bar := int64(0); len(lines) < 1000; bar++ {
			line := barTick(c.Metre, c.Tick, bar, s.TicksPerQuarter)
			if line >= end {
				break
			}
			if n := len(lines); n == 0 || lines[n-1] < line {
				lines = append(lines, line)
			}
		}
	}
	return lines
}
