// Package python_test holds the Python module and the ONNX models to the Go program: the same likelihood of
// every step within the tolerance below, the same compositions of the same random numbers. The tests need Python with
// the packages of requirements.txt:
//
//	EXPERIMENTS_SLOW=1 go test -v ./python
package python_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/config"
	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/rundir"
	"workbench/internal/safetensors"
	"workbench/internal/trained"
)

// Likelihoods may differ by absolute nats a step, and relative times those of the step: the logits of an unlikely step
// are large, and so are their rounding errors.
const (
	absolute = 1e-5
	relative = 2e-6
)

// example is what a Python test reads: music with the likelihood that the Go program computes, and a
// composition.
type example struct {
	Run         string         `json:"run"`
	ONNX        string         `json:"onnx"`
	Absolute    float64        `json:"absolute"`
	Relative    float64        `json:"relative"`
	Pieces      []examplePiece `json:"pieces"`  // all of the same length
	Uniform     [][]float64    `json:"uniform"` // for each step of Composition, two numbers a key, and a third with velocities
	Composition examplePiece   `json:"composition"`
	Unknown     *examplePiece  `json:"unknown"` // a piece with some velocities that are not known; nil without velocities
}

// examplePiece is a piece as lists of keys, 0 to 87.
type examplePiece struct {
	Play       [][]int     `json:"play"`
	Articulate [][]int     `json:"articulate"`
	Velocity   [][]int     `json:"velocity"` // MIDI velocities of articulate, 0 where it is not known; absent without velocities
	Places     [][5]int    `json:"places"`   // of each step; see metre.py
	NLL        [][]float64 `json:"nll"`      // the parts of each step
	Metre      []int       `json:"metre"`    // beats and unit; absent where it changes, and where a bar is no whole number of steps
	Pickup     int         `json:"pickup"`   // steps
	Grid       int         `json:"steps_per_quarter"`
}

// TestPyTorch compares likelihoods under the PyTorch module, and evaluates runs that it writes after an
// update of its own.
func TestPyTorch(t *testing.T) {
	python := interpreter(t, "torch", "numpy", "safetensors")
	for name, run := range runs(t) {
		t.Run(name, func(t *testing.T) {
			m := open(t, run)
			e := newExample(t, m, run)
			written, scored := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "nll.json")
			execute(t, python, "check_torch.py", e.write(t), written, scored)
			var want [][][]float64
			if err := json.Unmarshal(read(t, scored), &want); err != nil {
				t.Fatal(err)
			}
			changed := open(t, written)
			for i, p := range examplePieces(t, changed.Config) {
				difference(t, want[i], likelihood(changed, p))
				if mean(want[i]) == mean(e.Pieces[i].NLL) {
					t.Error("the update changed nothing")
				}
			}
		})
	}
}

// TestONNX compares likelihoods and compositions of exported models in onnxruntime.
func TestONNX(t *testing.T) {
	python := interpreter(t, "onnxruntime", "onnx", "numpy")
	for name, run := range runs(t) {
		t.Run(name, func(t *testing.T) {
			m := open(t, run)
			e := newExample(t, m, run)
			data, err := m.Model.(model.ONNXComposer).ONNX()
			if err != nil {
				t.Fatal(err)
			}
			e.ONNX = filepath.Join(t.TempDir(), "composer.onnx")
			write(t, e.ONNX, data)
			execute(t, python, "check_onnx.py", e.write(t))
		})
	}
}

// TestPandas reads the shipped runs as data frames.
func TestPandas(t *testing.T) {
	execute(t, interpreter(t, "pandas"), "check_runs.py")
}

// TestDocumentation runs the examples of docs/python.md, and composes with an exported model as it says.
func TestDocumentation(t *testing.T) {
	python, dir := interpreter(t, "torch", "safetensors", "pandas", "onnxruntime"), t.TempDir()
	for _, name := range []string{"python", "models"} {
		target, err := filepath.Abs(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	examples := regexp.MustCompile("(?s)```python\n(.*?)```").FindAllSubmatch(read(t, filepath.Join("..", "docs", "python.md")), -1)
	if len(examples) != 3 {
		t.Errorf("%d examples, want 3", len(examples))
	}
	for i, example := range examples {
		file := filepath.Join(dir, fmt.Sprint(i, ".py"))
		write(t, file, example[1])
		executeIn(t, dir, python, file)
	}
	if _, err := trained.Open(filepath.Join(dir, "runs", "from-python"), ""); err != nil {
		t.Error(err)
	}
	onnx, err := open(t, filepath.Join("..", "models", "tunes")).Model.(model.ONNXComposer).ONNX()
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "tunes.onnx"), onnx)
	output := executeIn(t, dir, python, filepath.Join("python", "composer.py"), "tunes.onnx", "8", "6/8")
	if lines := strings.Count(output, "\n"); lines != 48 {
		t.Errorf("%d steps, want 48: eight measures of six eighths", lines)
	}
}

