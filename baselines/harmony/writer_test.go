package harmony

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

// certain are logits for one class.
func certain(classes, class int) []float32 {
	logits := make([]float32, classes)
	logits[class] = 1000
	return logits
}

// script composes the given classes of harmony and melody. Where a hold is not possible, a rest is the second
// choice.
func script(t *testing.T, start *features.Piece, harmony, melody []int) *features.Piece {
	t.Helper()
	w := New(Options{MelodyGivenHarmony: true}).Write(features.Primer{Piece: start, Silence: true}, len(harmony), 1, rand.New(rand.NewPCG(1, 1)))
	for i := 0; ; i++ {
		if _, ok := w.Input(); !ok {
			if i != start.Steps()+len(harmony) {
				t.Fatalf("the composition ends after %d steps, want %d", i, start.Steps()+len(harmony))
			}
			return w.Piece()
		}
		k := i - start.Steps()
		if k < 0 {
			w.Take(0, certain(harmonyClasses, 20)) // ignored
			w.Take(1, certain(melodyClasses, 20))
			continue
		}
		logits := certain(melodyClasses, melody[k])
		if melody[k] == hold {
			logits[rest] = 500
		}
		if got := w.Take(0, certain(harmonyClasses, harmony[k])); got != harmony[k] {
			t.Fatalf("harmony %d was taken for %d", got, harmony[k])
		}
		w.Take(1, logits)
	}
}

// empty is a primer without steps.
func empty(metre score.Metre, steps int) *features.Piece {
	return &features.Piece{StepsPerQuarter: 4, Articulated: true, Tempo: 96, Measures: []features.Measure{{Steps: steps, Metre: metre}}}
}

func notesText(s *score.Score) string {
	ticks := int64(s.TicksPerQuarter / 4)
	var text []string
	for _, n := range s.Notes {
		text = append(text, fmt.Sprintf("%d.%d-%d:%d.%d", n.Track, n.Start/ticks, n.End/ticks, n.Key, n.Velocity))
	}
	return strings.Join(text, " ")
}

func TestScriptedComposition(t *testing.T) {
	C, G7 := classOfSymbol("C"), classOfSymbol("G7")
	// In 2/8: a hold of silence becomes a rest; the chord has an onset where it changes and at the bar lines,
	// steps 0, 4, 8.
	p := script(t, empty(score.Metre{Beats: 2, Unit: 8}, 4), []int{C, C, C, G7, G7, noChord, noChord, noChord, C}, []int{hold, onset + 5, hold, hold, onset + 5, rest, hold, onset, hold})
	want := "1.0-3:48.60 1.0-3:52.60 1.0-3:55.60 0.1-4:60.80 1.3-4:50.60 1.3-4:53.60 1.3-4:55.60 1.3-4:59.60 1.4-5:50.60 1.4-5:53.60 1.4-5:55.60 1.4-5:59.60 0.4-5:60.80 " +
		"0.7-9:55.80 1.8-9:48.60 1.8-9:52.60 1.8-9:55.60"
	if got := notesText(p.Played); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var symbols []string
	for _, c := range p.Played.Chords {
		symbols = append(symbols, fmt.Sprintf("%d:%s", c.Tick/120, c.Symbol))
	}
	if got := strings.Join(symbols, " "); got != "0:C 3:G7 5: 8:C" {
		t.Errorf("symbols %s, want 0:C 3:G7 5: 8:C", got)
	}
	if p.Steps() != 9 || !p.Articulated || len(p.Measures) != 3 || p.Measures[2].Start != 8 || p.Played.Tempos[0].QuartersPerMinute != 96 || p.Played.Metres[0].Unit != 8 {
		t.Errorf("%d steps, bars %+v, tempo %v, metre %v", p.Steps(), p.Measures, p.Played.Tempos, p.Played.Metres)
	}
	if cell := p.Roll[8][55-features.Lowest]; cell != features.Onset {
		t.Errorf("where the chord has an onset of the melody's key, the cell is %b", cell)
	}
	again := onGrid(t, p.Played)
	if !slices.Equal(again.Roll, p.Roll) {
		t.Error("the roll is not that of the notes")
	}
}

