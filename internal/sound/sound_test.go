package sound

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"

	"workbench/features/score"
)

// strength is how strong a frequency is in a sound (the algorithm of Goertzel).
func strength(samples []float32, frequency float64) float64 {
	angle := 2 * math.Pi * frequency / Rate
	var re, im float64
	for i, v := range samples {
		re += float64(v) * math.Cos(angle*float64(i))
		im += float64(v) * math.Sin(angle*float64(i))
	}
	return math.Hypot(re, im)
}

func loudness(samples []float32) float64 {
	sum := 0.0
	for _, v := range samples {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(samples)))
}

func TestKeySoundsAtItsPitch(t *testing.T) {
	for _, c := range []struct {
		key   int
		hertz float64 // equal temperament, A4 = 440
	}{{33, 55}, {60, 261.626}, {69, 440}, {96, 2093.005}} {
		sound := Render([]Note{{End: 2, Key: c.key, Loudness: 0.6}}, 10)
		at := strength(sound, c.hertz)
		for _, neighbour := range []float64{-1, 1} {
			if other := strength(sound, c.hertz*math.Pow(2, neighbour/12)); other > at/5 {
				t.Errorf("key %d: a semitone off (%+v) sounds at %.0f, the key itself at %.0f", c.key, neighbour, other, at)
			}
		}
	}
}

func TestNoteDecaysAndIsDamped(t *testing.T) {
	sound := Render([]Note{{Start: 0.5, End: 2.5, Key: 57, Loudness: 0.6}}, 10)
	part := func(from, to float64) float64 { return loudness(sound[int(from*Rate):int(to*Rate)]) }
	silence, strike, later, damped := part(0, 0.5), part(0.5, 0.7), part(2.2, 2.4), part(2.65, 2.95)
	if silence != 0 {
		t.Errorf("loudness %v before the note", silence)
	}
	if later > strike/4 || later < strike/200 {
		t.Errorf("loudness %v after 1.7 s of %v when struck: a piano falls by 12 to 46 dB", later, strike)
	}
	if damped > later/12 { // the room sounds on
		t.Errorf("loudness %v after the damper, %v before", damped, later)
	}
}

// A string is damped after 8 s although its key is held for 10: without a click, which would be a step larger
// than those of the sound.
func TestLongNoteEndsSoftly(t *testing.T) {
	for _, key := range []int{21, 33, 40, 45} {
		sound := Render([]Note{{End: 10, Key: key, Loudness: 0.6}}, 20)
		largest := func(from, to float64) (step float64) {
			for i := int(from * Rate); i < int(to*Rate); i++ {
				step = max(step, math.Abs(float64(sound[i+1]-sound[i])))
			}
			return step
		}
		if before, end := largest(6.9, 7.4), largest(7.9, 8.4); end > 3*before {
			t.Errorf("key %d: a step of %.5f where it ends, of %.5f a second earlier", key, end, before)
		}
		if rest := loudness(sound[int(8.3*Rate):]); rest > 1e-4 {
			t.Errorf("key %d: loudness %v after the damper", key, rest)
		}
	}
}

func TestRenderIsCleanAndOfOneLoudness(t *testing.T) {
	var dense []Note
	for i := range 600 {
		start := float64(i) * 0.01
		dense = append(dense, Note{start, start + 1, 21 + i*37%88, 1})
	}
	for name, notes := range map[string][]Note{
		"one soft note": {{End: 1, Key: 60, Loudness: 0.05}},
		"dense":         dense,
		"no length":     {{Start: 1, End: 1, Key: 60, Loudness: 0.5}},
		"beyond 88":     {{End: 1, Key: 0, Loudness: 0.5}, {End: 1, Key: 127, Loudness: 0.5}},
	} {
		sound := Render(notes, 20)
		var highest, sum float64
		for _, v := range sound {
			highest, sum = max(highest, math.Abs(float64(v))), sum+float64(v)
		}
		if level := 20 * math.Log10(highest); math.Abs(level+1) > 0.01 {
			t.Errorf("%s: the loudest sample has %.2f dBFS, not −1", name, level)
		}
		if mean := sum / float64(len(sound)); math.Abs(mean) > 1e-4 {
			t.Errorf("%s: the mean is %v, not 0", name, mean)
		}
		if first, last := sound[0], sound[len(sound)-1]; first != 0 || last != 0 {
			t.Errorf("%s: begins with %v and ends with %v: a click", name, first, last)
		}
	}
}

func TestRenderLength(t *testing.T) {
	for _, c := range []struct {
		name    string
		notes   []Note
		longest float64
		seconds float64
	}{
		{"none", nil, 20, 1},
		{"the note and a second", []Note{{Start: 1, End: 3, Key: 60, Loudness: 1}}, 20, 4},
		{"cut", []Note{{Start: 1, End: 300, Key: 60, Loudness: 1}, {Start: 40, End: 41, Key: 61, Loudness: 1}}, 2, 2},
	} {
		if seconds := float64(len(Render(c.notes, c.longest))) / Rate; math.Abs(seconds-c.seconds) > 0.001 {
			t.Errorf("%s: %v s, not %v", c.name, seconds, c.seconds)
		}
	}
}

