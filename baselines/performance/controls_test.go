package performance

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

func controlled(signals ...string) *Events {
	return New(Options{Dynamics: true, Tempo: 120, ControlSignals: signals})
}

// encodeWithSignals is Encode with all control signals.
func (e *Events) encodeWithSignals(p *features.Piece) *sequence.Sequence {
	return e.encode(newPerformance(p.Played).quantize(1, 0), e.options.ControlSignals)
}

// row is a dense row of inputs.
func row(e *Events, in []sequence.Input) []float32 {
	r := make([]float32, e.Inputs())
	for _, i := range in {
		r[i.Index] += i.Value
	}
	return r
}

func TestInputs(t *testing.T) {
	for _, c := range []struct {
		signals []string
		want    int // events, flag, 8 of density, 12 of pitch classes: as the configs of magenta
	}{{nil, 388}, {[]string{Density}, 397}, {[]string{PitchClasses}, 401}, {[]string{Density, PitchClasses}, 409}} {
		if got := controlled(c.signals...).Inputs(); got != c.want {
			t.Errorf("%q: %d inputs, want %d", c.signals, got, c.want)
		}
	}
	in := controlled().encodeWithSignals(piece(scoreOf(n(0, 100, 60)))).Inputs // velocity, on, shift, off
	if len(in[0]) != 0 {
		t.Errorf("the first event has the inputs %v, want none", in[0])
	}
	for i, event := range []int32{371, 60, 265} {
		if want := []sequence.Input{{Index: event, Value: 1}}; !slices.Equal(in[i+1], want) {
			t.Errorf("input %d is %v, want %v", i+1, in[i+1], want)
		}
	}
}

func TestDensityClasses(t *testing.T) {
	for density, want := range map[float64]int{0: 0, 0.99: 0, 1: 1, 1.9: 1, 2: 2, 4: 3, 8: 4, 16: 5, 32: 6, 63.9: 6, 64: 7, 1000: 7} {
		if got := densityClass(density); got != want {
			t.Errorf("%v notes a second are of class %d, want %d", density, got, want)
		}
	}
}