// interpreter is Python with the given packages. The test is skipped where they are missing.
func interpreter(t *testing.T, packages ...string) string {
	t.Helper()
	if os.Getenv("EXPERIMENTS_SLOW") != "1" {
		t.Skip("slow; set EXPERIMENTS_SLOW=1")
	}
	python := os.Getenv("PYTHON")
	if python == "" {
		python = "python3"
	}
	if err := exec.Command(python, "-c", "import sys, tomllib, "+strings.Join(packages, ", ")).Run(); err != nil {
		t.Skipf("needs Python 3.11 or later with %s (%s: %v): pip install -r python/requirements.txt; PYTHON names another interpreter",
			strings.Join(packages, ", "), python, err)
	}
	return python
}

// execute runs a Python file of this directory.
func execute(t *testing.T, python, file string, args ...string) {
	t.Helper()
	executeIn(t, "", python, append([]string{file}, args...)...)
}

// executeIn runs Python in a directory and returns what it prints.
func executeIn(t *testing.T, dir, python string, args ...string) string {
	t.Helper()
	command := exec.Command(python, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "OMP_NUM_THREADS=1") // threads that wait for each other are slow on a busy machine
	output, err := command.CombinedOutput()
	t.Logf("%s", output)
	if err != nil {
		t.Errorf("%s: %v", args[0], err)
	}
	return string(output)
}

// runs are the shipped models, and random networks: two with every feature group and two styles, of which one has
// velocities.
func runs(t *testing.T) map[string]string {
	t.Helper()
	runs := map[string]string{"every group": everyGroup(t), "velocity": everyGroup(t, "data.velocity=true")}
	for _, name := range []string{"chorales", "tunes", "nottingham", "piano"} {
		runs[name] = filepath.Join("..", "models", name)
	}
	return runs
}

// everyGroup makes a run with random weights.
func everyGroup(t *testing.T, further ...string) string {
	t.Helper()
	c, err := config.Parse("every.toml", nil, append([]string{
		`features.groups=["position","pitch-class","vicinity","beat","context","window","lookback","match","form","register"]`, "match.lengths=[2, 5]", "match.transposed=[1, 4]", "match.reach=30",
		"lookback.steps=[1, 3, 16]", "lookback.bars=[1, 2, 3]", "form.phrases=[3, 4]",
		`features.lower_notes=["note","octave","chord","count"]`, "model.time_layers=[20, 12]", "model.note_layers=[16, 8]",
	}, further...))
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.New(c)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	weights := map[string]safetensors.Tensor{}
	for _, p := range append(m.Parameters(), nn.Zeros("style.time.jig", 4*20), nn.Zeros("style.note.jig", 4*16),
		nn.Zeros("style.time.waltz", 4*20), nn.Zeros("style.note.waltz", 4*16)) {
		if p.Name == "velocity1.w" { // the vectors of the styles are inputs of the velocities, too
			p = nn.Zeros(p.Name, p.Shape[0]+2, p.Shape[1])
		}
		for i := range p.Data {
			p.Data[i] = float32(random.NormFloat64()) / 3
		}
		weights[p.Name] = safetensors.Tensor{Shape: p.Shape, F32: p.Data}
	}
	dir := t.TempDir()
	path := rundir.CheckpointPath(dir, 0)
	if err := os.Mkdir(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := (&rundir.Checkpoint{Weights: weights, Config: c.TOML()}).Write(path); err != nil {
		t.Fatal(err)
	}
	write(t, rundir.ConfigPath(dir), []byte(c.TOML()))
	write(t, filepath.Join(dir, rundir.InfoFile), []byte(`{"status": "finished"}`))
	return dir
}

func open(t *testing.T, run string) *trained.Model {
	t.Helper()
	m, err := trained.Open(run, "")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// newExample scores starter pieces with the model, and composes some bars of 6/8 after a pickup of a step.
func newExample(t *testing.T, m *trained.Model, run string) example {
	t.Helper()
	e := example{Run: run, Absolute: absolute, Relative: relative}
	for _, p := range examplePieces(t, m.Config) {
		e.Pieces = append(e.Pieces, newExamplePiece(p, likelihood(m, p)))
	}
	if m.Config.Data.Velocity {
		p := examplePieces(t, m.Config)[0]
		copy(p.Roll[:p.Steps()/2], p.WithoutVelocities().Roll)
		unknown := newExamplePiece(p, likelihood(m, p))
		e.Unknown = &unknown
	}
	const steps = 20
	stream := func() *rand.Rand { return rand.New(rand.NewPCG(3, 4)) }
	empty := features.EmptyPiece(score.Metre{Beats: 6, Unit: 8}, m.Config.Data.StepsPerQuarter)
	empty.Measures[0].Skip = empty.Measures[0].Steps - 1
	composed := m.Compose([]features.Primer{{Piece: empty, Silence: true}}, steps, 1, []*rand.Rand{stream()})[0]
	e.Composition = newExamplePiece(composed, nil)
	random, numbers := stream(), 2
	if m.Config.Data.Velocity {
		numbers = 3
	}
	for range steps {
		var uniform []float64
		for range numbers * features.Keys {
			uniform = append(uniform, random.Float64())
		}
		e.Uniform = append(e.Uniform, uniform)
	}
	return e
}

// examplePieces are starter pieces of three metres, cut to one length, which is more than the longest lookback in bars of
// 4/4, and the first one again in a metre that changes.
func examplePieces(t *testing.T, c *config.Config) []*features.Piece {
	t.Helper()
	corpus, err := features.Starter(features.Grid(c.Data.StepsPerQuarter))
	if err != nil {
		t.Fatal(err)
	}
	steps := 64
	if o, ok := c.GroupValues()["lookback"].(*features.LookbackOptions); ok && len(o.Bars) > 0 {
		steps = max(steps, (slices.Max(o.Bars)+2)*4*c.Data.StepsPerQuarter)
	}
	metres := map[score.Metre]bool{}
	var pieces []*features.Piece
	for _, p := range corpus.Pieces {
		if metre := p.Measures[0].Metre; metres[metre] || p.Steps() < steps || len(pieces) == 3 {
			continue
		} else {
			metres[metre] = true
		}
		p.Roll = p.Roll[:steps]
		if !c.Articulated() {
			p.DropArticulation()
		}
		if c.Data.Velocity {
			setVelocities(p)
		}
		pieces = append(pieces, p)
	}
	if len(pieces) < 3 {
		t.Fatalf("%d starter pieces of %d steps in different metres; 3 are needed", len(pieces), steps)
	}
	changing := *pieces[0]
	changing.Measures = features.EmptyPiece(score.Metre{Beats: 3, Unit: 4}, c.Data.StepsPerQuarter).Measures
	changing.Measures[0].Skip = changing.Measures[0].Steps - 1
	for start, beats := 1, 2; start < steps/2; beats = 5 - beats {
		m := features.Measure{Start: start, Steps: beats * c.Data.StepsPerQuarter, Metre: score.Metre{Beats: beats, Unit: 4}}
		changing.Measures, start = append(changing.Measures, m), start+m.Steps
	}
	return append(pieces, &changing)
}

// setVelocities gives the onsets of a piece random velocities.
func setVelocities(p *features.Piece) {
	random := rand.New(rand.NewPCG(5, 6))
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			if cell.Articulate() {
				p.Roll[t][n] = cell.With(features.Velocity(1 + random.IntN(features.Velocities)))
			}
		}
	}
}

