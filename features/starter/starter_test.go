package starter_test

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"workbench/features/abc"
	"workbench/features/score"
	"workbench/features/starter"
)

const ticksPerStep = abc.TicksPerQuarter / 4 // a step is a sixteenth

// piece is a file of the corpus as the reader understands it.
type piece struct {
	file, text string
	tune       abc.Tune
}

// readAll reads the corpus; each file must hold one tune without error or warning.
func readAll(t *testing.T) []piece {
	t.Helper()
	names, err := fs.Glob(starter.Files(), "*.abc")
	if err != nil {
		t.Fatal(err)
	}
	var corpus []piece
	for _, name := range names {
		data, err := fs.ReadFile(starter.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		tunes, err := abc.Read(data)
		if err != nil || len(tunes) != 1 {
			t.Fatalf("%s: %d tunes, error %v, want one tune", name, len(tunes), err)
		}
		if tunes[0].Err != nil {
			t.Fatalf("%s: %v", name, tunes[0].Err)
		}
		for _, warning := range tunes[0].Warnings {
			t.Errorf("%s: %s", name, warning)
		}
		corpus = append(corpus, piece{name, string(data), tunes[0]})
	}
	return corpus
}

func TestEveryFileIsOnePiece(t *testing.T) {
	others, err := fs.ReadDir(starter.Files(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if corpus := readAll(t); len(others) != len(corpus) {
		t.Errorf("%d files, but %d pieces", len(others), len(corpus))
	}
}

func TestEveryPieceSaysWhatItIs(t *testing.T) {
	origin := regexp.MustCompile(`(?m)^[ON]:\s*\S`)
	for _, p := range readAll(t) {
		if p.tune.Score.Title == "" || p.tune.Score.Composer == "" {
			t.Errorf("%s: title %q, composer %q; the fields T: and C: name them", p.file, p.tune.Score.Title, p.tune.Score.Composer)
		}
		if !origin.MatchString(p.text) {
			t.Errorf("%s: no O: or N: field names the origin", p.file)
		}
		head, _, _ := strings.Cut(p.text, "\nX:")
		for _, words := range []string{"public domain", "for this project"} {
			if !strings.HasPrefix(head, "%") || !strings.Contains(strings.ReplaceAll(head, "\n% ", " "), words) {
				t.Errorf("%s: the comment at the head does not say %q", p.file, words)
			}
		}
	}
}

// A pickup and the last measure together make one measure; every other one is full.
func TestEveryMeasureIsFull(t *testing.T) {
	for _, p := range readAll(t) {
		for voice, measures := range byVoice(p.tune) {
			first, last := measures[0], measures[len(measures)-1]
			pickup := first.Length < first.Expected
			for i, m := range measures {
				want := m.Expected
				switch {
				case pickup && i == 0:
					want = first.Length
				case pickup && i == len(measures)-1:
					want = last.Expected - first.Length
				}
				if m.Length != want {
					t.Errorf("%s, line %d: measure %d of voice %s has %d ticks, want %d", p.file, m.Line, m.Number, voice, m.Length, want)
				}
			}
		}
	}
}

func TestEveryPieceIsLongEnough(t *testing.T) {
	for _, p := range readAll(t) {
		voices := byVoice(p.tune)
		if len(voices) < 2 {
			t.Errorf("%s: %d voices, want two or more", p.file, len(voices))
		}
		for voice, measures := range voices {
			if len(measures) < 16 {
				t.Errorf("%s: voice %s has %d measures, want 16 or more", p.file, voice, len(measures))
			}
		}
	}
}

// The keys lie within B0 … C7, well inside the 88 keys, and a piece spans more than two octaves, as music for
// two hands does.
func TestEveryPieceFitsTheKeyboard(t *testing.T) {
	for _, p := range readAll(t) {
		lowest, highest := uint8(127), uint8(0)
		for _, n := range p.tune.Score.Notes {
			lowest, highest = min(lowest, n.Key), max(highest, n.Key)
		}
		if lowest < 23 || highest > 96 || highest-lowest < 24 {
			t.Errorf("%s: keys %d to %d, want at least 24 apart within 23 to 96", p.file, lowest, highest)
		}
	}
}

func TestEveryNoteLiesOnTheGrid(t *testing.T) {
	for _, p := range readAll(t) {
		for _, n := range p.tune.Score.Notes {
			if n.Start%ticksPerStep != 0 || n.End%ticksPerStep != 0 || n.End == n.Start {
				t.Errorf("%s: key %d from step %.2f to %.2f is off the grid", p.file, n.Key,
					float64(n.Start)/ticksPerStep, float64(n.End)/ticksPerStep)
			}
		}
	}
}

func TestCorpusIsLargeAndVaried(t *testing.T) {
	corpus := readAll(t)
	if len(corpus) < 16 {
		t.Errorf("%d pieces, want 16 or more", len(corpus))
	}
	steps := int64(0)
	metres := map[score.Metre]bool{}
	for _, p := range corpus {
		steps += p.tune.Score.Length / ticksPerStep
		for _, m := range p.tune.Score.Metres {
			metres[m.Metre] = true
		}
	}
	if steps < 8000 {
		t.Errorf("%d steps, want 8000 or more", steps)
	}
	for _, want := range []score.Metre{{Beats: 4, Unit: 4}, {Beats: 3, Unit: 4}, {Beats: 6, Unit: 8}} {
		if !metres[want] {
			t.Errorf("no piece in %d/%d; the corpus has %v", want.Beats, want.Unit, slices.Collect(maps.Keys(metres)))
		}
	}
}

// The keys of the first ten onsets, from the printed music; simultaneous onsets go from low to high.
func TestPiecesBeginAsPrinted(t *testing.T) {
	corpus := readAll(t)
	for file, want := range map[string][]uint8{
		"bach-prelude-c-bwv846.abc":        {60, 64, 67, 72, 76, 67, 72, 76, 60, 64}, // c e g c' e' g c' e', twice
		"beethoven-fur-elise-woo59.abc":    {76, 75, 76, 75, 76, 71, 74, 72, 45, 69}, // e d# e d# e b d c, A
		"mozart-rondo-alla-turca-k331.abc": {71, 69, 68, 69, 57, 72, 60, 64, 60, 64}, // b a g# a, c over A minor
		"mozart-sonata-a-k331-theme.abc":   {57, 64, 73, 59, 74, 57, 64, 73, 61, 64}, // c# d c# in tenths over e
		"mozart-sonata-c-k545-opening.abc": {60, 72, 67, 64, 67, 60, 76, 67, 64, 79}, // c, e, g over broken chords
		"petzold-minuet-g.abc":             {55, 59, 62, 74, 67, 69, 57, 71, 72, 59}, // d over a chord, g a b c
		"pachelbel-canon-d-p37.abc":        {50, 45, 47, 42, 43, 38, 43, 45, 50, 78}, // the ground, then the first voice
		"mozart-ah-vous-dirai-je-k265.abc": {48, 72, 60, 72, 64, 79, 60, 79, 65, 81}, // c c, g g, a over C, c, e, c, f
		"satie-gymnopedie-1.abc":           {43, 59, 62, 66, 38, 57, 61, 66, 43, 59}, // G and D with major sevenths
	} {
		i := slices.IndexFunc(corpus, func(p piece) bool { return p.file == file })
		if i < 0 {
			t.Errorf("no piece %s", file)
			continue
		}
		var keys []uint8
		for _, n := range corpus[i].tune.Score.Notes[:len(want)] {
			keys = append(keys, n.Key)
		}
		if !slices.Equal(keys, want) {
			t.Errorf("%s begins with keys %v, want %v", file, keys, want)
		}
	}
}

func byVoice(tune abc.Tune) map[string][]abc.Measure {
	voices := map[string][]abc.Measure{}
	for _, m := range tune.Measures {
		voices[m.Voice] = append(voices[m.Voice], m)
	}
	return voices
}
