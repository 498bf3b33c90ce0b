package compare

import (
	"cmp"
	"fmt"

	"workbench/internal/piecelosses"
	"workbench/internal/rundir"
)

// Summary is what a comparison shows of one run. Fields that the run does not have are nil. Losses are in
// nats per unit.
type Summary struct {
	Dir             string         `json:"dir"`
	Name            string         `json:"name"` // the shortest end of Dir that is unique among the runs
	Status          rundir.Status  `json:"status"`
	Epoch           int            `json:"epoch"`          // epochs done
	Epochs          *int           `json:"epochs"`         // epochs planned
	Best            *rundir.Best   `json:"best"`           // lowest validation loss from epoch 1 on
	LastValid       *rundir.Best   `json:"last_valid"`     // latest validation loss
	TrainNLL        *float64       `json:"train_nll"`      // median of the last ten epochs
	Unit            string         `json:"unit"`           // what the losses are per: step, token or event
	PerStep         *float64       `json:"units_per_step"` // of the validation pieces: loss × PerStep is in nats per time step
	PerNote         *float64       `json:"units_per_note"`
	Marginal        *float64       `json:"marginal_nll"`      // of per-key frequencies on the validation pieces
	Baseline        *float64       `json:"baseline_nll"`      // Marginal, or the loss of bigrams for models of classes
	BaselineName    string         `json:"baseline"`          // in words
	Parameters      *int           `json:"parameters"`        // of the network
	SecondsPerEpoch *float64       `json:"seconds_per_epoch"` // of training alone, median of the last ten epochs
	Seed            uint64         `json:"seed"`
	Commit          string         `json:"commit"`
	Dirty           bool           `json:"dirty"`
	Corpus          string         `json:"corpus"` // fingerprint
	Config          map[string]any `json:"config"` // keys that differ among the runs; nil where the run has no such key

	info     rundir.Info
	resolved map[string]any      // the whole config by dotted key
	pieces   *piecelosses.Losses // at the epoch of Best; nil if not stored
	warnings []string            // what of the run was left out
}

// Summarize reads run.json, config.toml, metrics.jsonl and validation.json of dir. It leaves damaged lines of
// the metrics out and accepts that they are missing. Config is the whole config.
func Summarize(dir string) (*Summary, error) {
	info, err := rundir.ReadInfo(dir)
	if err != nil {
		return nil, err
	}
	resolved, err := readConfig(rundir.ConfigPath(dir))
	if err != nil {
		return nil, err
	}
	for _, c := range info.Changes { // a run that was trained with another value for a while is another experiment
		resolved[fmt.Sprintf("%s until epoch %d", c.Key, c.Epoch)] = c.From
	}
	s := &Summary{Dir: dir, Name: dir, Status: info.Status, Epoch: info.Epoch, Best: info.Best, Seed: info.Seed,
		Commit: info.Code.Commit, Dirty: info.Code.Dirty, Corpus: info.Corpus, Config: resolved,
		Unit: cmp.Or(info.Unit, "step"), info: info, resolved: resolved}
	if epochs, ok := resolved["train.epochs"].(int64); ok {
		n := int(epochs)
		s.Epochs = &n
	}
	if n, ok := info.Counts["parameters"]; ok {
		s.Parameters = &n
	}
	s.PerStep, s.PerNote, s.Marginal = positive(info.PerStep), positive(info.PerNote), positive(info.Marginal)
	if s.PerStep == nil && info.Unit == "" {
		s.PerStep = positive(1)
	}
	if nll, what := info.Baseline(); nll > 0 {
		s.Baseline, s.BaselineName = &nll, what
	}
	if err := s.readMetrics(rundir.MetricsPath(dir)); err != nil {
		return nil, err
	}
	if s.pieces, err = piecelosses.Read(dir); err != nil { // the rest of the run can be compared without them
		s.warnings = append(s.warnings, fmt.Sprintf("left out the losses of the pieces: %v", err))
	}
	if s.pieces != nil && (s.Best == nil || s.pieces.Epoch != s.Best.Epoch) { // left from before a resume
		s.pieces = nil
	}
	return s, nil
}

// positive returns nil for 0, by which run.json leaves a number out.
func positive(v float64) *float64 {
	if v > 0 {
		return &v
	}
	return nil
}

// Predicts names what the losses are of. Losses of runs that predict the same on the same corpus are comparable.
func (s *Summary) Predicts() string {
	if s.info.Bigram > 0 { // classes that the kind of model defines
		return s.Unit + " of " + s.Kind()
	}
	return s.Unit
}

// Kind is the kind of model of the run, empty if its config does not say.
func (s *Summary) Kind() string { return ConfigText(s.resolved["model.kind"]) }

// Info is what run.json says.
func (s *Summary) Info() rundir.Info { return s.info }

// Value returns the run's value of a dotted config key, nil if it has no such key.
func (s *Summary) Value(key string) any { return s.resolved[key] }