// likelihood is the negative log-likelihood of each step of a piece, in its parts.
func likelihood(m *trained.Model, p *features.Piece) [][]float64 {
	var steps [][]float64
	for _, nats := range m.Likelihood([]*features.Piece{p}) {
		for _, n := range nats {
			steps = append(steps, n)
		}
	}
	return steps
}

func newExamplePiece(p *features.Piece, nll [][]float64) examplePiece {
	e := examplePiece{NLL: nll, Grid: p.StepsPerQuarter, Metre: []int{p.Measures[0].Metre.Beats, p.Measures[0].Metre.Unit}}
	if skip := p.Measures[0].Skip; skip > 0 {
		e.Pickup = p.Measures[0].Steps - skip
	}
	for _, m := range p.Measures {
		if m.Metre != p.Measures[0].Metre || 4*p.StepsPerQuarter*m.Metre.Beats%m.Metre.Unit != 0 {
			e.Metre = nil
		}
	}
	segment := features.Segment{Piece: p, Start: -1, Steps: p.Steps()}
	for t := range p.Roll {
		play, articulate, velocity := []int{}, []int{}, []int{}
		for n, cell := range p.Roll[t] {
			if cell.Play() {
				play = append(play, n)
			}
			if cell.Articulate() {
				articulate = append(articulate, n)
				velocity = append(velocity, midi(cell.Velocity()))
			}
		}
		_, at := segment.Input(t)
		e.Play, e.Articulate, e.Velocity = append(e.Play, play), append(e.Articulate, articulate), append(e.Velocity, velocity)
		e.Places = append(e.Places, [...]int{at.Sixteenth, at.NextBar, at.InBar, at.Bar, at.BarsLeft})
	}
	if !p.HasVelocities() {
		e.Velocity = nil
	}
	return e
}

// midi is a MIDI velocity, 0 where it is not known.
func midi(v features.Velocity) int {
	if v == 0 {
		return 0
	}
	return int(v.MIDI())
}

// difference reports likelihoods that differ by more than the tolerance.
func difference(t *testing.T, got, want [][]float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d steps, want %d", len(got), len(want))
	}
	largest := 0.0
	for i := range want {
		for part, nats := range want[i] {
			d := math.Abs(got[i][part] - nats)
			if largest = max(largest, d); !(d <= absolute+relative*nats) {
				t.Errorf("step %d differs by %v nats, of %v", i, d, nats)
			}
		}
	}
	t.Logf("largest difference %.1e nats", largest)
}

func mean(nll [][]float64) (sum float64) {
	for _, parts := range nll {
		for _, v := range parts {
			sum += v / float64(len(nll))
		}
	}
	return sum
}

func (e example) write(t *testing.T) string {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "example.json")
	write(t, path, data)
	return path
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
