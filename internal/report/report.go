package report

import (
	"math"
	"time"

	"workbench/features/score"
	"workbench/internal/figure"
)

// Report is what the document says.
type Report struct {
	Title    string
	Made     time.Time
	Runs     []*Run   // at least one
	Table    *Table   // the runs beside one another; nil for none
	Warnings []string // what was left out, and why
	Live     *Live    // nil for a document that stays as it is
}

// Live is a page that a server makes anew as the run goes on.
type Live struct {
	Seconds int    // until the page loads itself again; 0 is never
	Note    string // what the reader should know of it
	Link    string // address of the page that does the opposite: stands still, or refreshes
	Label   string // the text of the link
}

// Run is one run. What it does not have is empty.
type Run struct {
	Name, Status string
	Result       string   // one sentence
	Problems     []string // what is missing or damaged
	Facts        []Fact
	Train, Valid figure.Curve
	Marginal     float64 // loss of the counting baseline, of each key's frequency or of bigrams, in the unit of the curves; 0 or NaN is unknown
	Checkpoints  []Checkpoint
	Left         string // which samples are not in the report
	Statistics   *Table // of the last samples, beside the corpus
	Config       string // the TOML text
}

// Fact is something to know of a run.
type Fact struct{ Name, Value string }

// Checkpoint is what the network composed at an epoch.
type Checkpoint struct {
	Epoch   int
	Samples []*Sample // at least one
}

// Sample is one piece that the network composed.
type Sample struct {
	Name    string // of its file, without the extension
	Caption string
	Problem string // why there is nothing else
	Roll    figure.Roll
	Score   *score.Score
	MIDI    []byte
	Sound   []byte  // WAV, of those that Listen has chosen
	Seconds float64 // how long the sound is cut to; 0 is all of it
}

// Table is a table with a line above each column.
type Table struct {
	Caption string
	Header  []string
	Left    []bool // columns of text, in contrast to numbers
	Rows    [][]Cell
	Notes   []string
}

// Cell is a place in a table.
type Cell struct {
	Text   string
	Mark   string // stands beside the text: ★ for the best, say
	Strong bool
	Colour int // of the run's curve, from 1; 0 is none
}

// several tells whether runs are put beside one another.
func (r *Report) several() bool { return len(r.Runs) > 1 }

// marginal is the baseline that all runs share which have one, NaN if they do not share it.
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

// Last is the newest checkpoint, nil without any.
func (r *Run) Last() *Checkpoint {
	if len(r.Checkpoints) == 0 {
		return nil
	}
	return &r.Checkpoints[len(r.Checkpoints)-1]
}

// Earlier are the checkpoints before the last, oldest first.
func (r *Run) Earlier() []Checkpoint { return r.Checkpoints[:max(0, len(r.Checkpoints)-1)] }
