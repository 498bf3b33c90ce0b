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

func conditioned(conditions ...string) *Events {
	return New(Options{Dynamics: true, Tempo: 120, ControlSignals: conditions})
}

// told is Encode with all conditions given.
func (e *Events) told(p *features.Piece) *sequence.Sequence {
	return e.encode(perform(p.Played).strokes(1, 0), e.options.ControlSignals)
}

// row is a row of inputs written out.
func row(e *Events, in []sequence.Input) []float32 {
	r := make([]float32, e.Inputs())
	for _, i := range in {
		r[i.Index] += i.Value
	}
	return r
}

func TestInputs(t *testing.T) {
	for _, c := range []struct {
		conditions []string
		want       int // events, flag, 8 of density, 12 of pitch classes: as the configs of magenta
	}{{nil, 388}, {[]string{Density}, 397}, {[]string{PitchClasses}, 401}, {[]string{Density, PitchClasses}, 409}} {
		if got := conditioned(c.conditions...).Inputs(); got != c.want {
			t.Errorf("%q: %d inputs, want %d", c.conditions, got, c.want)
		}
	}
	in := conditioned().told(piece(scoreOf(n(0, 100, 60)))).Inputs // velocity, on, shift, off
	if len(in[0]) != 0 {
		t.Errorf("before the first event the network hears %v, want nothing", in[0])
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

// Seven notes at once: at the beginning they are 7 in 3 s, class 2 (from 2 to 4 notes a second). After 1 s come 2 in 3 s, class 0; after 3.5 s one note in the
// half second that is left, class 2; at the end none. Within a moment the class stays.
func TestDensityByHand(t *testing.T) {
	var notes []score.Note
	for key := range uint8(7) {
		notes = append(notes, n(0, 1000, 60+key))
	}
	notes = append(notes, n(2000, 3500, 60), n(3500, 4000, 62))
	e := conditioned(Density)
	s := e.told(piece(scoreOf(notes...)))
	want := slices.Concat(slices.Repeat([]int{2}, 9), // velocity, 7 on, shift
		slices.Repeat([]int{0}, 8), // 7 off, shift to 2 s
		[]int{1, 1},                // on, shift to 3 s: 2 notes in the 2 s that are left
		[]int{1},                   // shift to 3.5 s: 1 note in 1 s
		[]int{2, 2, 2, 0})          // off, on, shift; off
	var got []int
	for i, in := range s.Inputs {
		class := slices.Index(row(e, in)[389:], 1)
		got = append(got, class)
		if flag := row(e, in)[388]; flag != 0 {
			t.Errorf("input %d says that the density is not given", i)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("classes %v\nwant    %v", got, want)
	}
}

// C sounds for 1 s, G for 3 s of the next five: with 0.01 s for each class, 1.01 and 3.01 of 4.12. After 1 s: C not at all, G for 4 s: 0.01 and 4.01 of 4.12.
func TestPitchClassesByHand(t *testing.T) {
	e := conditioned(PitchClasses)
	s := e.told(piece(scoreOf(n(0, 1000, 60), n(2000, 8000, 67))))
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

// The windows of a long random performance against counting anew at each event.
func TestWindowsAgainstCounting(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var notes []score.Note
	at := int64(0)
	for range 300 {
		at += int64(random.IntN(8)) * 90
		notes = append(notes, n(at, at+int64(random.IntN(4000)), uint8(40+random.IntN(20))))
	}
	e := conditioned(Density, PitchClasses)
	s := e.told(piece(scoreOf(notes...)))
	strokes := perform(scoreOf(notes...)).strokes(1, 0)
	end := int32(0)
	for _, stroke := range strokes {
		end = max(end, stroke.end)
	}
	now := int32(0)
	for i, event := range s.Targets {
		if i > 0 && isShift(s.Targets[i-1]) {
			now += int32(s.Targets[i-1]) - 255
		}
		struck, seconds, sum := 0.0, [12]float64{}, 0.0
		for _, stroke := range strokes {
			if stroke.start >= now && stroke.start < now+300 {
				struck++
			}
			seconds[stroke.key%12] += max(0, float64(min(stroke.end, now+500)-max(stroke.start, now))) / 100
		}
		class := 0
		if now < end {
			class = densityClass(struck * 100 / float64(min(end-now, 300)))
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

// In half of the variations nothing is given; in the other half both, or one alone.
func TestConditionsAreLeftOut(t *testing.T) {
	e := conditioned(Density, PitchClasses)
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
			t.Fatalf("one piece hears now this, now that: %v", kinds)
		}
		counts[kinds[0]]++
	}
	for kind, want := range map[[3]bool]int{{true, false, false}: 300, {false, true, true}: 100, {false, true, false}: 100, {false, false, true}: 100} {
		if got := counts[kind]; got < want*3/4 || got > want*5/4 {
			t.Errorf("left out, density, pitch classes = %v: %d of 600, want about %d", kind, got, want)
		}
	}
	if len(counts) != 4 {
		t.Errorf("kinds %v", counts)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"condition":                 {Tempo: 120, ControlSignals: []string{"tempo"}},
		"tempo":                     {},
		"stretch":                   {Tempo: 120, Stretch: []float64{0}},
		"density unheard":           {Tempo: 120, Density: 4},
		"pitch classes unheard":     {Tempo: 120, ControlSignals: []string{Density}, PitchClasses: make([]float64, 12)},
		"pitch classes of no share": {Tempo: 120, ControlSignals: []string{PitchClasses}, PitchClasses: make([]float64, 12)},
		"seven pitch classes":       {Tempo: 120, ControlSignals: []string{PitchClasses}, PitchClasses: []float64{1, 1, 1, 1, 1, 1, 1}},
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