func TestNotesFollowTheTempo(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 480, Length: 1920,
		Tempos: []score.TempoChange{{Tick: 480, QuartersPerMinute: 60}},
		Notes:  []score.Note{{Start: 0, End: 480, Key: 60, Velocity: 127}, {Start: 480, End: 960, Key: 62, Velocity: 127}}}
	notes := Notes(s) // a quarter at 120, half a second, then one at 60
	want := []Note{{0, 0.5, 60, 1}, {0.5, 1.5, 62, 1}}
	for i, n := range notes {
		if n != want[i] {
			t.Errorf("note %d is %v, not %v", i, n, want[i])
		}
	}
	if got := Seconds(s); got != 3.5 {
		t.Errorf("%v seconds, not 3.5", got)
	}
}

// The layout is that of the "Multimedia Programming Interface and Data Specifications 1.0", chapter on WAVE.
func TestWAV(t *testing.T) {
	wav := WAV([]float32{0, 1, -1, 2})
	want := append([]byte("RIFF"), 44, 0, 0, 0)
	want = append(want, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x22\x56\x00\x00\x44\xac\x00\x00\x02\x00\x10\x00data\x08\x00\x00\x00"...)
	for _, v := range []int16{0, 32767, -32767, 32767} {
		want = binary.LittleEndian.AppendUint16(want, uint16(v))
	}
	if !bytes.Equal(wav, want) {
		t.Errorf("got\n% x, want\n% x", wav, want)
	}
}

// spectralCentroid is the mean frequency of a sound in Hz, weighted by the power of its discrete Fourier transform.
func spectralCentroid(samples []float32) float64 {
	signal := make([]float64, len(samples))
	for i, v := range samples {
		signal[i] = float64(v)
	}
	power, sum := 0.0, 0.0
	for i, c := range fourier.NewFFT(len(signal)).Coefficients(nil, signal) {
		p := real(c)*real(c) + imag(c)*imag(c)
		power, sum = power+p, sum+p*float64(i)*Rate/float64(len(signal))
	}
	return sum / power
}

// fall is the time in seconds in which a tone falls by 20 dB after its first 50 ms.
func fall(tone []float32) float64 {
	const frame = Rate / 20
	first := loudness(tone[frame : 2*frame])
	for at := 2 * frame; at+frame <= len(tone); at += frame {
		if loudness(tone[at:at+frame]) < first/10 {
			return float64(at-frame) / Rate
		}
	}
	return math.Inf(1)
}

// A piano's bass rings long, its treble is soon silent: in Fletcher and Rossing the decay times fall about
// tenfold from the lowest to the highest octave.
func TestDecayDependsOnTheRegister(t *testing.T) {
	before := math.Inf(1)
	for _, key := range []int{28, 45, 60, 76, 92, 105} {
		seconds := fall(Tone(key, 0.6, 15, Rate))
		if seconds > 0.9*before {
			t.Errorf("key %d falls by 20 dB in %.2f s, a lower key in %.2f s", key, seconds, before)
		}
		before = seconds
	}
	if bass, treble := fall(Tone(28, 0.6, 15, Rate)), fall(Tone(105, 0.6, 15, Rate)); bass < 8*treble {
		t.Errorf("the bass falls by 20 dB in %.2f s, the treble in %.2f s", bass, treble)
	}
}

// TestHarderIsBrighter measures the centroids of the first half second of tones of MIDI velocities 25 and 127. The
// partials of the lowest keys that the soundboard radiates, and those of the highest below 9.5 kHz, are few.
func TestHarderIsBrighter(t *testing.T) {
	for key, least := range map[int]float64{28: 1.15, 36: 1.1, 48: 1.25, 60: 1.25, 72: 1.4, 84: 1.4, 96: 1.15} {
		centroids := [3]float64{}
		for i, velocity := range []float64{25, 80, 127} {
			centroids[i] = spectralCentroid(Tone(key, velocity/127, 0.5, Rate))
		}
		soft, middle, hard := centroids[0], centroids[1], centroids[2]
		t.Logf("key %d: centroid %.0f, %.0f and %.0f Hz; struck hard it is %.0f %% higher", key, soft, middle, hard, 100*(hard/soft-1))
		if middle < soft || hard < middle || hard < least*soft {
			t.Errorf("key %d: the spectral centroid is %.0f Hz when struck softly, %.0f and %.0f Hz when struck harder", key, soft, middle, hard)
		}
	}
}

func TestPedalHoldsNotes(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 480, Length: 1920, Notes: []score.Note{{Start: 0, End: 240, Key: 60, Velocity: 80}},
		Pedals: []score.Pedal{{Tick: 0, Down: true}, {Tick: 960, Down: false}}}
	if notes := Notes(s); notes[0].End != 1 {
		t.Errorf("the note ends at %v s, not when the pedal goes up", notes[0].End)
	}
}

// The room sounds on for about a second, and is quieter than the notes.
func TestRoomSoundsOn(t *testing.T) {
	impulse := make([]float32, 2*Rate)
	impulse[0] = 1
	addRoom(impulse)
	early, late, end := loudness(impulse[Rate/20:Rate/4]), loudness(impulse[Rate/2:Rate]), loudness(impulse[3*Rate/2:])
	if !(early > 3*late && late > 10*end && late > 1e-5) || early > 0.05 {
		t.Errorf("the room answers an impulse with %.5f, then %.5f, then %.6f", early, late, end)
	}
}
