package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// statsJSON is what a script reads of stats -json.
type statsJSON struct {
	Run      string
	Corpus   string
	Split    string
	Training int                     `json:"training_pieces"`
	HeldOut  *struct{}               `json:"held_out_copied"`
	Pieces   []struct{ Name string } `json:"corpus_pieces"`
	Sets     []struct {
		Epoch   *int
		Windows int
		Pieces  []struct {
			Name   string
			Values map[string]*float64
			Copied *struct {
				Share     *float64
				From      string
				FromShare *float64 `json:"from_share"`
			}
		}
		Comparison struct {
			Metrics []struct {
				Name            string
				Samples, Corpus struct{ Count int }
			}
		}
	}
}

func readStats(t *testing.T, args ...string) (report statsJSON) {
	t.Helper()
	stdout, _ := succeed(t, append([]string{"stats", "-json"}, args...)...)
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v: %v in %s", args, err, stdout)
	}
	return report
}

// silentFile writes a MIDI file without notes.
func silentFile(t *testing.T, path string) {
	t.Helper()
	data, err := midi.Write(&score.Score{TicksPerQuarter: 4, Length: 64})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestStatsOfRun(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a)
	silentFile(t, rundir.SamplePath(a, 6, 2, ".mid"))

	report := readStats(t, "-run", a)
	if len(report.Sets) != 1 || report.Sets[0].Epoch == nil || *report.Sets[0].Epoch != 6 || report.Run != a || report.HeldOut == nil {
		t.Fatalf("%+v, want the samples of epoch 6", report)
	}
	set := report.Sets[0]
	if len(set.Pieces) != 2 || *set.Pieces[0].Values["steps"] != 21 { // one step given, 20 composed
		t.Errorf("pieces %+v", set.Pieces)
	}
	silent := set.Pieces[1]
	if *silent.Values["steps"] != 21 || *silent.Values["silent_share"] != 1 || silent.Values["polyphony"] != nil || silent.Copied == nil || silent.Copied.Share != nil {
		t.Errorf("a silent sample: %+v", silent)
	}
	corpus, err := features.Folder(filepath.Join(dir, "music"), features.Grid(4), nil)
	if err != nil {
		t.Fatal(err)
	}
	corpus.Split(0.3)
	training := corpus.Of(features.Train)
	if m := set.Comparison.Metrics[0]; m.Samples.Count != 2 || m.Corpus.Count != set.Windows || set.Windows <= len(training) || report.Training != len(training) {
		t.Errorf("compared %+v, want 2 samples and the windows of %d training pieces", m, len(training))
	}
	if report := readStats(t, "-run", a, "-epoch", "3"); *report.Sets[0].Epoch != 3 {
		t.Errorf("-epoch 3: %+v", report)
	}
	if report := readStats(t, "-run", a, "-all"); len(report.Sets) != 3 {
		t.Errorf("-all: %d sets, want those of epochs 0, 3 and 6", len(report.Sets))
	}

	// Compared with the validation pieces. Copies are still those of training pieces.
	valid := corpus.Of(features.Valid)
	if report := readStats(t, "-run", a, "-split", "valid", filepath.Join(dir, "music")); report.Split != "valid" || report.Training != len(valid) ||
		report.Sets[0].Comparison.Metrics[0].Corpus.Count != report.Sets[0].Windows || *report.Sets[0].Pieces[indexOf(corpus, training[0])].Copied.Share != 1 {
		t.Errorf("-split valid: %+v, want the %d validation pieces", report, len(valid))
	}
	if stdout, _ := succeed(t, "stats", "-run", a, "-split", "valid"); !strings.Contains(stdout, "compared with the "+console.Count(len(valid), "validation piece")+" of ") {
		t.Errorf("-split valid prints\n%s", stdout)
	}

	// A training piece is a copy of itself.
	song := filepath.Join(dir, "music", training[0].Name)
	copied := readStats(t, "-run", a, song).Sets[0].Pieces[0].Copied
	if *copied.Share != 1 || copied.From == "" || *copied.FromShare != 1 {
		t.Errorf("a training piece: %+v", copied)
	}
	stdout, _ := succeed(t, "stats", "-run", a, song)
	for _, want := range []string{"scale_consistency", "overlap", "copied", "100 %", copied.From, "held-out", "warning: one sample"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	if stdout, _ := succeed(t, "stats", "-run", a, "-all"); strings.Count(stdout, "\n") != 12 {
		t.Errorf("-all prints\n%s", stdout)
	}
	// The corpus has changed since.
	if err := os.Remove(filepath.Join(dir, "music", training[1].Name)); err != nil {
		t.Fatal(err)
	}
	if _, stderr := succeed(t, "stats", "-run", a); !strings.Contains(stderr, "warning") {
		t.Errorf("no warning of a changed corpus: %q", stderr)
	}
}

func indexOf(corpus *features.Corpus, p *features.Piece) int { return slices.Index(corpus.Pieces, p) }

func TestStatsOfFiles(t *testing.T) {
	_, dir := Folder(t)
	music, silent := filepath.Join(dir, "music"), filepath.Join(dir, "silent.mid")
	silentFile(t, silent)
	song := filepath.Join(music, "1.abc")

	report := readStats(t, song, silent)
	pieces := report.Sets[0].Pieces
	if len(pieces) != 2 || pieces[0].Name != song || *pieces[0].Values["notes"] == 0 || *pieces[1].Values["notes"] != 0 || pieces[0].Copied != nil {
		t.Errorf("%+v", pieces)
	}
	if stdout, _ := succeed(t, "stats", song, silent); len(strings.Split(strings.TrimSpace(stdout), "\n")) != 4 {
		t.Errorf("two files are not a heading, a rule and two rows:\n%s", stdout)
	}
	if stdout, _ := succeed(t, "stats", song); !strings.Contains(stdout, "groove_consistency") {
		t.Errorf("one file:\n%s", stdout)
	}
	if stdout, _ := succeed(t, "stats", "-midi", music); !strings.Contains(stdout, "8 pieces") || strings.Contains(stdout, "overlap") {
		t.Errorf("a folder:\n%s", stdout)
	}
	if err := os.WriteFile(filepath.Join(music, "damaged.mid"), []byte("MThd"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, stderr := succeed(t, "stats", music); !strings.Contains(stderr, "1 piece skipped") {
		t.Errorf("a folder with a damaged file: %q", stderr)
	}
	if report := readStats(t, "-midi", music); report.Sets[0].Comparison.Metrics[0].Corpus.Count != 8 || len(report.Pieces) != 8 {
		t.Errorf("a folder: %+v", report)
	}
	if report := readStats(t, "-midi", music, silent, song); *report.Sets[0].Pieces[1].Copied.Share != 1 || report.Corpus != music {
		t.Errorf("files against a folder: %+v", report)
	}
}

func TestStatsUsage(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a, "-set", "train.epochs=1")
	noSamples := filepath.Join(dir, "b")
	succeed(t, "-config", config, "-run", noSamples, "-set", "train.epochs=1")
	if err := os.RemoveAll(filepath.Join(noSamples, "samples")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		code int
		want string // part of what standard error says
	}{
		{nil, exit.Usage, "-run"},
		{[]string{"-run", a, "-midi", dir}, exit.Failed, "fingerprint"},
		{[]string{"-run", a, "-midi", dir, "-frames", config}, exit.Usage, "exclude"},
		{[]string{"-frames", config, "x.mid"}, exit.Usage, "-run"},
		{[]string{"-epoch", "3", "x.mid"}, exit.Usage, "-epoch"},
		{[]string{"-run", a, "-epoch", "-2"}, exit.Usage, "-2"},
		{[]string{"-run", a, "-epoch", "0", "-all"}, exit.Usage, "-all"},
		{[]string{"-run", a, "-split", "test"}, exit.Failed, "no test pieces"},
		{[]string{"-midi", dir, "-split", "valid", "x.mid"}, exit.Usage, "-split"},
		{[]string{"-run", a, "-split", "held-out"}, exit.Usage, "held-out"},
		{[]string{"-run", a, "-steps-per-quarter", "8"}, exit.Usage, "-steps-per-quarter"},
		{[]string{"-steps-per-quarter", "65", "x.mid"}, exit.Usage, "65"},
		{[]string{"-run", a, "-epoch", "77"}, exit.Failed, "it has those of 0, 1"},
		{[]string{"-run", noSamples}, exit.Failed, "no samples"},
		{[]string{"-run", dir}, exit.Failed, "not a run directory"},
		{[]string{filepath.Join(dir, "none.mid")}, exit.Failed, "none.mid"},
		{[]string{config}, exit.Failed, "tiny.toml"},
	} {
		code, stdout, stderr := program(t, 0, append([]string{"stats"}, test.args...)...)
		if code != test.code || !strings.Contains(stderr, test.want) || stdout != "" {
			t.Errorf("%v: exit code %d, want %d; standard error %q, want %q in it; standard output %q", test.args, code, test.code, stderr, test.want, stdout)
		}
	}
	if stdout, _ := succeed(t, "stats", "-h"); !strings.Contains(stdout, "go run ./experiments stats") || !strings.Contains(stdout, "Flags:") {
		t.Errorf("-h: %q", stdout)
	}
}

// TestStatsComparesEqualLengths: a corpus of long pieces is cut into windows as long as the samples, so that
// an excerpt of it is within its range. One piece with more keys at once than any of the corpus is listed,
// although the median hides it.
func TestStatsComparesEqualLengths(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, seed, notes, chord int) string {
		s := &score.Score{TicksPerQuarter: 4}
		for i := range notes {
			for k := range chord {
				s.Notes = append(s.Notes, score.Note{Start: int64(4 * i), End: int64(4*i + 4), Key: uint8(40 + (i*i+seed*i)%40 + k), Velocity: 80})
			}
		}
		data, err := midi.Write(s)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		Write(t, path, string(data))
		return path
	}
	music := filepath.Join(dir, "music")
	if err := os.Mkdir(music, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		write(filepath.Join("music", fmt.Sprintf("%d.mid", i)), i, 160, 2)
	}
	args := []string{"stats", "-midi", music}
	for i := range 5 {
		args = append(args, write(fmt.Sprintf("short-%d.mid", i), i, 16, 2))
	}
	args = append(args, write("full.mid", 1, 16, 30))
	stdout, _ := succeed(t, args...)
	for _, want := range []string{"compared with the 6 pieces of " + music + " (60 windows of 64 steps)", "outside the range of the whole corpus"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	outlier := regexp.MustCompile(`full.mid .*polyphony 30 \(2.00 to 2.00\)`)
	if !outlier.MatchString(stdout) {
		t.Errorf("the chord of 30 keys is not listed:\n%s", stdout)
	}
	notes := regexp.MustCompile(`(?m)^notes +32 +32 `)
	if !notes.MatchString(stdout) {
		t.Errorf("the number of notes is not that of equal lengths:\n%s", stdout)
	}
}

// TestStatsAgainstHeldOutPieces: the pieces of a folder end on the tonic, the windows cut from them do not, and tonic_ending
// is that of the pieces. The line below the table counts the medians inside, and names those outside with the limit.
func TestStatsAgainstHeldOutPieces(t *testing.T) {
	dir := t.TempDir()
	heldOut, composed := filepath.Join(dir, "held-out"), filepath.Join(dir, "composed")
	for folder, bars := range map[string]int{heldOut: 12, composed: 4} {
		if err := os.Mkdir(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			s := &score.Score{TicksPerQuarter: 4}
			add := func(bar int, keys ...uint8) {
				for _, key := range keys {
					s.Notes = append(s.Notes, score.Note{Start: int64(16 * bar), End: int64(16*bar + 16), Key: key, Velocity: 80})
				}
			}
			for bar := range bars - 1 { // in G major, with other keys in the bass
				add(bar, [][]uint8{{47, 62, 67}, {48, 64, 67}, {50, 66, 69}, {47, 62, 67}}[(bar+i)%4]...)
			}
			if folder == heldOut {
				add(bars-1, 43, 62, 71)
			} else {
				add(bars-1, 38, 64, 71) // no triad of any key
			}
			data, err := midi.Write(s)
			if err != nil {
				t.Fatal(err)
			}
			Write(t, filepath.Join(folder, fmt.Sprintf("%d.mid", i)), string(data))
		}
	}
	stdout, _ := succeed(t, "stats", "-midi", heldOut, composed)
	for _, want := range []string{`5 pieces, compared with the 5 pieces of .* \(15 windows of 64 steps\)`, `(?m)^tonic_ending +0 % +100 % +– `,
		`(?m)^\d+ of \d+ medians are inside the 5 to 95 %; outside: .*lowest_key 38 \(below 4[3-7]`} {
		if !regexp.MustCompile(want).MatchString(stdout) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	// Two folders may have files of one name.
	report := readStats(t, "-midi", heldOut, composed, heldOut)
	if p := report.Sets[0].Pieces; len(p) != 10 || p[0].Name != filepath.Join(composed, "0.mid") || p[5].Name != filepath.Join(heldOut, "0.mid") {
		t.Errorf("%+v", p)
	}
}
