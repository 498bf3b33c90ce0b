package midi_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
)

// TestOtherPrograms opens files of Write in music21 and MuseScore and compares what they understand with what
// is meant. It takes a minute, so it runs only if EXPERIMENTS_SLOW=1 is set; it needs python3 with the
// package music21, and MuseScore 3.
func TestOtherPrograms(t *testing.T) {
	if os.Getenv("EXPERIMENTS_SLOW") != "1" {
		t.Skip("slow; set EXPERIMENTS_SLOW=1")
	}
	if err := exec.Command("python3", "-c", "import music21").Run(); err != nil {
		t.Skip("needs python3 with music21: pip install music21")
	}
	dir := t.TempDir()
	meant := examples(t)
	var files []string
	for name, s := range meant {
		data, err := midi.Write(s)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, name+".mid")
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	t.Run("music21", func(t *testing.T) {
		for file, got := range understood(t, files) {
			s := meant[nameOf(file)]
			compare(t, nameOf(file), got, s)
			compareTempos(t, nameOf(file), got, s)
		}
	})
	t.Run("MuseScore", func(t *testing.T) {
		for file, got := range understood(t, museScore(t, dir, files)) {
			compare(t, nameOf(file), got, meant[nameOf(file)])
		}
	})
}

func nameOf(file string) string {
	base := filepath.Base(file)
	return base[:len(base)-len(filepath.Ext(base))]
}

// examples are the starter pieces, and pieces with what they lack.
func examples(t *testing.T) map[string]*score.Score {
	t.Helper()
	all := map[string]*score.Score{}
	starter, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for i, p := range starter.Pieces {
		all[fmt.Sprintf("starter-%02d", i)] = withoutLongNotes(p.Score(80, p.Tempo))
		if p.Measures[0].Skip > 0 {
			all[fmt.Sprintf("continued-%02d", i)] = continued(p, random)
		}
	}
	all["melody-and-chords"] = tune(score.Metre{Beats: 3, Unit: 4}, 480, "Melody", "Chords")
	all["eighth-pickup"] = tune(score.Metre{Beats: 6, Unit: 8}, 240)
	metres := tune(score.CommonTime, 480*4)
	metres.Metres = append(metres.Metres, // a short bar before a repeat, then other metres
		score.MetreChange{Tick: 480 * 15, Metre: score.CommonTime},
		score.MetreChange{Tick: 480 * 23, Metre: score.Metre{Beats: 6, Unit: 8}},
		score.MetreChange{Tick: 480 * 29, Metre: score.Metre{Beats: 5, Unit: 4}})
	all["metres"] = metres
	return all
}

// withoutLongNotes shortens notes to 6 quarters. music21 10.5 shifts the bars that follow some notes of more
// than two bars, also in files that it has written itself.
func withoutLongNotes(s *score.Score) *score.Score {
	for i := range s.Notes {
		n := &s.Notes[i]
		n.End = min(n.End, n.Start+6*int64(s.TicksPerQuarter))
	}
	return s
}

// tune is a scale of 40 quarters in E flat major with a first bar of some ticks; names are those of its
// tracks, the second of which has chords.
func tune(metre score.Metre, pickup int64, names ...string) *score.Score {
	s := &score.Score{Title: "Tune", TicksPerQuarter: 480, Length: 480 * 40, Tracks: names,
		Metres: []score.MetreChange{{Metre: metre}, {Tick: pickup, Metre: metre}},
		Tempos: []score.TempoChange{{QuartersPerMinute: 90}, {Tick: 480 * 8, QuartersPerMinute: 75}},
		Keys:   []score.KeyChange{{Key: score.Key{Fifths: -3}}}}
	for i := range int64(40) {
		key := []uint8{75, 77, 79, 80, 82, 84, 86, 87}[i%8]
		s.Notes = append(s.Notes, score.Note{Start: 480 * i, End: 480 * (i + 1), Key: key, Velocity: 80})
		if len(names) > 1 && i%4 == 0 {
			for _, key := range []uint8{51, 55, 58} {
				s.Notes = append(s.Notes, score.Note{Start: 480 * i, End: 480 * (i + 4), Key: key, Velocity: 60, Track: 1})
			}
		}
	}
	score.SortNotes(s.Notes)
	return s
}

// continued is the beginning of a piece, with a change of tempo, and eight bars of random notes, as a
// composition from a prompt.
func continued(p *features.Piece, random *rand.Rand) *score.Score {
	prompt := min(48, p.Steps())
	c := &features.Piece{Title: p.Title, StepsPerQuarter: 4, Articulated: true, Tempo: p.Tempo, Measures: slices.Clone(p.Measures)}
	c.Measures = slices.DeleteFunc(c.Measures, func(m features.Measure) bool { return m.Start >= prompt })
	c.Roll = append(c.Roll, p.Roll[:prompt]...)
	for range 128 {
		var frame features.Frame
		for range random.IntN(3) {
			frame[20+random.IntN(48)] = features.Onset
		}
		c.Roll = append(c.Roll, frame)
	}
	c.ExtendMeasures()
	s := c.Score(80, p.Tempo)
	played := *p.Played
	played.Tempos = append(slices.Clone(played.Tempos), score.TempoChange{Tick: 4 * int64(played.TicksPerQuarter), QuartersPerMinute: 50})
	s.Tempos = played.TemposUntil(int64(prompt/4*played.TicksPerQuarter), s.TicksPerQuarter, 100)
	return s
}

