package harmony

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/abc"
	"workbench/features/score"
)

// The expected classes of these tests were written by hand: R rest, h hold, a number for an onset of that
// MIDI key; chord symbols, - for no chord, and a dot for the chord of the step before.

// tune reads music of ABC in C, 4/4 and sixteenths, on a grid of sixteenths.
func tune(t *testing.T, music string) *features.Piece {
	t.Helper()
	tunes, err := abc.Read([]byte("X:1\nM:4/4\nL:1/16\nK:C\n" + music + "\n"))
	if err != nil || tunes[0].Err != nil {
		t.Fatal(err, tunes)
	}
	return onGrid(t, tunes[0].Score)
}

func onGrid(t *testing.T, s *score.Score) *features.Piece {
	t.Helper()
	p, err := features.FromScore("test", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// played is a score of notes {track, start, end, key} in sixteenths.
func played(notes ...[4]int) *score.Score {
	s := &score.Score{TicksPerQuarter: 4}
	for _, n := range notes {
		s.Notes = append(s.Notes, score.Note{Track: uint8(n[0]), Start: int64(n[1]), End: int64(n[2]), Key: uint8(n[3]), Velocity: 64})
	}
	slices.SortStableFunc(s.Notes, func(a, b score.Note) int { return int(a.Start - b.Start) })
	return s
}

// classes are the targets of a piece as text.
func classes(targets []int16) (melody, harmony string) {
	var m, h []string
	for i := 0; i < len(targets); i += 2 {
		chord := chordSymbol(int(targets[i]))
		switch {
		case i > 0 && targets[i] == targets[i-2]:
			chord = "."
		case chord == "":
			chord = "-"
		}
		h = append(h, chord)
		switch class := targets[i+1]; class {
		case rest:
			m = append(m, "R")
		case hold:
			m = append(m, "h")
		default:
			m = append(m, fmt.Sprint(lowest+class-onset))
		}
	}
	return strings.Join(m, " "), strings.Join(h, " ")
}

func TestTunesInClasses(t *testing.T) {
	for _, c := range []struct{ name, music, melody, harmony string }{
		{"onsets, holds and rests", `"C"C2Dz"G7"E3-|E`, "60 h 62 R 64 h h h", "C . . . G7 . . ."},
		{"repeated notes", `"Am"ccc`, "72 72 72", "Am . ."},
		{"before the first chord and at N.C.", `C"F"CC"N.C."C`, "60 60 60 60", "- F . -"},
		{"repeats", `|:"C"C"G"D:|`, "60 62 60 62", "C G C G"},
		{"of a chord the highest", `"C"[CEG]2[CE]`, "67 h 64", "C . ."},
		{"the first voice", "V:1\n\"C\"E2\nV:2\nc2", "64 h", "C ."},
		{"eighth triplets go to the nearest step", `"C"(3C2D2E2"G"F`, "60 62 h 64 65", "C . . . G"},
		{"octaves for all", `"C"C,,D,,E,,`, "60 62 64", "C . ."},
		{"octaves for one", `"C"cdefgabG,a''`, "72 74 76 77 79 81 83 55 81", "C . . . . . . . ."},
	} {
		t.Run(c.name, func(t *testing.T) {
			melody, harmony := classes(New(Options{}).Encode(tune(t, c.music)).Targets)
			if melody != c.melody || harmony != c.harmony {
				t.Errorf("melody %s\n   want %s\nharmony %s\n   want %s", melody, c.melody, harmony, c.harmony)
			}
		})
	}
}

func TestTracksInClasses(t *testing.T) {
	for _, c := range []struct {
		name            string
		notes           [][4]int
		melody, harmony string
	}{
		{"melody and chords", [][4]int{{0, 0, 2, 72}, {0, 2, 4, 74}, {1, 0, 2, 48}, {1, 0, 2, 52}, {1, 0, 2, 55}, {1, 2, 3, 50}, {1, 2, 3, 54}, {1, 2, 3, 57}},
			"72 h 74 h", "C . D -"},
		{"the higher of two tracks of chords", [][4]int{{0, 0, 2, 72}, {1, 0, 2, 36}, {1, 0, 2, 43}, {2, 0, 2, 53}, {2, 0, 2, 57}, {2, 0, 2, 60}}, "72 h", "F ."},
		{"not one above the melody", [][4]int{{0, 0, 2, 72}, {1, 0, 2, 80}, {1, 0, 2, 84}, {2, 0, 2, 48}, {2, 0, 2, 52}}, "72 h", "C ."},
		{"a bass alone belongs to its chord", [][4]int{{0, 0, 4, 72}, {1, 0, 1, 43}, {1, 1, 2, 48}, {1, 1, 2, 52}, {1, 1, 2, 57}, {1, 2, 3, 48}, {1, 3, 4, 47}},
			"72 h h h", "G Am . B"},
	} {
		t.Run(c.name, func(t *testing.T) {
			melody, harmony := classes(New(Options{}).Encode(onGrid(t, played(c.notes...))).Targets)
			if melody != c.melody || harmony != c.harmony {
				t.Errorf("melody %s\n   want %s\nharmony %s\n   want %s", melody, c.melody, harmony, c.harmony)
			}
		})
	}
}

func TestPiecesWithoutBothLines(t *testing.T) {
	frames := tune(t, `"C"C`)
	frames.Played = nil
	for name, p := range map[string]*features.Piece{
		"no chords":         tune(t, "CDEF"),
		"chords without":    tune(t, `"C"z4|`),
		"one line below":    onGrid(t, played([4]int{0, 0, 4, 72}, [4]int{1, 0, 4, 48})),
		"one track of both": onGrid(t, played([4]int{0, 0, 4, 72}, [4]int{0, 0, 4, 48}, [4]int{0, 0, 4, 52})),
		"frames":            frames,
	} {
		if n := New(Options{}).Encode(p).Len(); n != 0 {
			t.Errorf("%s: %d units", name, n)
		}
	}
}

func TestChordSymbolsInClasses(t *testing.T) {
	for symbols, want := range map[string]string{
		"C Cmaj7 C6 C5 Csus4 Csus2 Caug Cadd9 C6/9 C/G C7/E": "C C C C C C C C C C C7",
		"Am Am7 Am6 Am9 Ammaj7 F#m/A":                        "Am Am Am Am Am F#m",
		"Bdim Bdim7 Bm7b5 Bo":                                "Bdim Bdim Bdim Bdim",
		"G7 G9 G13 G7sus4 Gaug7 G7b9 Db7 A#m":                "G7 G7 G7 G7 G7 G7 C#7 Bbm",
		"N.C. Fine":                                          "- -",
	} {
		var got []string
		for _, symbol := range strings.Fields(symbols) {
			name := chordSymbol(classOfSymbol(symbol))
			if name == "" {
				name = "-"
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", symbols, got, want)
		}
	}
	for class := range harmonyClasses {
		if got := classOfSymbol(chordSymbol(class)); got != class {
			t.Errorf("%q is class %d, want %d", chordSymbol(class), got, class)
		}
	}
}

func TestSoundingChordsInClasses(t *testing.T) {
	for _, c := range []struct {
		keys []int // the first is the lowest
		want string
	}{
		{[]int{48, 52, 55}, "C"}, {[]int{52, 55, 60}, "C"}, {[]int{55, 60, 64}, "C"}, {[]int{48, 52, 57}, "Am"}, // inversions
		{[]int{55, 59, 62, 65}, "G7"}, {[]int{47, 50, 53, 55}, "G7"}, {[]int{53, 59, 62}, "Bdim"},
		{[]int{48, 52, 57, 55}, "C"}, {[]int{57, 60, 64, 67}, "Am"}, // C6 and Am7 have the same notes
		{[]int{48, 55}, "C"}, {[]int{48, 51}, "Cm"}, {[]int{59}, "B"}, {[]int{48, 53, 55}, "C"}, {nil, ""},
	} {
		var set pitchClasses
		for _, key := range c.keys {
			set.add(key)
		}
		bass := 0
		if len(c.keys) > 0 {
			bass = c.keys[0] % 12
		}
		if got := chordSymbol(classOfSet(set, bass, noChord)); got != c.want {
			t.Errorf("%v: %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestAugmentTransposesBothLinesWithinTheKeys(t *testing.T) {
	p := tune(t, `"Am"a"G7"b`) // 81 83: five semitones below the highest key
	seen := map[string]int{}
	r := New(Options{Transpose: []int{-1, 5, 6}})
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		melody, harmony := classes(r.Augment(p, random).Targets)
		seen[melody+" "+harmony]++
	}
	if len(seen) != 2 || seen["80 82 G#m F#7"] < 60 || seen["86 88 Dm C7"] < 60 {
		t.Errorf("got %v, want about as many of 80 82 G#m F#7 as of 86 88 Dm C7", seen)
	}
	if melody, _ := classes(New(Options{Transpose: []int{9}}).Augment(p, random).Targets); melody != "81 83" {
		t.Errorf("what cannot be transposed is %s, want 81 83", melody)
	}
}

func TestHeadsFollowTheOptions(t *testing.T) {
	heads := New(Options{MelodyGivenHarmony: true, HarmonyWeight: 0.25}).Heads()
	if len(heads) != 2 || heads[0].Name != "harmony" || heads[0].Classes != 49 || heads[0].Weight != 0.25 || heads[0].ConditionsOnPrevious ||
		heads[1].Name != "melody" || heads[1].Classes != 36 || heads[1].Weight != 0.75 || !heads[1].ConditionsOnPrevious {
		t.Errorf("heads %+v", heads)
	}
	if New(Options{}).Heads()[1].ConditionsOnPrevious {
		t.Error("without MelodyGivenHarmony the melody is conditioned on the harmony")
	}
}