func TestCompositionContinuesItsPrimer(t *testing.T) {
	start := tune(t, `C2|"Am"c4-|c2`)
	start.Roll = start.Roll[:4] // two steps into the first full bar, but all its notes
	F := classOfSymbol("F")
	p := script(t, start, []int{F, F, F}, []int{hold, hold, rest})
	melody, harmony := classes(New(Options{}).Encode(p).Targets)
	if melody != "60 h 72 h h h R" || harmony != "- . Am . F . ." {
		t.Errorf("melody %s, harmony %s", melody, harmony)
	}
	if !slices.Equal(p.Roll[:4], start.Roll) || p.Roll[4][72-features.Lowest] != features.Held || p.Roll[6][72-features.Lowest] != features.Silent {
		t.Error("the roll does not continue the primer's")
	}
	if p.Measures[0] != start.Measures[0] || p.Measures[1].Start != 2 {
		t.Errorf("bars %+v, want those of the primer first: %+v", p.Measures, start.Measures)
	}
	if len(start.Roll) != 4 || len(start.Played.Notes) != 5 {
		t.Error("the primer has changed")
	}
}

func TestPrimersWithoutBothLines(t *testing.T) {
	roll := tune(t, `[CEc]2|`)
	roll.Played = nil
	for _, c := range []struct {
		name    string
		start   *features.Piece
		harmony string
	}{
		{"a roll", roll, "- . C ."},
		{"a melody alone", tune(t, "c2"), "- . C ."},
		{"a note held from before", tune(t, `"Am"c4`).Excerpt(2, 2, score.CommonTime), "Am . C ."},
	} {
		melody, harmony := classes(New(Options{}).Encode(script(t, c.start, []int{1, 1}, []int{hold, rest})).Targets)
		if melody != "72 h h R" || harmony != c.harmony {
			t.Errorf("%s: melody %s, harmony %s, want %s", c.name, melody, harmony, c.harmony)
		}
	}
}

// A piece that is encoded, decoded and encoded again has the same units.
func TestRoundTrip(t *testing.T) {
	r := New(Options{})
	for name, p := range map[string]*features.Piece{
		"tune":   tune(t, `E2|:"C"cc2z"G7"G4-G2^F2"Am/C"EE|"N.C."z2"F"A6"Bdim"B8:|`),
		"tracks": onGrid(t, played([4]int{0, 2, 4, 72}, [4]int{0, 4, 9, 74}, [4]int{1, 0, 4, 48}, [4]int{1, 0, 4, 52}, [4]int{1, 0, 4, 55}, [4]int{1, 6, 9, 50}, [4]int{1, 6, 9, 53})),
	} {
		first := r.Encode(p)
		w := r.Write(features.Primer{Piece: p, Silence: true}, 0, 1, nil)
		for _, ok := w.Input(); ok; _, ok = w.Input() {
			w.Take(0, nil)
			w.Take(1, nil)
		}
		again := w.Piece()
		second := r.Encode(again)
		if first.Len() == 0 || !slices.Equal(first.Targets, second.Targets) || !slices.EqualFunc(first.Inputs, second.Inputs, slices.Equal) {
			t.Errorf("%s: %v\nis then %v", name, first.Targets, second.Targets)
		}
		if third := r.Encode(onGrid(t, again.Played)); !slices.Equal(first.Targets[:len(third.Targets)], third.Targets) || third.Len() == 0 {
			t.Errorf("%s: through its score %v is then %v", name, first.Targets, third.Targets)
		}
	}
}

// The inputs are the same in training and in composing.
func TestInputsWhileComposing(t *testing.T) {
	r := New(Options{})
	p := tune(t, `E2|"C"cc2z"G7"G4-G2^F2"Am/C"EEEE|"N.C."z2"F"A6"Bdim"B8|"C"c16|c16|c16|`)
	want := r.Encode(p)
	start := p.Excerpt(0, 0, score.CommonTime)
	start.Measures = p.Measures
	w := r.Write(features.Primer{Piece: start, Silence: true}, p.Steps(), 1, rand.New(rand.NewPCG(1, 1)))
	for i := range want.Inputs {
		in, ok := w.Input()
		if !ok || !slices.Equal(in, want.Inputs[i]) {
			t.Fatalf("step %d has the inputs %v, want %v", i, in, want.Inputs[i])
		}
		w.Take(0, certain(harmonyClasses, int(want.Targets[2*i])))
		w.Take(1, certain(melodyClasses, int(want.Targets[2*i+1])))
	}
	for i, in := range want.Inputs {
		for k, x := range in {
			if x.Index < 0 || int(x.Index) >= r.Inputs() || k > 0 && x.Index <= in[k-1].Index {
				t.Fatalf("inputs of step %d: %v, of %d", i, in, r.Inputs())
			}
		}
	}
}

