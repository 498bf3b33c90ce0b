package performance

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

// silent is a primer of a given number of steps of silence in 4/4.
func silent(steps int) *features.Piece {
	return &features.Piece{Roll: make(features.Roll, steps), StepsPerQuarter: 4, Articulated: true, Tempo: 120,
		Measures: []features.Measure{{Steps: 16, Metre: score.CommonTime}}}
}

// certain are logits for an event, and for a time shift of 10 steps if the event is not possible.
func certain(class int16) []float32 {
	logits := slices.Repeat([]float32{-1e6}, 388)
	logits[wait(10)] = -1e3
	logits[class] = 0
	return logits
}

// compose gives a writer the events of a script, then shifts of 10 steps, and returns the events of the writer.
func compose(t *testing.T, w sequence.Writer, script ...int16) (taken []int16) {
	t.Helper()
	for range 100_000 {
		if _, ok := w.Input(); !ok {
			return taken
		}
		next := wait(10)
		if len(script) > 0 {
			next, script = script[0], script[1:]
		}
		taken = append(taken, int16(w.Take(0, certain(next))))
	}
	t.Fatal("the composition does not end")
	return nil
}

func newRandom() *rand.Rand { return rand.New(rand.NewPCG(7, 8)) }

// Eight sixteenths at 120 quarters a minute are 1 s, 100 steps.
func TestWrite(t *testing.T) {
	w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 8, 1, newRandom())
	taken := compose(t, w, vel(32), on(60), wait(25), on(64), wait(50), off(60), wait(100))
	if want := []int16{vel(32), on(60), wait(25), on(64), wait(50), off(60), wait(25)}; !slices.Equal(taken, want) {
		t.Errorf("events %v, want %v: the last shift ends with the composition", taken, want)
	}
	p := w.Piece()
	// 480 ticks a quarter are 960 a second.
	want := []score.Note{{Start: 0, End: 720, Key: 60, Velocity: 125}, {Start: 240, End: 960, Key: 64, Velocity: 125}}
	if !slices.Equal(p.Played.Notes, want) || p.Played.TicksPerQuarter != 480 || p.Played.Length != 960 {
		t.Errorf("played %+v, want the notes %+v", p.Played, want)
	}
	if !slices.Equal(p.Played.Tempos, []score.TempoChange{{QuartersPerMinute: 120}}) || p.Tempo != 120 || !p.Articulated {
		t.Errorf("tempos %v, at the beginning %v", p.Played.Tempos, p.Tempo)
	}
	roll := make(features.Roll, 8)
	for step := range 8 {
		roll[step][60-21], roll[step][64-21] = features.Held, features.Held
	}
	roll[0][39], roll[0][43], roll[1][43], roll[2][43] = features.Onset, features.Silent, features.Silent, features.Onset
	roll[6][39], roll[7][39] = features.Silent, features.Silent
	if !slices.Equal(p.Roll, roll) {
		t.Errorf("roll %v", p.Roll)
	}
}

func TestSilenceIsAPiece(t *testing.T) {
	w := dynamic().Write(features.Primer{Piece: silent(3), Silence: true}, 40, 1, newRandom())
	compose(t, w)
	p := w.Piece()
	if p.Steps() != 43 || len(p.Measures) != 3 || len(p.Played.Notes) != 0 {
		t.Errorf("%d steps in %d bars with %d notes, want 43 in 3 with none", p.Steps(), len(p.Measures), len(p.Played.Notes))
	}
	if played, _ := p.Roll.Count(); played != 0 {
		t.Errorf("%d cells play", played)
	}
	if want := []score.MetreChange{{Metre: score.CommonTime}}; !slices.Equal(p.Played.Metres, want) {
		t.Errorf("metres %v, want %v", p.Played.Metres, want)
	}
}

// A key sounds for 5 s at most. The shift ends there, and the release follows without being sampled.
func TestLongestNote(t *testing.T) {
	w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 64, 1, newRandom())
	script := append([]int16{on(60), wait(50), on(64)}, slices.Repeat([]int16{wait(100)}, 20)...)
	taken := compose(t, w, script...)
	want := []int16{on(60), wait(50), on(64), wait(100), wait(100), wait(100), wait(100), wait(50), off(60), wait(50), off(64), wait(100), wait(100), wait(50)}
	if !slices.Equal(taken, want) {
		t.Errorf("events %v\nwant   %v", taken, want)
	}
}

