package musicxml

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/features/score"
)

// randomScore is a piece on a grid of so many steps a quarter, of up to polyphony notes at once, with a
// pickup in every other one.
func randomScore(r *rand.Rand, stepsPerQuarter, polyphony int, metre score.Metre) *score.Score {
	const ticksPerStep = 60
	s := &score.Score{Title: "A & <B>", Composer: "C", TicksPerQuarter: ticksPerStep * stepsPerQuarter, Metres: []score.MetreChange{{Metre: metre}}}
	full := 4 * int64(s.TicksPerQuarter) * int64(metre.Beats) / int64(metre.Unit)
	if pickup := full / int64(metre.Beats); r.IntN(2) == 0 && pickup < full {
		s.Metres = append(s.Metres, score.MetreChange{Tick: pickup, Metre: metre})
	}
	steps := 6 * 4 * stepsPerQuarter
	for range polyphony {
		for at := r.IntN(stepsPerQuarter + 1); at < steps; {
			length := 1 + r.IntN(3*stepsPerQuarter)
			if r.IntN(4) == 0 {
				length = 1
			}
			s.Notes = append(s.Notes, score.Note{Start: int64(at * ticksPerStep), End: int64((at + length) * ticksPerStep), Key: uint8(21 + r.IntN(88)), Velocity: uint8(60 + 20*r.IntN(2))})
			at += length + r.IntN(2)*r.IntN(stepsPerQuarter+1)
		}
	}
	s.Notes = withoutOverlaps(s.Notes)
	s.Tempos = []score.TempoChange{{QuartersPerMinute: 90}, {Tick: full, QuartersPerMinute: 72.5}}
	for _, n := range s.Notes {
		s.Length = max(s.Length, n.End)
	}
	return s
}

// noteTexts are notes in quarters.
func noteTexts(s *score.Score) []string {
	var list []string
	at := func(tick int64) float64 { return float64(tick) / float64(s.TicksPerQuarter) }
	for _, n := range s.Notes {
		list = append(list, fmt.Sprintf("%.6f-%.6f:%d,%d", at(n.Start), at(n.End), n.Key, n.Velocity))
	}
	return list
}

// Whatever is on a grid is read back as it was: notes, measure lines, tempos, title. Each note lasts as long
// as its type says, and each voice fills its measure.
func TestWriteReadsBack(t *testing.T) {
	metres := []score.Metre{{Beats: 4, Unit: 4}, {Beats: 3, Unit: 4}, {Beats: 6, Unit: 8}, {Beats: 5, Unit: 8}, {Beats: 2, Unit: 2}, {Beats: 9, Unit: 16}, {Beats: 12, Unit: 8}, {Beats: 1, Unit: 1}}
	for i, stepsPerQuarter := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 24, 48, 60, 64} {
		for polyphony := 1; polyphony <= 13; polyphony += 4 {
			r := rand.New(rand.NewPCG(uint64(stepsPerQuarter), uint64(polyphony)))
			metre := metres[(i+polyphony)%len(metres)]
			name := fmt.Sprintf("%d steps a quarter, %d parts, %d/%d", stepsPerQuarter, polyphony, metre.Beats, metre.Unit)
			s := randomScore(r, stepsPerQuarter, polyphony, metre)
			checkNotation(t, name, s)
			data, err := Write(s)
			if err != nil {
				t.Fatal(name, err)
			}
			back, warnings, err := Read(data)
			if err != nil || warnings != nil {
				t.Fatalf("%s: %v %v", name, err, warnings)
			}
			if got, want := noteTexts(back), noteTexts(s); !slices.Equal(got, want) {
				t.Errorf("%s: read back\n%v\nwant\n%v", name, got, want)
			}
			if got, want := barLines(t, back), barLines(t, s); !slices.Equal(got, want) {
				t.Errorf("%s: measures at %v, want %v", name, got, want)
			}
			if back.Title != s.Title || back.Composer != s.Composer || len(back.Tempos) != 2 || back.Tempos[1].QuartersPerMinute != 72.5 || len(back.Keys) != 1 {
				t.Errorf("%s: %q by %q, tempos %v, keys %v", name, back.Title, back.Composer, back.Tempos, back.Keys)
			}
			again, _ := Write(s)
			if !bytes.Equal(data, again) {
				t.Errorf("%s: written twice, the files differ", name)
			}
		}
	}
}

// barLines are the starts of measures in 64ths of a quarter.
func barLines(t *testing.T, s *score.Score) []int64 {
	t.Helper()
	quarter := 64 * int64(s.TicksPerQuarter)
	metres := slices.Clone(s.Metres)
	for i := range metres {
		metres[i].Tick *= 64
	}
	end := int64(0)
	for _, n := range s.Notes {
		end = max(end, n.End)
	}
	bars, err := layBars(metres, end*64, quarter)
	if err != nil {
		t.Fatal(err)
	}
	var starts []int64
	for _, b := range bars {
		starts = append(starts, b.start*64/quarter)
	}
	return starts
}

