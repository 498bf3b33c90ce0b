package performance

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"workbench/features"
	"workbench/features/score"
)

// scoreOf has a thousand ticks a second: ten ticks are a step.
func scoreOf(notes ...score.Note) *score.Score {
	s := &score.Score{TicksPerQuarter: 480, Tempos: []score.TempoChange{{QuartersPerMinute: 125}}, Notes: notes}
	for _, n := range notes {
		s.Length = max(s.Length, n.End)
	}
	return s
}

// n is a note in milliseconds, of velocity 64: bin 16 of magenta's.
func n(start, end int64, key uint8) score.Note {
	return score.Note{Start: start, End: end, Key: key, Velocity: 64}
}

func loud(n score.Note, velocity uint8) score.Note {
	n.Velocity = velocity
	return n
}

func on(key int16) int16     { return key }
func off(key int16) int16    { return 128 + key }
func wait(steps int16) int16 { return 255 + steps }
func vel(bin int16) int16    { return 355 + bin } // from 1

func piece(s *score.Score) *features.Piece { return &features.Piece{Played: s, StepsPerQuarter: 4} }

func dynamic() *Events { return New(Options{Dynamics: true, Tempo: 120}) }

func TestEventsByHand(t *testing.T) {
	for _, c := range []struct {
		name  string
		score *score.Score
		want  []int16
	}{
		{"class numbers, of note_seq's performance_encoder_decoder", scoreOf(n(0, 500, 60)), []int16{371, 60, 305, 188}},
		{"silence first, and a chord from the lowest key", scoreOf(n(200, 500, 60), n(200, 500, 64), n(200, 400, 67)),
			[]int16{wait(20), vel(16), on(60), on(64), on(67), wait(20), off(67), wait(10), off(60), off(64)}},
		{"velocity where its bin changes", scoreOf(n(0, 100, 60), loud(n(100, 200, 62), 61), loud(n(200, 300, 64), 60), loud(n(300, 400, 65), 127), loud(n(400, 500, 67), 1)),
			[]int16{vel(16), on(60), wait(10), off(60), on(62), wait(10), off(62), vel(15), on(64), wait(10), off(64), vel(32), on(65), wait(10), off(65), vel(1), on(67), wait(10), off(67)}},
		{"a second is one shift, more are several", scoreOf(n(0, 1000, 60), n(3500, 3600, 60)),
			[]int16{vel(16), on(60), wait(100), off(60), wait(100), wait(100), wait(50), on(60), wait(10), off(60)}},
		{"to the nearest step, halfway to the later one", scoreOf(n(4, 14, 60), n(15, 26, 62)),
			[]int16{vel(16), on(60), wait(1), off(60), wait(1), on(62), wait(1), off(62)}},
		{"at least a step", scoreOf(n(100, 100, 60), n(101, 104, 64)), []int16{wait(10), vel(16), on(60), on(64), wait(1), off(60), off(64)}},
		{"in one step by their times, not their keys", scoreOf(n(98, 200, 64), n(102, 200, 60)), []int16{wait(10), vel(16), on(64), on(60), wait(10), off(64), off(60)}},
		{"an onset at the end of the note before", scoreOf(n(0, 100, 60), n(100, 200, 60)), []int16{vel(16), on(60), wait(10), off(60), on(60), wait(10), off(60)}},
		{"an onset while the key sounds", scoreOf(n(0, 150, 60), n(100, 200, 60)), []int16{vel(16), on(60), wait(10), off(60), on(60), wait(10), off(60)}},
		{"an onset within a longer note, which goes on", scoreOf(n(0, 300, 60), n(100, 200, 60)), []int16{vel(16), on(60), wait(10), off(60), on(60), wait(20), off(60)}},
		{"one key twice at once is one note, as loud as the louder", scoreOf(loud(n(0, 100, 60), 127), n(0, 200, 60)), []int16{vel(32), on(60), wait(20), off(60)}},
		{"keys that no piano has", scoreOf(n(0, 100, 20), n(0, 100, 21), n(0, 100, 108), n(0, 100, 109)),
			[]int16{vel(16), on(21), on(108), wait(10), off(21), off(108)}},
		{"no notes", scoreOf(), nil},
		{"no score", nil, nil},
		{"no ticks", &score.Score{Notes: []score.Note{n(0, 10, 60)}}, nil},
		{"no tempo", &score.Score{TicksPerQuarter: 480, Tempos: []score.TempoChange{{}}, Notes: []score.Note{n(0, 10, 60)}}, nil},
	} {
		s := dynamic().Encode(piece(c.score))
		if !slices.Equal(s.Targets, c.want) || s.Len() != len(c.want) {
			t.Errorf("%s: %d inputs, events %v, want %v", c.name, s.Len(), s.Targets, c.want)
		}
	}
}

