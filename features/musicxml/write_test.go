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

// randomScore is a piece on a grid of a given number of steps a quarter, of up to polyphony notes at once, with a
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

// A tempo that holds for less than a measure is written as sound alone, and comes back.
func TestShortTempos(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Length: 64, Notes: []score.Note{{End: 64, Key: 60, Velocity: 80}},
		Metres: []score.MetreChange{{Metre: score.CommonTime}}, Tempos: []score.TempoChange{{QuartersPerMinute: 90}, {Tick: 18, QuartersPerMinute: 80}, {Tick: 20, QuartersPerMinute: 66.6666667}, {Tick: 48, QuartersPerMinute: 90}}}
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	if shown := bytes.Count(data, []byte("<per-minute>")); shown != 3 {
		t.Errorf("%d tempos are shown, want 3 of 4", shown)
	}
	back, warnings, err := Read(data)
	if err != nil || warnings != nil {
		t.Fatal(err, warnings)
	}
	var got []string
	for _, c := range back.Tempos {
		got = append(got, fmt.Sprintf("%v: %v", float64(c.Tick)/float64(back.TicksPerQuarter), c.QuartersPerMinute))
	}
	if want := []string{"0: 90", "4.5: 80", "5: 66.667", "12: 90"}; !slices.Equal(got, want) {
		t.Errorf("tempos %v, want %v", got, want)
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