// checkNotation checks what a program may rely on when it draws the notes.
func checkNotation(t *testing.T, name string, s *score.Score) {
	t.Helper()
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(name, err)
	}
	divisions := sheet.quarter / sheet.divisions
	for k, m := range slices.Concat(measuresOf(sheet)...) {
		i := k % len(sheet.bars)
		length := sheet.bars[i].length / sheet.divisions
		at := int64(0)
		for _, e := range m.Content {
			switch e := e.(type) {
			case *backupElement:
				if at != length {
					t.Fatalf("%s: measure %s: a voice lasts %d of %d divisions", name, m.Number, at, length)
				}
				at -= e.Duration
			case *forwardElement:
				at += e.Duration
			case *noteElement:
				if e.Chord == nil {
					at += e.Duration
				}
				checkType(t, name+", measure "+m.Number, e, divisions)
			}
		}
		if at != length {
			t.Fatalf("%s: measure %s: the last voice lasts %d of %d divisions", name, m.Number, at, length)
		}
	}
}

// measuresOf are the measures of each part.
func measuresOf(s *sheet) (parts [][]measureElement) {
	for _, p := range s.notate().Parts {
		parts = append(parts, p.Measures)
	}
	return parts
}

// checkType compares the duration of a note with its type, dot and tuplet.
func checkType(t *testing.T, where string, e *noteElement, divisions int64) {
	t.Helper()
	if e.Rest != nil && e.Rest.Measure == "yes" {
		return
	}
	exponent := slices.Index(noteTypes[:], e.Type)
	if exponent < 0 || e.Duration <= 0 {
		t.Fatalf("%s: type %q, duration %d", where, e.Type, e.Duration)
	}
	n := int64(2) << exponent // in 128ths of a quarter
	if e.Dot != nil {
		n += n / 2
	}
	actual, normal := int64(1), int64(1)
	if m := e.Modification; m != nil {
		actual, normal = int64(m.Actual), int64(m.Normal)
	}
	if e.Duration*128*actual != n*divisions*normal {
		t.Fatalf("%s: a note of type %s, dotted %v, %d:%d lasts %d of %d divisions a quarter", where, e.Type, e.Dot != nil, actual, normal, e.Duration, divisions)
	}
}

// Tracks with names are parts with their names, of one staff if a hand can play them, and keep their notes
// and tempo.
func TestTracks(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Tracks: []string{"Melody", "Chords", "Both hands"}, Tempos: []score.TempoChange{{QuartersPerMinute: 90}}}
	add := func(track uint8, start, end int64, keys ...uint8) {
		for _, key := range keys {
			s.Notes = append(s.Notes, score.Note{Start: start, End: end, Key: key, Velocity: 80, Track: track})
		}
	}
	add(0, 0, 4, 60)
	add(0, 4, 16, 72)
	add(1, 0, 16, 48, 52, 60) // 60 sounds in the melody, too
	add(7, 0, 16, 36, 84)     // no such track: the last
	score.SortNotes(s.Notes)
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, p := range sheet.parts {
		got = append(got, fmt.Sprintf("%s %d", sheet.notate().List[i].Name, len(p.staves)))
	}
	if want := []string{"Melody 1", "Chords 1", "Both hands 2"}; !slices.Equal(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
	checkNotation(t, "tracks", s)
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	back := mustRead(t, "tracks", string(data))
	if got, want := noteTexts(back), noteTexts(s); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := temposText(back); got != "0:90" {
		t.Errorf("tempos %s", got)
	}
}