func TestImpossibleEvents(t *testing.T) {
	for _, c := range []struct {
		name   string
		script []int16
	}{
		{"a key below the piano", []int16{on(20)}},
		{"a key above it", []int16{on(109)}},
		{"the release of a silent key", []int16{off(60)}},
		{"two onsets of a key at one time", []int16{on(60), on(60)}},
		{"the release of a key at the time of its onset", []int16{on(60), off(60)}},
		{"an onset, a release and an onset at one time", []int16{on(60), wait(10), off(60), on(60), off(60)}},
	} {
		w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 8, 1, newRandom())
		last := c.script[len(c.script)-1]
		if taken := compose(t, w, c.script...)[:len(c.script)]; taken[len(taken)-1] == last || !slices.Equal(taken[:len(taken)-1], c.script[:len(c.script)-1]) {
			t.Errorf("%s: %v was taken", c.name, taken)
		}
	}
	for _, next := range []int16{vel(3), wait(10), off(60)} {
		w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 8, 1, newRandom())
		if taken := compose(t, w, on(60), wait(10), vel(2), next); taken[3] >= 128 {
			t.Errorf("after a velocity: event %d, want an onset", taken[3])
		}
	}
}

// An onset of a key that sounds ends the note before.
func TestOnsetWhileSounding(t *testing.T) {
	w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 8, 1, newRandom())
	compose(t, w, on(60), wait(50), on(60), wait(20), off(60))
	want := []score.Note{{Start: 0, End: 480, Key: 60, Velocity: 80}, {Start: 480, End: 672, Key: 60, Velocity: 80}}
	if got := w.Piece().Played.Notes; !slices.Equal(got, want) {
		t.Errorf("notes %v, want %v", got, want)
	}
}

// Whatever the logits are, there are 264 events at one time at most.
func TestTimeAdvances(t *testing.T) {
	for _, likely := range [][2]int{{noteOn, noteOff}, {noteOff, timeShift}, {velocity, eventsCount}, {0, eventsCount}} {
		logits := slices.Repeat([]float32{-100}, eventsCount)
		for class := likely[0]; class < likely[1]; class++ {
			logits[class] = 100
		}
		logits[wait(100)] = -50
		w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 16, 1, newRandom())
		events := 0
		for {
			if _, ok := w.Input(); !ok {
				break
			}
			events++
			if isShift(int16(w.Take(0, logits))) {
				events = 0
			}
			if events > 264 {
				t.Fatalf("likely %v: more than 264 events at one time", likely)
			}
		}
	}
}

// The primer is read as it was played, and keeps its tempo: two quarters at 60 a minute, 2 s, of which the
// last half second is a rest. Two steps at 120 follow, of 0.125 s each.
func TestContinuesTheNotesAsPlayed(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 960, Tempos: []score.TempoChange{{QuartersPerMinute: 60}}, Length: 1920,
		Notes: []score.Note{{Start: 0, End: 960, Key: 60, Velocity: 33}, {Start: 960, End: 1440, Key: 62, Velocity: 127}}}
	start, err := features.FromScore("start", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	start.Roll = append(start.Roll, make(features.Roll, 2)...) // to the end of the second quarter
	w := dynamic().Write(features.Primer{Piece: start, Silence: true}, 2, 1, newRandom())
	taken := compose(t, w, slices.Concat(slices.Repeat([]int16{on(90)}, 9), []int16{on(64), wait(10), off(64)})...)
	want := []int16{vel(9), on(60), wait(100), off(60), vel(32), on(62), wait(50), off(62), wait(50), on(64), wait(10), off(64), wait(10), wait(5)}
	if !slices.Equal(taken, want) {
		t.Errorf("events %v\nwant   %v", taken, want)
	}
	p := w.Piece()
	notes := []score.Note{{Start: 0, End: 480, Key: 60, Velocity: 33}, {Start: 480, End: 720, Key: 62, Velocity: 127}, {Start: 960, End: 1056, Key: 64, Velocity: 125}}
	if !slices.Equal(p.Played.Notes, notes) {
		t.Errorf("notes %v, want %v", p.Played.Notes, notes)
	}
	if want := []score.TempoChange{{QuartersPerMinute: 60}, {Tick: 960, QuartersPerMinute: 120}}; !slices.Equal(p.Played.Tempos, want) || p.Tempo != 60 {
		t.Errorf("tempos %v, want %v", p.Played.Tempos, want)
	}
	if p.Steps() != 10 || !slices.Equal(p.Roll[:8], start.Roll) || start.Steps() != 8 {
		t.Errorf("%d steps, the primer is %v", p.Steps(), p.Roll[:8])
	}
}