// Without silence the primer is read from its second step on, after the first; the music is the same.
func TestPrimerInTheMiddle(t *testing.T) {
	r := New(Options{})
	p := tune(t, `"C"cc2z"G7"G4-`)
	want := r.Encode(p)
	w := r.Write(features.Primer{Piece: p}, 3, 1, rand.New(rand.NewPCG(1, 1)))
	for i := 1; i < p.Steps()+3; i++ {
		in, ok := w.Input()
		if !ok || i < p.Steps() && !slices.Equal(in, want.Inputs[i]) {
			t.Fatalf("step %d has the inputs %v, want %v", i, in, want.Inputs[i])
		}
		w.Take(0, certain(harmonyClasses, 3))
		w.Take(1, certain(melodyClasses, rest))
	}
	if _, ok := w.Input(); ok || w.Piece().Steps() != p.Steps()+3 {
		t.Errorf("%d steps, want %d", w.Piece().Steps(), p.Steps()+3)
	}
	if again := r.Encode(w.Piece()); !slices.Equal(again.Targets[:2*p.Steps()], want.Targets) {
		t.Errorf("the primer is %v, want %v", again.Targets[:2*p.Steps()], want.Targets)
	}
}

// A low primer is read an octave or two higher, and continued in its own octave.
func TestCompositionKeepsTheOctaveOfItsPrimer(t *testing.T) {
	start := onGrid(t, played([4]int{0, 0, 1, 46}, [4]int{0, 1, 2, 48}))
	p := script(t, start, []int{noChord, noChord}, []int{hold, onset + 60 - lowest})
	if got := notesText(p.Played); got != "0.0-1:46.80 0.1-3:48.80 0.3-4:48.80" {
		t.Errorf("the melody continues as %s", got)
	}
}

func TestCompositionsRoundTrip(t *testing.T) {
	r := New(Options{})
	for seed := range uint64(20) {
		w := r.Write(features.Primer{Piece: empty(score.Metre{Beats: 3, Unit: 4}, 12), Silence: true}, 100, 1, rand.New(rand.NewPCG(seed, 1)))
		var want []int16
		for _, ok := w.Input(); ok; _, ok = w.Input() {
			want = append(want, int16(w.Take(0, make([]float32, harmonyClasses))), int16(w.Take(1, make([]float32, melodyClasses))))
		}
		p := w.Piece()
		if got := r.Encode(p).Targets; !slices.Equal(got, want) {
			t.Fatalf("seed %d: %v\nis encoded as %v", seed, want, got)
		}
		if again := onGrid(t, p.Played); !slices.Equal(again.Roll, p.Roll[:again.Steps()]) {
			t.Fatalf("seed %d: the roll is not that of the notes", seed)
		}
	}
}

func TestTemperature(t *testing.T) {
	onsets := func(temperature float64) (count int) {
		w := New(Options{}).Write(features.Primer{Piece: empty(score.CommonTime, 16), Silence: true}, 1000, temperature, rand.New(rand.NewPCG(1, 1)))
		for _, ok := w.Input(); ok; _, ok = w.Input() {
			w.Take(0, certain(harmonyClasses, 1))
			logits := make([]float32, melodyClasses)
			logits[rest] = 5
			if w.Take(1, logits) >= onset {
				count++
			}
		}
		return count
	}
	if cold, warm := onsets(0.2), onsets(5); cold > 5 || warm < 800 {
		t.Errorf("%d onsets of 1000 when cold, %d when warm", cold, warm)
	}
}

var _ sequence.Writer = (*writer)(nil)
