package report

import (
	"math"
	"time"

	"workbench/features/score"
	"workbench/internal/figure"
	"workbench/internal/texttable"
)

// Report is the content of the document.
type Report struct {
	Title    string
	Made     time.Time
	Runs     []*Run   // at least one
	Table    *Table   // a row per run; nil for none
	Warnings []string // what was left out, and why
	Live     *Live    // nil for a document that does not change
	Sound    int      // seconds of sound that all samples together have at most; 0 is none
}

// Live describes a page that a server updates while the run goes on.
type Live struct {
	Seconds int    // until the page reloads; 0 is never
	Note    string // what the reader should know of it
	Link    string // address of the page that does the opposite: does not reload, or reloads
	Label   string // text of the link
}

// Run is one run. What it does not have is empty.
type Run struct {
	Name, Status string
	Number       int      // of its colour in curves and table, from 1; seeds of one config share it
	Group        string   // name of these seeds in the curves
	Result       string   // one sentence
	Problems     []string // what is missing or damaged
	Facts        []Fact
	Train, Valid figure.Curve
	GradNorm     figure.Curve
	LearningRate figure.Curve // empty where it is constant, or was changed when the run was resumed
	Marginal     float64      // loss of the counting baseline in the unit of the curves; 0 or NaN is unknown
	Checkpoints  []Checkpoint
	Composed     []*Sample // pieces in the run's folder composed
	Left         string    // which samples are not in the report
	Statistics   *Table    // last samples and training pieces
	Config       string    // TOML
}

// Fact is a property of a run.
type Fact struct{ Name, Value string }

// Checkpoint is what the network composed at an epoch.
type Checkpoint struct {
	Epoch   int
	Samples []*Sample // at least one
}

// Sample is one piece that the network composed.
type Sample struct {
	Name    string // of its file, without extension
	Caption string
	Problem string // why there is nothing else
	Roll    figure.Roll
	Score   *score.Score
	MIDI    []byte
	Sound   []byte  // WAV, of the samples that Listen has chosen
	Seconds float64 // length of the sound if it was cut; 0 is the whole piece
}

// Table is a table with a caption above and notes below it.
type Table struct {
	*texttable.Table
	Caption string
	Notes   []string
}

// several tells whether the report compares runs.
func (r *Report) several() bool { return len(r.Runs) > 1 }

// marginal is the loss of the counting baseline, NaN if the runs that have one do not agree.
func (r *Report) marginal() float64 {
	shared := math.NaN()
	for _, run := range r.Runs {
		switch {
		case !(run.Marginal > 0): // not known
		case math.IsNaN(shared):
			shared = run.Marginal
		case math.Abs(run.Marginal-shared) > 1e-9:
			return math.NaN()
		}
	}
	return shared
}

// groups are the runs by their number: the seeds of one config together.
func (r *Report) groups() [][]*Run {
	var groups [][]*Run
	at := map[int]int{}
	for _, run := range r.Runs {
		i, ok := at[run.Number]
		if !ok {
			i, groups = len(groups), append(groups, nil)
			at[run.Number] = i
		}
		groups[i] = append(groups[i], run)
	}
	return groups
}

// Last is the newest checkpoint, nil if there is none.
func (r *Run) Last() *Checkpoint {
	if len(r.Checkpoints) == 0 {
		return nil
	}
	return &r.Checkpoints[len(r.Checkpoints)-1]
}

// Earlier are the checkpoints before the last, oldest first.
func (r *Run) Earlier() []Checkpoint { return r.Checkpoints[:max(0, len(r.Checkpoints)-1)] }
