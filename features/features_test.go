package features

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features/score"
)

var deepJammer = []string{"position", "pitch-class", "vicinity", "beat"}

func mustEncoder(t *testing.T, groups ...string) *Encoder {
	t.Helper()
	e, err := NewEncoder(groups, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// piece puts notes {start, end, key} in sixteenths on the grid.
func piece(t *testing.T, metres []score.MetreChange, notes ...[3]int) *Piece {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 4, Metres: metres}
	for _, n := range notes {
		s.Notes = append(s.Notes, score.Note{Start: int64(n[0]), End: int64(n[1]), Key: uint8(n[2]), Velocity: 64})
	}
	p, err := FromScore("test", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func cells(p *Piece, key int) []Cell {
	var column []Cell
	for t := range p.Roll {
		column = append(column, p.Roll[t][key-Lowest])
	}
	return column
}

func TestRollRules(t *testing.T) {
	tests := []struct {
		name   string
		notes  [][3]int // in units of a quarter of a sixteenth
		want   []Cell   // of key 60
		merged int
	}{
		{"held note", [][3]int{{0, 12, 60}}, []Cell{Onset, Held, Held}, 0},
		{"onset where the note ends", [][3]int{{0, 8, 60}, {8, 16, 60}}, []Cell{Onset, Held, Onset, Held}, 0},
		{"onset while the note sounds", [][3]int{{0, 16, 60}, {4, 8, 60}}, []Cell{Onset, Onset, Held, Held}, 0},
		{"shorter than a step", [][3]int{{4, 5, 60}}, []Cell{Silent, Onset}, 0},
		{"of no length", [][3]int{{4, 4, 60}}, []Cell{Silent, Onset}, 0},
		{"onset before half of the step goes back", [][3]int{{5, 12, 60}}, []Cell{Silent, Onset, Held}, 0},
		{"onset halfway through a step goes to the next", [][3]int{{6, 12, 60}}, []Cell{Silent, Silent, Onset}, 0},
		{"end goes to the nearest step", [][3]int{{0, 9, 60}}, []Cell{Onset, Held}, 0},
		{"two onsets in one step merge", [][3]int{{0, 1, 60}, {1, 8, 60}}, []Cell{Onset, Held}, 1},
		{"keys off the keyboard are left out", [][3]int{{0, 4, 60}, {0, 4, 20}, {0, 4, 109}}, []Cell{Onset}, 0},
	}
	for _, test := range tests {
		s := &score.Score{TicksPerQuarter: 16}
		for _, n := range test.notes {
			s.Notes = append(s.Notes, score.Note{Start: int64(n[0]), End: int64(n[1]), Key: uint8(n[2]), Velocity: 64})
		}
		p, err := FromScore(test.name, s, 4)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := cells(p, 60); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		if p.Merged != test.merged {
			t.Errorf("%s: %d merged, want %d", test.name, p.Merged, test.merged)
		}
		if _, onsets := p.Roll.Count(); onsets+p.Merged+p.OutOfRange != p.NoteOns {
			t.Errorf("%s: %d onsets, %d merged, %d out of range of %d note-ons", test.name, onsets, p.Merged, p.OutOfRange, p.NoteOns)
		}
	}
}

func TestKeyboardEdges(t *testing.T) {
	p := piece(t, nil, [3]int{0, 1, 21}, [3]int{0, 1, 108})
	if p.Roll[0][0] != Onset || p.Roll[0][87] != Onset || p.OutOfRange != 0 {
		t.Errorf("A0 and C8 are on the keyboard; roll has %v and %v", p.Roll[0][0], p.Roll[0][87])
	}
}

// TestTempo: the tempo of a piece is that of its first note, and a change in the middle does not make it
// another one.
func TestTempo(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Notes: []score.Note{{Start: 4, End: 16, Key: 60}},
		Tempos: []score.TempoChange{{Tick: 1, QuartersPerMinute: 90}, {Tick: 8, QuartersPerMinute: 60}}}
	for _, want := range []float64{90, score.DefaultTempo} {
		if p, err := FromScore("x", s, 4); err != nil || p.Tempo != want {
			t.Errorf("changes %v: tempo %v, error %v, want %v", s.Tempos, p.Tempo, err, want)
		}
		s.Tempos = s.Tempos[1:] // without the one before the first note
	}
}

func TestRejects(t *testing.T) {
	for name, notes := range map[string][]score.Note{
		"no notes":          nil,
		"only out of range": {{Start: 0, End: 4, Key: 10}},
		"endless":           {{Start: 0, End: 1 << 40, Key: 60}},
	} {
		if p, err := FromScore(name, &score.Score{TicksPerQuarter: 4, Notes: notes}, 4); err == nil {
			t.Errorf("%s: became a piece of %d steps", name, p.Steps())
		}
	}
}

// TestSpelledOut writes down all 78 attributes of notes at both edges of the keyboard and in the middle.
//
// The frame, on the fifth sixteenth of a measure: A0 (key 1) an onset, B0 (key 3) held, C8 (key 88) an onset.
func TestSpelledOut(t *testing.T) {
	p := piece(t, nil, [3]int{4, 5, 21}, [3]int{3, 5, 23}, [3]int{4, 5, 108}, [3]int{6, 7, 60})
	e := mustEncoder(t, deepJammer...)
	x, _, _ := e.Tensor(Segment{Piece: p, Start: 0, Steps: 5})
	tests := []struct {
		key  int // MIDI
		want []float32
	}{
		{21, []float32{ // A0: the lowest key, nothing to its left
			1.0 / 88,                           // position
			0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, // pitch class: C C# D D# E F F# G G# A A# B
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // −12 … −1: beyond the keyboard
			1, 1, // 0: itself, an onset
			0, 0, // +1: A#0
			1, 0, // +2: B0, held
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // +3 … +12
			0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // beat: sixteenth 4 of 1 … 15
		}},
		{24, []float32{ // C1: sees A0 three keys down and B0 next to it
			4.0 / 88,
			1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // −12 … −4
			1, 1, // −3: A0
			0, 0, // −2
			1, 0, // −1: B0
			0, 0, // 0
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // +1 … +12
			0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		}},
		{108, []float32{ // C8: the highest key, nothing to its right
			1,
			1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // −12 … −1
			1, 1, // 0: itself, an onset
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // +1 … +12: beyond
			0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		}},
	}
	for _, test := range tests {
		if len(test.want) != 78 {
			t.Fatalf("key %d: %d attributes written down", test.key, len(test.want))
		}
		at := (4*Keys + test.key - Lowest) * 78
		if got := x[at : at+78]; !slices.Equal(got, test.want) {
			t.Errorf("key %d:\n got %v\nwant %v", test.key, got, test.want)
		}
	}
}

// TestLookback gives the attributes for distances of four and a hundred steps. C4 C4 E4 – comes twice, the
// second time tied; then come a rest and C5. The similarity counts sounding keys over eight steps. The segment
// begins with the last step of the first four, and is transposed up a tone.
func TestLookback(t *testing.T) {
	p := piece(t, nil, [3]int{0, 1, 60}, [3]int{1, 2, 60}, [3]int{2, 3, 64}, [3]int{4, 6, 60}, [3]int{6, 7, 64}, [3]int{9, 10, 72})
	e, err := NewEncoder([]string{"lookback"}, map[string]any{"lookback": &LookbackOptions{Steps: []int{4, 100}}})
	if err != nil {
		t.Fatal(err)
	}
	x, _, _ := e.Tensor(Segment{Piece: p, Start: 3, Steps: 6, Semitones: 2})
	for _, test := range []struct {
		input, key int // MIDI
		want       []float32
	}{
		{0, 62, []float32{1, 1, 0, 0, 0, 0}},      // for step 4: step 0; of the three keys so far none is a repeat
		{1, 62, []float32{1, 1, 1 / 4., 0, 0, 0}}, // for step 5: step 1; step 4 repeats one of four
		{2, 66, []float32{1, 1, 2 / 5., 0, 0, 0}}, // for step 6: step 2; two of five
		{2, 62, []float32{0, 0, 2 / 5., 0, 0, 0}},
		{5, 62, []float32{1, 0, 3 / 6., 0, 0, 0}}, // for step 9: step 5, where C4 is held; three of six
	} {
		at := (test.input*Keys + test.key - Lowest) * e.Width()
		if got := x[at : at+6]; !slices.Equal(got, test.want) {
			t.Errorf("input %d, key %d: got %v, want %v", test.input, test.key, got, test.want)
		}
	}
}

// TestJohnson2017 gives window and context of C1 where A0, B0 and C8 sound.
func TestJohnson2017(t *testing.T) {
	p := piece(t, nil, [3]int{0, 2, 21}, [3]int{0, 2, 23}, [3]int{0, 2, 108})
	e := mustEncoder(t, "position", "window", "context")
	if e.Width() != 38 {
		t.Fatalf("%d attributes, Johnson 2017 has 38", e.Width())
	}
	x, _, _ := e.Tensor(Segment{Piece: p, Start: 1, Steps: 1})
	want := make([]float32, 38)
	want[0] = 4.0 / 88
	want[1+12-3], want[1+12-1] = 1, 1             // A0 and B0
	want[26+0], want[26+9], want[26+11] = 1, 1, 1 // C: C8; A: nine up; B: eleven up
	at := (24 - Lowest) * 38
	if got := x[at : at+38]; !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestSegmentTensor(t *testing.T) {
	p := piece(t, nil, [3]int{0, 2, 60}, [3]int{130, 140, 60})
	e := mustEncoder(t, deepJammer...)
	x, y, mask := e.Tensor(Segment{Piece: p, Start: -1, Steps: 128})
	if len(x) != 128*88*78 || len(y) != 128*88*2 || len(mask) != 128 {
		t.Fatalf("x %d, y %d, mask %d numbers; want 128·88·78, 128·88·2, 128", len(x), len(y), len(mask))
	}
	vicinity := func(step int) float32 { return x[(step*Keys+60-Lowest)*78+13+24] }
	label := func(step, k int) float32 { return y[(step*Keys+60-Lowest)*2+k] }
	// The first input is silence, and its label the first step of the piece.
	if vicinity(0) != 0 || label(0, 0) != 1 || label(0, 1) != 1 {
		t.Error("the first input is not silence before an onset of C4")
	}
	if vicinity(1) != 1 || label(1, 0) != 1 || label(1, 1) != 0 || label(2, 0) != 0 {
		t.Error("C4 has its onset in step 0, is held in step 1 and ends")
	}
}

func TestPaddingIsMasked(t *testing.T) {
	p := piece(t, nil, [3]int{0, 5, 60})
	e := mustEncoder(t, deepJammer...)
	_, y, mask := e.Tensor(Segment{Piece: p, Start: -1, Steps: 8})
	if want := []float32{1, 1, 1, 1, 1, 0, 0, 0}; !slices.Equal(mask, want) {
		t.Errorf("mask %v, want %v", mask, want)
	}
	for i, v := range y[5*Keys*2:] {
		if v != 0 {
			t.Fatalf("label %d of the padding is %v", i, v)
		}
	}
}

func TestBeat(t *testing.T) {
	metre := func(tick int64, beats, unit int) score.MetreChange {
		return score.MetreChange{Tick: tick, Metre: score.Metre{Beats: beats, Unit: unit}}
	}
	last := [3]int{0, 200, 60}
	tests := []struct {
		name   string
		metres []score.MetreChange
		from   int
		want   []int
	}{
		{"4/4 by default", nil, -1, []int{15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0}},
		{"3/4", []score.MetreChange{metre(0, 3, 4)}, -1, []int{11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0}},
		{"6/8", []score.MetreChange{metre(0, 6, 8)}, 10, []int{10, 11, 0}},
		{"7/8", []score.MetreChange{metre(0, 7, 8)}, 12, []int{12, 13, 0, 1}},
		{"12/8 in halves", []score.MetreChange{metre(0, 12, 8)}, 10, []int{10, 11, 0, 1}},
		{"9/8 in thirds", []score.MetreChange{metre(0, 9, 8)}, 4, []int{4, 5, 0, 1}},
		{"3/2 in thirds", []score.MetreChange{metre(0, 3, 2)}, 6, []int{6, 7, 0, 1}},
		{"pickup of an eighth in 6/8", []score.MetreChange{metre(0, 6, 8), metre(2, 6, 8)}, -1, []int{9, 10, 11, 0, 1}},
		{"change in the middle of a measure", []score.MetreChange{metre(0, 4, 4), metre(20, 3, 4)}, 15, []int{15, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0}},
		{"after the end the metre continues", []score.MetreChange{metre(0, 3, 4)}, 203, []int{11, 0, 1}},
	}
	for _, test := range tests {
		p := piece(t, test.metres, last)
		var got []int
		for i := range test.want {
			got = append(got, p.Beat(test.from+i))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: from step %d %v, want %v", test.name, test.from, got, test.want)
		}
	}
}

// A pickup that a file counts as the beginning of a full measure is found by the last bass note.
func TestInferPickup(t *testing.T) {
	three := []score.MetreChange{{Metre: score.Metre{Beats: 3, Unit: 4}}}
	for _, test := range []struct {
		metres []score.MetreChange
		last   int // the step of the last bass note
		pickup int
	}{
		{nil, 64, 0}, {nil, 72, 0}, {nil, 68, 4}, {nil, 76, 4}, {nil, 70, 0}, // 4/4: half bars are strong; an eighth is no pickup of 4/4
		{three, 48, 0}, {three, 52, 4}, {three, 56, 8},
		{append(three, score.MetreChange{Tick: 24, Metre: score.CommonTime}), 52, 0}, // two metres
	} {
		p := piece(t, test.metres, [3]int{0, 4, 60}, [3]int{4, test.last, 48}, [3]int{test.last, test.last + 8, 50}, [3]int{test.last + 2, test.last + 8, 70})
		before := len(p.Measures)
		p.inferPickup()
		if got := p.Measures[0].Steps - p.Measures[0].Skip; test.pickup > 0 && got != test.pickup || test.pickup == 0 && p.Measures[0].Skip > 0 {
			t.Errorf("last bass note at step %d: the first of %d measures has %d steps, the pickup should have %d", test.last, before, got, test.pickup)
		}
		for i, m := range p.Measures[:len(p.Measures)-1] {
			if next := p.Measures[i+1].Start; next != m.Start+m.Steps-m.Skip && len(test.metres) < 2 {
				t.Errorf("last bass note at step %d: measures %v", test.last, p.Measures)
			}
		}
	}
}

func TestScoreRoundTrip(t *testing.T) {
	six := score.Metre{Beats: 6, Unit: 8}
	p := piece(t, []score.MetreChange{{Metre: six}, {Tick: 2, Metre: six}},
		[3]int{0, 3, 60}, [3]int{3, 9, 60}, [3]int{1, 20, 21}, [3]int{26, 27, 108})
	back, err := FromScore("back", p.Score(80, 120), 4)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Roll, p.Roll) || !slices.Equal(back.Measures, p.Measures) {
		t.Errorf("measures %v, then %v", p.Measures, back.Measures)
	}
}

func TestSampler(t *testing.T) {
	three := []score.MetreChange{{Metre: score.Metre{Beats: 3, Unit: 4}}}
	long, short := piece(t, three, [3]int{0, 100, 60}), piece(t, nil, [3]int{0, 10, 30})
	s := NewSampler([]*Piece{long, short}, 32, []int{-12, 0, 12})
	random := rand.New(rand.NewPCG(1, 2))
	starts, semitones := map[int]int{}, map[int]int{}
	for _, segment := range s.Draw(2000, random) {
		if segment.Piece == short {
			if segment.Start != -1 || segment.Semitones == -12 {
				t.Fatalf("segment at %d, moved by %d, of a piece of 10 steps on F#1", segment.Start, segment.Semitones)
			}
			continue
		}
		starts[segment.Start]++
		semitones[segment.Semitones]++
	}
	// 100 steps, 32 labels after the first input: measure lines 12 … 60, and the beginning.
	for _, want := range []int{-1, 12, 24, 36, 48, 60} {
		if starts[want] < 100 {
			t.Errorf("start %d drawn %d times of about 1000 in 6", want, starts[want])
		}
	}
	if len(starts) != 6 || len(semitones) != 3 {
		t.Errorf("starts %v, semitones %v", starts, semitones)
	}
}

// Noise changes cells of the past at its rate, the same ones in all inputs of a segment, and no label.
func TestInputNoise(t *testing.T) {
	p := piece(t, nil, [3]int{0, 4000, 60}, [3]int{0, 4000, 30}, [3]int{0, 4000, 90})
	draw := func(noise float64) (segments []Segment) {
		s := NewSampler([]*Piece{p}, 1000, []int{0, 5})
		s.Noise = noise
		random := rand.New(rand.NewPCG(1, 2))
		return append(s.Draw(4, random), slices.Concat(s.Pass(2, random)...)...)
	}
	sounding, silenced, added := 0, 0, 0
	noisy := draw(0.1)
	for i, again := range draw(0.1) {
		s := noisy[i]
		clean := s
		clean.noise = 0
		for t1 := 1; t1 < s.Steps; t1++ {
			label, _ := s.Label(t1)
			if want, _ := clean.Label(t1); *label != *want {
				t.Fatal("a label is changed")
			}
			past, _ := s.Input(t1)
			later, _ := again.Input(min(t1+7, s.Steps-1))
			truth, _ := clean.Input(t1)
			got := past(0)
			if *got != *later(min(t1+7, s.Steps-1) - t1) {
				t.Fatal("a step is changed in another way in another input, or the next time")
			}
			for n, cell := range truth(0) {
				switch {
				case cell.Play():
					sounding++
					if !got[n].Play() {
						silenced++
					}
				case got[n].Play():
					added++
				}
			}
		}
	}
	if lost, new := float64(silenced)/float64(sounding), float64(added)/float64(sounding); math.Abs(lost-0.1*2/3) > 0.01 || math.Abs(new-0.1*2/3) > 0.01 {
		t.Errorf("of %d sounding cells %.3f are silent and %.3f are new, want 0.067 and 0.067", sounding, lost, new)
	}
	if quiet := draw(0); quiet[0].seed != 0 {
		t.Error("without noise a random number is drawn for it")
	}
}

func TestPassCoversEveryStep(t *testing.T) {
	five := []score.MetreChange{{Metre: score.Metre{Beats: 5, Unit: 4}}}
	pieces := []*Piece{piece(t, five, [3]int{0, 333, 60}), piece(t, nil, [3]int{0, 10, 60}), piece(t, nil, [3]int{0, 64, 60})}
	s := NewSampler(pieces, 32, []int{0})
	seen := map[*Piece]map[int]bool{}
	for _, segment := range slices.Concat(s.Pass(2, rand.New(rand.NewPCG(1, 2)))...) {
		if seen[segment.Piece] == nil {
			seen[segment.Piece] = map[int]bool{}
		}
		for i := range segment.Steps {
			if _, ok := segment.Label(i); ok {
				seen[segment.Piece][segment.Start+i+1] = true
			}
		}
	}
	for i, p := range pieces {
		if len(seen[p]) != p.Steps() {
			t.Errorf("piece %d: %d of %d steps", i, len(seen[p]), p.Steps())
		}
	}
}

func TestTransposed(t *testing.T) {
	var f Frame
	f[0], f[40], f[87] = Onset, Held, Onset
	up := f.Transposed(3)
	if up[3] != Onset || up[43] != Held || up[0] != Silent {
		t.Errorf("moved to %v", up)
	}
	if down := f.Transposed(-3); down[84] != Onset || down[37] != Held {
		t.Errorf("moved to %v", down)
	}
}
