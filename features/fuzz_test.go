package features

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"workbench/features/midi"
)

// checkPiece asserts what holds for every piece, wherever it came from.
func checkPiece(t *testing.T, p *Piece) {
	t.Helper()
	if p.Steps() < 1 || p.Steps() > MaxSteps || len(p.Measures) < 1 || len(p.Measures) > p.Steps() && len(p.Measures) > 1 {
		t.Fatalf("%s: %d steps, %d measures", p.Name, p.Steps(), len(p.Measures))
	}
	for i, m := range p.Measures {
		if m.Steps < 1 || m.Skip < 0 || m.Metre.Unit < 1 || i == 0 && m.Start != 0 || i > 0 && m.Start <= p.Measures[i-1].Start {
			t.Fatalf("%s: measure %d is %+v", p.Name, i, m)
		}
	}
	for _, at := range []int{-1, 0, p.Steps() - 1, p.Steps() + 1000} {
		if beat := p.Beat(at); beat < 0 || beat > 15 {
			t.Fatalf("%s: beat %d at step %d", p.Name, beat, at)
		}
	}
	if p.Tempo <= 0 {
		t.Fatalf("%s: tempo %v", p.Name, p.Tempo)
	}
}

// FuzzMusic takes files of music all the way to pieces, and back to MIDI.
func FuzzMusic(f *testing.F) {
	f.Add([]byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk\x00\x00\x00\x0d\x00\x90\x3c\x40\xff\xff\xff\x7f\x3c\x00\x00\xff\x2f\x00"), uint8(4))
	f.Add([]byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x01MTrk\x00\x00\x00\x14\x00\xff\x58\x04\x01\x06\x18\x08\x00\x90\x3c\x40\x60\x3c\x00\x00\xff\x2f\x00"), uint8(64))
	f.Add(fmt.Appendf(nil, tune, 1), uint8(4))
	f.Add([]byte("X:1\nM:1/64\nL:1/64\nK:C\nC|D|z9999|E|\n"), uint8(1))
	paths, err := filepath.Glob("midi/testdata/*.mid")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint8(4))
	}
	f.Fuzz(func(t *testing.T, data []byte, stepsPerQuarter uint8) {
		grid := 1 + int(stepsPerQuarter)%64
		for _, name := range []string{"x.mid", "x.abc"} {
			c := new(Corpus)
			reader(name)(c, name, data, Grid(grid))
			for _, s := range c.Skipped {
				if s.Reason == "" {
					t.Fatalf("%s is skipped without a reason", s.File)
				}
			}
			for _, p := range c.Pieces {
				checkPiece(t, p)
				if p.Steps() > 5000 {
					continue // the rest takes its time
				}
				written, err := midi.Write(p.Score(80, 120))
				if err != nil {
					t.Fatal(err)
				}
				again := new(Corpus)
				again.addMIDI(name, written, Grid(grid))
				if len(again.Pieces) != 1 {
					t.Fatalf("written as MIDI it cannot be read: %v", again.Skipped)
				}
			}
		}
	})
}

// FuzzFrames reads piano rolls in JSON.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{`{"train": [[[60, 64], [60], []]], "valid": [[[108, 21]]], "test": []}`, `{"train":[[[]]]}`, `{"train":[[null,[60]],null]}`,
		`{"train":[[[6e1]]]}`, `{"train":[[[60.5]]]}`, `{"train":[[[1e99]]]}`, "[[[", "null", "{}", `{"a":1}`, `{"train":[[[60]]],"train":[]}`,
		"\xef\xbb\xbf{\"train\":[[[-1, 60.0], \n[NaN]]]}", "(dp0\nS'train'\np1\n(lp2\n(lp3\n(lp4\nI60\naag4\naas.", "\x80\x02}U\x05train](((K<\x85lls."} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "x.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		c, err := Frames(path, 4)
		if err != nil && !strings.Contains(err.Error(), path) {
			t.Fatalf("the error %q does not name the file", err)
		}
		if c == nil {
			return
		}
		for _, p := range c.Pieces {
			checkPiece(t, p)
		}
	})
}

// A note as long as a file can say, and others that say much with few bytes, take no more than a piece may.
func TestFewBytesTakeLittle(t *testing.T) {
	smf := func(division, events string) string {
		track := events + "\x00\xff\x2f\x00"
		return "MThd\x00\x00\x00\x06\x00\x00\x00\x01" + division + "MTrk\x00\x00\x00" + string(rune(len(track))) + track
	}
	const largest = MaxSteps * Keys // bytes of a roll
	for name, test := range map[string]struct {
		file, text string
		most       uint64
	}{
		"a note of 2^28 ticks":           {"x.mid", smf("\x00\x60", "\x00\x90\x3c\x40\xff\xff\xff\x7f\x3c\x00"), 1 << 20},
		"a note of 2^28 ticks, few each": {"x.mid", smf("\x00\x01", "\x00\x90\x3c\x40\xff\xff\xff\x7f\x3c\x00"), 1 << 20},
		"a note after 2^28 ticks":        {"x.mid", smf("\x00\x60", "\xff\xff\xff\x7f\x90\x3c\x40\x01\x3c\x00"), 1 << 20},
		"a note of 200,000 steps":        {"x.mid", smf("\x00\x04", "\x00\x90\x3c\x40\x8c\x9a\x40\x3c\x00"), 2 * largest},
		"metres of a 64th":               {"x.mid", smf("\x00\x01", "\x00\xff\x58\x04\x01\x06\x18\x08\x00\x90\x3c\x40\x87\x40\x3c\x00"), 4 << 20},
		"repeats in repeats":             {"x.abc", "X:1\nP:((A)999)999\nK:C\nP:A\nC|\n", 64 << 20},
		"a long rest":                    {"x.abc", "X:1\nL:1\nK:C\nz9999|Z9999|C\n", 2 * largest},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c := new(Corpus)
		reader(test.file)(c, test.file, []byte(test.text), Grid(4))
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > test.most {
			t.Errorf("%s: %d bytes allocated for %d, want at most %d (%d pieces, skipped %v)", name, used, len(test.text), test.most, len(c.Pieces), c.Skipped)
		}
	}
}
