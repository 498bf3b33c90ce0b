package musicxml_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/musicxml"
	"workbench/features/score"
)

// These tests compare the package with music21 and MuseScore. They take minutes and need the programs:
//
//	pip install music21; apt-get install musescore3
//	EXPERIMENTS_SLOW=1 go test -v -run 'Music21|MuseScore' ./features/musicxml
//
// EXPERIMENTS_MUSIC names a folder of MIDI files of which the first 20 are written and compared as well.

const stepsPerQuarter = 4

func requireSlow(t *testing.T) {
	t.Helper()
	if os.Getenv("EXPERIMENTS_SLOW") != "1" {
		t.Skip("takes minutes and needs other programs; EXPERIMENTS_SLOW=1 runs it")
	}
}

func requireMusic21(t *testing.T) {
	t.Helper()
	requireSlow(t)
	if out, err := exec.Command("python3", "-c", "import music21").CombinedOutput(); err != nil {
		t.Skipf("no music21 (pip install music21): %v %s", err, out)
	}
}

// museScore returns the command of MuseScore 3 or 4.
func museScore(t *testing.T) string {
	t.Helper()
	requireSlow(t)
	for _, name := range []string{"musescore3", "mscore3", "musescore", "mscore"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no MuseScore (apt-get install musescore3)")
	return ""
}

// runMuseScore converts files, each to the other of its pair.
func runMuseScore(t *testing.T, pairs [][2]string) {
	t.Helper()
	program := museScore(t)
	var jobs []map[string]string
	for _, p := range pairs {
		jobs = append(jobs, map[string]string{"in": p[0], "out": p[1]})
	}
	data, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	job := filepath.Join(t.TempDir(), "job.json")
	if err := os.WriteFile(job, data, 0o644); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "-M", "testdata/musescore_import.xml", "-j", job)
	command.Env = append(os.Environ(), "QT_QPA_PLATFORM=offscreen")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("MuseScore: %v\n%s", err, out)
	}
}

// pieces are the starter pieces, twenty compositions, and twenty pieces of the folder EXPERIMENTS_MUSIC.
func pieces(t *testing.T) []*features.Piece {
	t.Helper()
	starter, err := features.Starter(features.Grid(stepsPerQuarter))
	if err != nil {
		t.Fatal(err)
	}
	all := starter.Pieces
	for _, dir := range []string{compose(t), os.Getenv("EXPERIMENTS_MUSIC")} {
		files, _ := filepath.Glob(filepath.Join(dir, "*.mid"))
		if len(files) == 0 || dir == "" {
			t.Logf("no MIDI files in %q", dir)
			continue
		}
		for _, file := range files[:min(20, len(files))] {
			p, err := features.File(file, features.Grid(stepsPerQuarter))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p)
		}
	}
	return all
}

// compose has the program compose twenty pieces with the model that it carries, and returns their folder.
func compose(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "music")
	command := exec.Command("go", "run", "./experiments", "compose", "-run", "models/piano", "-count", "20", "-steps", "256", "-out", dir)
	command.Dir = "../.."
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("compose: %v\n%s", err, out)
	}
	return dir
}

// written are the pieces as scores, and the MusicXML files that Write makes of them.
func written(t *testing.T, all []*features.Piece) (scores []*score.Score, files []string) {
	t.Helper()
	dir := t.TempDir()
	for i, p := range all {
		s := p.Score(80, p.Tempo)
		data, err := musicxml.Write(s)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.musicxml", i))
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		scores, files = append(scores, s), append(files, file)
	}
	return scores, files
}

// sounding is a note in 48ths of a quarter.
type sounding struct{ onset, key, duration int }

func soundingOf(s *score.Score) []sounding {
	var list []sounding
	for _, n := range s.Notes {
		at := func(tick int64) int { return int(math.Round(48 * float64(tick) / float64(s.TicksPerQuarter))) }
		list = append(list, sounding{at(n.Start), int(n.Key), at(n.End) - at(n.Start)})
	}
	return sorted(list)
}

func sorted(list []sounding) []sounding {
	slices.SortFunc(list, func(a, b sounding) int {
		return cmp.Or(cmp.Compare(a.onset, b.onset), cmp.Compare(a.key, b.key), cmp.Compare(a.duration, b.duration))
	})
	return list
}