// understanding is what testdata/bars.py prints of a file.
type understanding struct {
	Bars   []float64
	Notes  [][2]float64
	Tempos [][2]float64
	Sharps *int
	Parts  []string
}

func understood(t *testing.T, files []string) map[string]understanding {
	t.Helper()
	command := exec.Command("python3", append([]string{"testdata/bars.py"}, files...)...)
	command.Stderr = os.Stderr
	data, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]understanding
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// museScore converts MIDI files to MusicXML files and returns their names.
func museScore(t *testing.T, dir string, files []string) (converted []string) {
	t.Helper()
	program := ""
	for _, name := range []string{"mscore3", "musescore3", "mscore"} {
		if path, err := exec.LookPath(name); err == nil && program == "" {
			program = path
		}
	}
	if program == "" {
		t.Skip("needs MuseScore 3: apt-get install musescore3")
	}
	type job struct {
		In  string `json:"in"`
		Out string `json:"out"`
	}
	var jobs []job
	for _, file := range files {
		out := filepath.Join(dir, nameOf(file)+".musicxml")
		jobs = append(jobs, job{file, out})
		converted = append(converted, out)
	}
	data, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "jobs.json")
	if err := os.WriteFile(list, data, 0o666); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "-j", list)
	command.Env = append(os.Environ(), "QT_QPA_PLATFORM=offscreen", "XDG_RUNTIME_DIR="+dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return converted
}

// compare compares bars, notes, key signature and the names of parts.
func compare(t *testing.T, name string, got understanding, s *score.Score) {
	t.Helper()
	quarter := func(tick int64) float64 {
		return math.Round(float64(tick)/float64(s.TicksPerQuarter)*1e4) / 1e4
	}
	end := 0.0
	var notes [][2]float64
	for _, n := range s.Notes {
		notes = append(notes, [2]float64{quarter(n.Start), float64(n.Key)})
		end = max(end, quarter(n.End))
	}
	var bars []float64
	for i, c := range s.Metres {
		until := end
		if i+1 < len(s.Metres) {
			until = quarter(s.Metres[i+1].Tick)
		}
		for bar := quarter(c.Tick); bar < until; bar += 4 * float64(c.Beats) / float64(c.Unit) {
			bars = append(bars, bar)
		}
	}
	bars = slices.DeleteFunc(bars, func(bar float64) bool { return bar >= end })
	got.Bars = slices.DeleteFunc(got.Bars, func(bar float64) bool { return bar >= end })
	if !slices.Equal(got.Bars, bars) {
		t.Errorf("%s: bars at %v, want %v", name, got.Bars, bars)
	}
	slices.SortFunc(notes, func(a, b [2]float64) int { return slices.Compare(a[:], b[:]) })
	if notes = slices.Compact(notes); !slices.Equal(got.Notes, notes) {
		t.Errorf("%s: %d notes, want %d; only there %v, only here %v", name, len(got.Notes), len(notes), without(got.Notes, notes), without(notes, got.Notes))
	}
	if key, ok := s.Key(); ok && (got.Sharps == nil || *got.Sharps != key.Fifths) {
		t.Errorf("%s: key signature %v, want %d", name, got.Sharps, key.Fifths)
	}
	for _, want := range s.Tracks {
		if !slices.ContainsFunc(got.Parts, func(part string) bool { return part == want || part == "Grand Piano, "+want }) {
			t.Errorf("%s: parts %q, want one named %s", name, got.Parts, want)
		}
	}
}

func compareTempos(t *testing.T, name string, got understanding, s *score.Score) {
	t.Helper()
	var want [][2]float64
	for _, c := range s.Tempos {
		want = append(want, [2]float64{float64(c.Tick) / float64(s.TicksPerQuarter), c.QuartersPerMinute})
	}
	if !slices.EqualFunc(got.Tempos, want, func(a, b [2]float64) bool { return a[0] == b[0] && math.Abs(a[1]-b[1]) < 0.02 }) {
		t.Errorf("%s: tempos %v, want %v", name, got.Tempos, want)
	}
}

// without returns the elements of a that are not in b, at most five.
func without(a, b [][2]float64) (only [][2]float64) {
	for _, x := range a {
		if !slices.Contains(b, x) && len(only) < 5 {
			only = append(only, x)
		}
	}
	return only
}