// Without a score the primer is its roll at the tempo of Options: a step at 120 is 12.5 steps of 10 ms. Keys
// that sound at its end go on.
func TestContinuesARoll(t *testing.T) {
	start := silent(2)
	start.Roll[0][39], start.Roll[1][39] = features.Onset, features.Held
	w := dynamic().Write(features.Primer{Piece: start, Silence: true}, 4, 1, newRandom())
	taken := compose(t, w, on(90), on(90), on(90), wait(25), off(60))
	if want := []int16{vel(20), on(60), wait(25), wait(25), off(60), wait(10), wait(10), wait(5)}; !slices.Equal(taken, want) {
		t.Errorf("events %v, want %v", taken, want)
	}
	notes := w.Piece().Played.Notes
	if want := []score.Note{{Start: 0, End: 480, Key: 60, Velocity: 80}}; !slices.Equal(notes, want) {
		t.Errorf("notes %v, want %v", notes, want)
	}
}

// Without silence the primer is read from its second event on, after the first; the music is the same.
func TestPrimerInTheMiddle(t *testing.T) {
	primer := silent(2)
	primer.Roll[0][39], primer.Roll[1][39] = features.Onset, features.Held
	whole := dynamic().Write(features.Primer{Piece: primer, Silence: true}, 4, 1, newRandom())
	all := compose(t, whole, on(90), on(90), on(90), wait(25), off(60))
	middle := dynamic().Write(features.Primer{Piece: primer}, 4, 1, newRandom())
	if in, ok := middle.Input(); !ok || !slices.Equal(in, []sequence.Input{{Index: int32(all[0]), Value: 1}}) {
		t.Errorf("the first inputs are %v, want event %d", in, all[0])
	}
	if rest := compose(t, middle, on(90), on(90), wait(25), off(60)); !slices.Equal(rest, all[1:]) {
		t.Errorf("events %v, want %v", rest, all[1:])
	}
	if a, b := whole.Piece().Played.Notes, middle.Piece().Played.Notes; !slices.Equal(a, b) {
		t.Errorf("notes %v, want %v", b, a)
	}
}

// The control signals of Options, or that there are none, are inputs of every event of a composition.
func TestRequestedSignals(t *testing.T) {
	both := []string{Density, PitchClasses}
	shares := []float64{3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}
	for _, c := range []struct {
		name    string
		options Options
		want    map[int]float32
	}{
		{"no signals", Options{}, nil},
		{"none requested", Options{ControlSignals: both, PitchClasses: []float64{}}, map[int]float32{388: 1}},
		{"density", Options{ControlSignals: both, Density: 5}, map[int]float32{389 + 3: 1}},
		{"pitch classes", Options{ControlSignals: both, PitchClasses: shares}, map[int]float32{397: 0.75, 404: 0.25}},
		{"both", Options{ControlSignals: both, Density: 0.5, PitchClasses: shares}, map[int]float32{389: 1, 397: 0.75, 404: 0.25}},
	} {
		c.options.Dynamics, c.options.Tempo = true, 120
		e := New(c.options)
		w := e.Write(features.Primer{Piece: silent(1), Silence: true}, 4, 1, newRandom())
		for last := -1; ; {
			in, ok := w.Input()
			if !ok {
				break
			}
			want := make([]float32, e.Inputs())
			if last >= 0 {
				want[last] = 1
			}
			for i, v := range c.want {
				want[i] = v
			}
			if !slices.Equal(row(e, in), want) {
				t.Fatalf("%s: after %d the inputs are %v", c.name, last, in)
			}
			last = w.Take(0, certain(wait(7)))
		}
	}
}

// A seed gives the same composition each time, another seed another one; a low temperature gives the most
// likely event.
func TestDrawing(t *testing.T) {
	logits := slices.Repeat([]float32{0}, eventsCount)
	write := func(seed uint64) *features.Piece {
		w := dynamic().Write(features.Primer{Piece: silent(1), Silence: true}, 64, 1, rand.New(rand.NewPCG(seed, 0)))
		for {
			if _, ok := w.Input(); !ok {
				return w.Piece()
			}
			w.Take(0, logits)
		}
	}
	if a, b := write(1), write(1); !slices.Equal(a.Played.Notes, b.Played.Notes) {
		t.Error("one seed gives two compositions")
	}
	if a, b := write(1), write(2); slices.Equal(a.Played.Notes, b.Played.Notes) {
		t.Error("two seeds give one composition")
	}
	logits[wait(3)] = 0.01
	w := dynamic().Write(features.Primer{Piece: silent(0), Silence: true}, 16, 1e-4, newRandom())
	for range 20 {
		if class := w.Take(0, logits); class != int(wait(3)) {
			t.Errorf("event %d at a low temperature, want %d", class, wait(3))
		}
	}
}