// Seven notes at once: at the beginning there are 7 in 3 s, class 2 (2 to 4 notes a second). After 1 s there
// are 2 in 3 s, class 0; after 3.5 s one note in the remaining half second, class 2; at the end none. The
// class is the same for all events of a step.
func TestDensityByHand(t *testing.T) {
	var notes []score.Note
	for key := range uint8(7) {
		notes = append(notes, n(0, 1000, 60+key))
	}
	notes = append(notes, n(2000, 3500, 60), n(3500, 4000, 62))
	e := controlled(Density)
	s := e.encodeWithSignals(piece(scoreOf(notes...)))
	want := slices.Concat(slices.Repeat([]int{2}, 9), // velocity, 7 on, shift
		slices.Repeat([]int{0}, 8), // 7 off, shift to 2 s
		[]int{1, 1},                // on, shift to 3 s: 2 notes in the remaining 2 s
		[]int{1},                   // shift to 3.5 s: 1 note in 1 s
		[]int{2, 2, 2, 0})          // off, on, shift; off
	var got []int
	for i, in := range s.Inputs {
		class := slices.Index(row(e, in)[389:], 1)
		got = append(got, class)
		if flag := row(e, in)[388]; flag != 0 {
			t.Errorf("input %d says that there are no control signals", i)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("classes %v\nwant    %v", got, want)
	}
}

// C sounds for 1 s, G for 3 s of the next five: with 0.01 s for each class, 1.01 and 3.01 of 4.12. After 1 s
// C does not sound, and G for 4 s: 0.01 and 4.01 of 4.12.
func TestPitchClassesByHand(t *testing.T) {
	e := controlled(PitchClasses)
	s := e.encodeWithSignals(piece(scoreOf(n(0, 1000, 60), n(2000, 8000, 67))))
	for _, c := range []struct {
		input, class int
		want         float64
	}{
		{0, 0, 1.01 / 4.12}, {0, 7, 3.01 / 4.12}, {0, 1, 0.01 / 4.12}, // velocity
		{2, 0, 1.01 / 4.12},                      // shift to 1 s
		{3, 0, 0.01 / 4.12}, {3, 7, 4.01 / 4.12}, // off
		{5, 7, 5.01 / 5.12}, // on, at 2 s
		{12, 7, 1.0 / 12},   // off, at the end
	} {
		if got := row(e, s.Inputs[c.input])[389+c.class]; math.Abs(float64(got)-c.want) > 1e-6 {
			t.Errorf("input %d, class %d: %v, want %v", c.input, c.class, got, c.want)
		}
	}
}

// The windows of a long random performance are compared with counting at each event.
func TestWindowsAgainstCounting(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var notes []score.Note
	at := int64(0)
	for range 300 {
		at += int64(random.IntN(8)) * 90
		notes = append(notes, n(at, at+int64(random.IntN(4000)), uint8(40+random.IntN(20))))
	}
	e := controlled(Density, PitchClasses)
	s := e.encodeWithSignals(piece(scoreOf(notes...)))
	quantized := newPerformance(scoreOf(notes...)).quantize(1, 0)
	end := int32(0)
	for _, note := range quantized {
		end = max(end, note.end)
	}
	now := int32(0)
	for i, event := range s.Targets {
		if i > 0 && isShift(s.Targets[i-1]) {
			now += int32(s.Targets[i-1]) - 255
		}
		onsets, seconds, sum := 0.0, [12]float64{}, 0.0
		for _, note := range quantized {
			if note.start >= now && note.start < now+300 {
				onsets++
			}
			seconds[note.key%12] += max(0, float64(min(note.end, now+500)-max(note.start, now))) / 100
		}
		class := 0
		if now < end {
			class = densityClass(onsets * 100 / float64(min(end-now, 300)))
		}
		got := row(e, s.Inputs[i])[388:]
		if got[0] != 0 || slices.Index(got[1:9], 1) != class {
			t.Fatalf("event %d (%d) at step %d: %v, want class %d", i, event, now, got[:9], class)
		}
		for _, s := range seconds {
			sum += s + 0.01
		}
		for class, s := range seconds {
			if want := (s + 0.01) / sum; math.Abs(float64(got[9+class])-want) > 1e-6 {
				t.Fatalf("event %d at step %d: share %v of class %d, want %v", i, now, got[9+class], class, want)
			}
		}
	}
}

// Half of the augmented pieces have no control signals; the other half has both, or one alone.
func TestSignalsAreLeftOut(t *testing.T) {
	e := controlled(Density, PitchClasses)
	p := piece(scoreOf(n(0, 100, 60), n(100, 200, 62)))
	random := rand.New(rand.NewPCG(5, 6))
	counts := map[[3]bool]int{}
	for range 600 {
		var kinds [][3]bool
		for _, in := range e.Augment(p, random).Inputs {
			r := row(e, in)
			sum := float32(0)
			for _, share := range r[397:] {
				sum += share
			}
			kinds = append(kinds, [3]bool{r[388] == 1, slices.Contains(r[389:397], 1), sum > 0.999})
		}
		if len(slices.Compact(kinds)) != 1 {
			t.Fatalf("the control signals of a piece change: %v", kinds)
		}
		counts[kinds[0]]++
	}
	for kind, want := range map[[3]bool]int{{true, false, false}: 300, {false, true, true}: 100, {false, true, false}: 100, {false, false, true}: 100} {
		if got := counts[kind]; got < want*3/4 || got > want*5/4 {
			t.Errorf("none, density, pitch classes = %v: %d of 600, want about %d", kind, got, want)
		}
	}
	if len(counts) != 4 {
		t.Errorf("kinds %v", counts)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"signal":                      {Tempo: 120, ControlSignals: []string{"tempo"}},
		"tempo":                       {},
		"stretch":                     {Tempo: 120, Stretch: []float64{0}},
		"density without input":       {Tempo: 120, Density: 4},
		"pitch classes without input": {Tempo: 120, ControlSignals: []string{Density}, PitchClasses: make([]float64, 12)},
		"pitch classes of no share":   {Tempo: 120, ControlSignals: []string{PitchClasses}, PitchClasses: make([]float64, 12)},
		"seven pitch classes":         {Tempo: 120, ControlSignals: []string{PitchClasses}, PitchClasses: []float64{1, 1, 1, 1, 1, 1, 1}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			New(o)
		}()
	}
}