// written is the upper staff's first voice in one measure: note types with dots and ties, rests in brackets.
func written(t *testing.T, metre score.Metre, pickup int64, notes ...score.Note) string {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 48, Metres: []score.MetreChange{{Metre: metre}}, Notes: notes}
	if pickup > 0 {
		s.Metres = append(s.Metres, score.MetreChange{Tick: pickup, Metre: metre})
	}
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, e := range sheet.notate().Parts[0].Measures[0].Content {
		n, ok := e.(*noteElement)
		if !ok || n.Voice != 1 {
			continue
		}
		word := n.Type
		if n.Dot != nil {
			word += "."
		}
		if n.Modification != nil {
			word += fmt.Sprintf("/%d", n.Modification.Actual)
		}
		if n.Rest != nil {
			word = "(" + word + ")"
		}
		for _, tie := range n.Ties {
			if tie.Type == "start" {
				word += "~"
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestNoteValues(t *testing.T) {
	n := func(start, end int64) score.Note { return score.Note{Start: start, End: end, Key: 72, Velocity: 80} } // a quarter is 48
	four, three, six := score.CommonTime, score.Metre{Beats: 3, Unit: 4}, score.Metre{Beats: 6, Unit: 8}
	for _, c := range []struct {
		name   string
		metre  score.Metre
		pickup int64
		notes  []score.Note
		want   string
	}{
		{"a whole note", four, 0, []score.Note{n(0, 192)}, "whole"},
		{"a dotted half", four, 0, []score.Note{n(0, 144), n(144, 192)}, "half. quarter"},
		{"five eighths", four, 0, []score.Note{n(0, 120), n(120, 192)}, "half~ eighth quarter."},
		{"a syncopation within half a measure", four, 0, []score.Note{n(0, 24), n(24, 72), n(72, 96), n(96, 192)}, "eighth quarter eighth half"},
		{"across the middle of the measure", four, 0, []score.Note{n(0, 72), n(72, 120), n(120, 192)}, "quarter. eighth~ eighth quarter."},
		{"rests show the beats", four, 0, []score.Note{n(0, 24), n(168, 192)}, "eighth (eighth) (quarter) (quarter.) eighth"},
		{"the last measure is filled", three, 0, []score.Note{n(0, 48)}, "quarter (half)"},
		{"two beats of 3/4", three, 0, []score.Note{n(0, 48), n(48, 144)}, "quarter half"},
		{"a measure of 6/8", six, 0, []score.Note{n(0, 144)}, "half."},
		{"across the middle of 6/8", six, 0, []score.Note{n(0, 48), n(48, 96), n(96, 144)}, "quarter eighth~ eighth quarter"},
		{"a triplet", four, 0, []score.Note{n(0, 16), n(16, 32), n(32, 48), n(48, 192)}, "eighth/3 eighth/3 eighth/3 half."},
		{"a triplet of two notes", four, 0, []score.Note{n(0, 32), n(32, 48), n(48, 192)}, "quarter/3 eighth/3 half."},
		{"a triplet with a rest", four, 0, []score.Note{n(0, 16), n(32, 48), n(48, 192)}, "eighth/3 (eighth/3) eighth/3 half."},
		{"a quarter triplet", four, 0, []score.Note{n(0, 32), n(32, 64), n(64, 96), n(96, 192)}, "quarter/3 eighth/3~ eighth/3 quarter/3 half"},
		{"a pickup", four, 48, []score.Note{n(0, 24), n(24, 48), n(48, 240)}, "eighth eighth"},
		{"a pickup that ends on the beat", four, 72, []score.Note{n(0, 72), n(72, 264)}, "quarter."},
	} {
		if got := written(t, c.metre, c.pickup, c.notes...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A short first measure is number 0 and is not counted; one in the middle is not counted either.
func TestMeasureNumbers(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Metres: []score.MetreChange{{Tick: 0, Metre: score.CommonTime}, {Tick: 4, Metre: score.CommonTime}, {Tick: 28, Metre: score.CommonTime}}, Length: 44}
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range strings.Split(string(data), "\n") {
		if _, rest, ok := strings.Cut(line, `<measure `); ok {
			got = append(got, strings.TrimSuffix(rest, ">"))
		}
	}
	want := []string{`number="0" implicit="yes"`, `number="1"`, `number="X1" implicit="yes"`, `number="2"`}
	if !slices.Equal(got, want) {
		t.Errorf("measures %q, want %q", got, want)
	}
}

func TestSpelling(t *testing.T) {
	for _, c := range []struct {
		in   score.Key
		want string // C4 to B4
	}{
		{score.Key{}, "C C# D Eb E F F# G G# A Bb B"},
		{score.Key{Minor: true}, "C C# D D# E F F# G G# A Bb B"},
		{score.Key{Fifths: 4}, "B# C# D D# E E# F# G G# A A# B"},
		{score.Key{Fifths: -4}, "C Db D Eb E F Gb G Ab A Bb Cb"},
		{score.Key{Fifths: -3, Minor: true}, "C Db D Eb E F F# G Ab A Bb B"},
	} {
		var names []string
		for key := uint8(60); key < 72; key++ {
			p := spell(key, c.in)
			names = append(names, string(p.step)+map[int]string{-1: "b", 0: "", 1: "#"}[p.alter])
			if sounding, _ := soundingKey(string(p.step), fmt.Sprint(p.alter), fmt.Sprint(p.octave)); sounding != int(key) {
				t.Errorf("%+v: key %d is written as %+v, which sounds as %d", c.in, key, p, sounding)
			}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.in, got, c.want)
		}
	}
	for key := uint8(12); key < 128; key++ {
		for fifths := -7; fifths <= 7; fifths++ {
			p := spell(key, score.Key{Fifths: fifths})
			if sounding, _ := soundingKey(string(p.step), fmt.Sprint(p.alter), fmt.Sprint(p.octave)); sounding != int(key) || p.octave < 0 || p.octave > 9 {
				t.Errorf("%d fifths: key %d is written as %+v", fifths, key, p)
			}
		}
	}
}

// In G major an F sharp needs no accidental, an F a natural, the next F in the measure none, and an F sharp
// after it a sharp.
func TestAccidentals(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 1, Keys: []score.KeyChange{{Key: score.Key{Fifths: 1}}}, Length: 8}
	for i, key := range []uint8{66, 65, 65, 66, 66, 66, 65, 77} {
		s.Notes = append(s.Notes, score.Note{Start: int64(i), End: int64(i + 1), Key: key, Velocity: 80})
	}
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range sheet.notate().Parts[0].Measures {
		for _, e := range m.Content {
			if n, ok := e.(*noteElement); ok && n.Pitch != nil {
				got = append(got, n.Accidental)
			}
		}
	}
	if want := []string{"", "natural", "", "sharp", "", "", "natural", "natural"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// hands are the keys of the lower staff and those of the upper one.
func hands(notes []score.Note) (lower, upper []uint8) {
	for i, low := range splitStaves(notes) {
		if low {
			lower = append(lower, notes[i].Key)
		} else {
			upper = append(upper, notes[i].Key)
		}
	}
	return lower, upper
}

// The split follows the hands: each reaches about an octave, also far from middle C.
func TestStaves(t *testing.T) {
	for _, c := range []struct {
		keys         []uint8
		lower, upper []uint8
	}{
		{[]uint8{48, 52, 55, 72, 76}, []uint8{48, 52, 55}, []uint8{72, 76}},
		{[]uint8{60, 64, 67, 76, 79, 84}, []uint8{60, 64, 67}, []uint8{76, 79, 84}},
		{[]uint8{36, 43, 48, 55, 60}, []uint8{36, 43, 48}, []uint8{55, 60}},
		{[]uint8{72}, nil, []uint8{72}},
		{[]uint8{48}, []uint8{48}, nil},
	} {
		var notes []score.Note
		for _, key := range c.keys {
			notes = append(notes, score.Note{End: 4, Key: key, Velocity: 80})
		}
		if lower, upper := hands(notes); !slices.Equal(lower, c.lower) || !slices.Equal(upper, c.upper) {
			t.Errorf("%v: lower staff %v, upper staff %v; want %v, %v", c.keys, lower, upper, c.lower, c.upper)
		}
	}
}

// Music as played is moved to the nearest eighth of a quarter, no note is lost, and a note shorter than that
// lasts as long.
func TestOffTheGrid(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 480, Notes: []score.Note{
		{Start: 7, End: 11, Key: 60, Velocity: 80}, {Start: 231, End: 475, Key: 64, Velocity: 80}, {Start: 487, End: 1000, Key: 67, Velocity: 80},
	}}
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	back, _, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"0.000000-0.125000:60,80", "0.500000-1.000000:64,80", "1.000000-2.125000:67,80"}
	if got := noteTexts(back); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWriteErrors(t *testing.T) {
	note := score.Note{End: 1, Key: 60, Velocity: 80}
	for _, c := range []struct {
		name   string
		change func(*score.Score)
		want   string
	}{
		{"no ticks", func(s *score.Score) { s.TicksPerQuarter = 0 }, "0 ticks a quarter"},
		{"a key too low", func(s *score.Score) { s.Notes[0].Key = 11 }, "note 1 of 1: key 11 at tick 0: keys go from 12"},
		{"no velocity", func(s *score.Score) { s.Notes[0].Velocity = 0 }, "velocity 0"},
		{"an end before the start", func(s *score.Score) { s.Notes[0].Start = 2 }, "before its start"},
		{"a metre", func(s *score.Score) { s.Metres = []score.MetreChange{{Metre: score.Metre{Beats: 3, Unit: 5}}} }, "metre 3/5 at tick 0"},
		{"a tempo", func(s *score.Score) { s.Tempos = []score.TempoChange{{}} }, "tempo of 0"},
		{"a key signature", func(s *score.Score) { s.Keys = []score.KeyChange{{Key: score.Key{Fifths: 8}}} }, "8 sharps"},
		{"too long", func(s *score.Score) { s.Length = 1 << 30 }, "longer than 50000 measures"},
		{"beyond all bounds", func(s *score.Score) { s.Length = 1 << 60 }, "ends at tick"},
	} {
		s := &score.Score{TicksPerQuarter: 4, Notes: []score.Note{note}}
		c.change(s)
		if _, err := Write(s); err == nil || !strings.HasPrefix(err.Error(), "musicxml: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}