// music21Score is what music21 reads in a file.
type music21Score struct {
	File     string
	Notes    [][3]float64
	Bars     []float64
	Expanded bool
}

func (m music21Score) sounding() []sounding {
	var list []sounding
	for _, n := range m.Notes {
		onset, end := int(math.Round(48*n[0])), int(math.Round(48*(n[0]+n[2])))
		list = append(list, sounding{onset, int(n[1]), end - onset})
	}
	return sorted(list)
}

// readMusic21 has music21 read files.
func readMusic21(t *testing.T, files []string) []music21Score {
	t.Helper()
	command := exec.Command("python3", append([]string{"testdata/music21_notes.py"}, files...)...)
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("music21: %v\n%s", err, problems.String())
	}
	var list []music21Score
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var m music21Score
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// music21 finds the notes and measures that were written.
func TestMusic21ReadsWritten(t *testing.T) {
	requireMusic21(t)
	all := pieces(t)
	scores, files := written(t, all)
	same := 0
	for i, m := range readMusic21(t, files) {
		if !slices.Equal(m.sounding(), soundingOf(scores[i])) {
			t.Errorf("%s: music21 finds %d notes, we wrote %d, or others", all[i].Name, len(m.Notes), len(scores[i].Notes))
			continue
		}
		for k, measure := range all[i].Measures {
			if k >= len(m.Bars) || m.Bars[k] != float64(measure.Start)/stepsPerQuarter {
				t.Errorf("%s: music21 finds measures at %v…, measure %d starts at step %d", all[i].Name, m.Bars[:min(4, len(m.Bars))], k+1, measure.Start)
				break
			}
		}
		same++
	}
	t.Logf("music21 finds the same notes in %d of %d pieces", same, len(all))
}

// MuseScore plays the notes that were written, and has their measures when it writes them again.
func TestMuseScoreReadsWritten(t *testing.T) {
	museScore(t)
	all := pieces(t)
	scores, files := written(t, all)
	var pairs [][2]string
	for _, file := range files {
		pairs = append(pairs, [2]string{file, file + ".mid"}, [2]string{file, file + ".again.musicxml"})
	}
	runMuseScore(t, pairs)
	same := 0
	for i, p := range all {
		played, _, err := midi.Read(readFile(t, files[i]+".mid"))
		if err != nil {
			t.Fatal(err)
		}
		got, want := onSteps(t, played), onSteps(t, scores[i])
		if !slices.Equal(got.Roll, want.Roll) {
			t.Errorf("%s: MuseScore plays other notes", p.Name)
			continue
		}
		again, _, err := musicxml.Read(readFile(t, files[i]+".again.musicxml"))
		if err != nil {
			t.Fatal(err)
		}
		if got := onSteps(t, again); !slices.Equal(got.Roll, want.Roll) || !slices.Equal(got.Measures, p.Measures) {
			t.Errorf("%s: MuseScore writes other notes or measures: %v…, want %v…", p.Name, got.Measures[:min(2, len(got.Measures))], p.Measures[:min(2, len(p.Measures))])
			continue
		}
		same++
	}
	t.Logf("MuseScore has the same notes and measures in %d of %d pieces", same, len(all))
}

// What MuseScore makes of our MIDI reads back to the same roll.
func TestMuseScoreWrites(t *testing.T) {
	museScore(t)
	all := pieces(t)
	dir := t.TempDir()
	var pairs [][2]string
	for i, p := range all {
		data, err := midi.Write(p.Score(80, p.Tempo))
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.mid", i))
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, [2]string{file, file + ".mxl"})
	}
	runMuseScore(t, pairs)
	same := 0
	for i, p := range all {
		s, _, err := musicxml.Read(readFile(t, pairs[i][1]))
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		if !slices.Equal(onSteps(t, s).Roll, onSteps(t, p.Score(80, p.Tempo)).Roll) {
			t.Errorf("%s: another roll", p.Name)
			continue
		}
		same++
	}
	t.Logf("%d of %d pieces read back to the same roll", same, len(all))
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func onSteps(t *testing.T, s *score.Score) *features.Piece {
	t.Helper()
	p, err := features.FromScore("", s, stepsPerQuarter)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