// The pedal is down from 0.05 s to 0.3 s: keys that are released in that time sound until its end, or their
// next onset.
func TestPedalBecomesLength(t *testing.T) {
	s := scoreOf(n(0, 100, 60), n(50, 150, 64), n(200, 250, 60), n(200, 400, 67))
	s.Pedals = []score.Pedal{{Tick: 50, Down: true}, {Tick: 300}}
	want := []int16{vel(16), on(60), wait(5), on(64), wait(15), off(60), on(60), on(67), wait(10), off(64), off(60), wait(10), off(67)}
	if got := dynamic().Encode(piece(s)).Targets; !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

// A quarter of 480 ticks lasts 1 s at 60 a minute, then 0.25 s at 240.
func TestTempoMap(t *testing.T) {
	s := scoreOf(n(0, 480, 60), n(480, 960, 62))
	s.Tempos = []score.TempoChange{{QuartersPerMinute: 60}, {Tick: 480, QuartersPerMinute: 240}}
	want := []int16{vel(16), on(60), wait(100), off(60), on(62), wait(25), off(62)}
	if got := dynamic().Encode(piece(s)).Targets; !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

func TestWithoutDynamics(t *testing.T) {
	e := New(Options{Tempo: 120})
	want := []int16{on(60), wait(10), off(60), on(62), wait(10), off(62)}
	if got := e.Encode(piece(scoreOf(n(0, 100, 60), loud(n(100, 200, 62), 20)))).Targets; !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	if e.Heads()[0].Classes != 356 || e.Inputs() != 356 || dynamic().Heads()[0].Classes != 388 {
		t.Errorf("%d classes of %d inputs, and %d with dynamics", e.Heads()[0].Classes, e.Inputs(), dynamic().Heads()[0].Classes)
	}
}

// The decoded events are the score: each note begins within 5 ms of its time, with its bin of velocity, and
// keys sound when they do in the score.
func TestRoundTripOfTheStarterCorpus(t *testing.T) {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range corpus.Pieces {
		player := newPlayer(nil, 0)
		for _, event := range dynamic().Encode(p).Targets {
			player.apply(event)
		}
		notes, clock := player.notes(), p.Played.Clock()
		sounding := map[[2]int32]bool{} // key and step
		onsets := map[[2]int32]uint8{}
		for _, s := range notes {
			onsets[[2]int32{int32(s.key), s.start}] = s.velocity
			for step := s.start; step < s.end; step++ {
				sounding[[2]int32{int32(s.key), step}] = true
			}
		}
		louder, sounds := map[[2]int32]uint8{}, map[[2]int32]bool{}
		for _, note := range p.Played.Notes {
			start, end := int32(math.Round(100*clock.Seconds(note.Start))), int32(math.Round(100*clock.Seconds(note.End)))
			at := [2]int32{int32(note.Key), start}
			louder[at] = max(louder[at], note.Velocity)
			for step := start; step < max(end, start+1); step++ {
				sounds[[2]int32{int32(note.Key), step}] = true
			}
		}
		if len(onsets) != len(notes) || len(onsets) != len(louder) || len(sounding) != len(sounds) {
			t.Fatalf("%s: %d notes in %d places, want %d; %d steps sound, want %d", p.Name, len(notes), len(onsets), len(louder), len(sounding), len(sounds))
		}
		for at, velocity := range louder {
			if got, ok := onsets[at]; !ok || (got-1)/4 != (velocity-1)/4 {
				t.Errorf("%s: key %d at step %d has velocity %d, want one in the bin of %d", p.Name, at[0], at[1], got, velocity)
			}
		}
		for at := range sounds {
			if !sounding[at] {
				t.Fatalf("%s: key %d is silent at step %d", p.Name, at[0], at[1])
			}
		}
	}
}

func TestAugment(t *testing.T) {
	p := piece(scoreOf(n(0, 1000, 22), n(100, 200, 107)))
	e := New(Options{Tempo: 120, Stretch: []float64{0.95, 1.1}, Transpose: []int{-3, -2, -1, 0, 1, 2, 3}})
	seen := map[[2]int16]int{}
	random := rand.New(rand.NewPCG(1, 2))
	for range 600 {
		events := e.Augment(p, random).Targets // on, shift, on, shift, off, shift, off
		if len(events) != 7 && len(events) != 8 {
			t.Fatalf("events %v", events)
		}
		seen[[2]int16{events[0], events[1]}]++
	}
	// 0.1 s stretched by 0.95 is 9.5 steps, which go to 10, and by 1.1 is 11; the keys 22 and 107 have room
	// for a semitone each way.
	for _, key := range []int16{21, 22, 23} {
		for _, shift := range []int16{10, 11} {
			if times := seen[[2]int16{on(key), wait(shift)}]; times < 60 || times > 140 {
				t.Errorf("key %d after %d steps came %d times of 600, want about 100", key, shift, times)
			}
		}
	}
	if len(seen) != 6 {
		t.Errorf("first events %v, want 6 kinds", seen)
	}
}

// A piece that no transposition keeps on the keyboard is not transposed, and one without a score is empty.
func TestAugmentWithoutTransposition(t *testing.T) {
	e := New(Options{Tempo: 120, Transpose: []int{-1, 1}})
	random := rand.New(rand.NewPCG(1, 2))
	if got := e.Augment(piece(scoreOf(n(0, 100, 21), n(0, 100, 108))), random).Targets; !slices.Equal(got, []int16{on(21), on(108), wait(10), off(21), off(108)}) {
		t.Errorf("events %v", got)
	}
	if got := e.Augment(piece(nil), random); got.Len() != 0 || len(got.Targets) != 0 {
		t.Errorf("a piece of frames has %d events", got.Len())
	}
}

func TestAugmentOnManyGoroutines(t *testing.T) {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	e := New(Options{Dynamics: true, Tempo: 120, ControlSignals: []string{Density, PitchClasses}, Stretch: []float64{0.95, 1, 1.05}, Transpose: []int{-1, 0, 1}})
	want := make([][]int16, 16)
	for i := range want {
		want[i] = New(e.options).Augment(corpus.Pieces[i%4], rand.New(rand.NewPCG(uint64(i), 0))).Targets
	}
	var group sync.WaitGroup
	for i := range want {
		group.Go(func() {
			if got := e.Augment(corpus.Pieces[i%4], rand.New(rand.NewPCG(uint64(i), 0))).Targets; !slices.Equal(got, want[i]) {
				t.Errorf("seed %d: other events", i)
			}
		})
	}
	group.Wait()
}

func BenchmarkAugment(b *testing.B) {
	var notes []score.Note
	random := rand.New(rand.NewPCG(1, 1))
	for i := range int64(2500) {
		notes = append(notes, loud(n(100*i, 100*i+int64(random.IntN(900)), uint8(30+random.IntN(60))), uint8(1+random.IntN(127))))
	}
	e := New(Options{Dynamics: true, Tempo: 120, ControlSignals: []string{Density, PitchClasses}})
	p := piece(scoreOf(notes...))
	for b.Loop() {
		e.Augment(p, random)
	}
}
