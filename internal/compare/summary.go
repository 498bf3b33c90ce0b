package compare

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

// Summary is what a comparison shows of one run. What the run does not have is nil. Losses are in nats per unit.
type Summary struct {
	Dir             string         `json:"dir"`
	Name            string         `json:"name"` // the end of Dir that tells it from the other runs
	Status          rundir.Status  `json:"status"`
	Epoch           int            `json:"epoch"`          // epochs done
	Epochs          *int           `json:"epochs"`         // epochs planned
	Best            *rundir.Best   `json:"best"`           // the lowest validation loss after training began
	LastValid       *rundir.Best   `json:"last_valid"`     // the latest validation loss
	TrainNLL        *float64       `json:"train_nll"`      // median of the last ten epochs
	Unit            string         `json:"unit"`           // what the losses are per: step, token or event
	PerStep         *float64       `json:"units_per_step"` // of the validation pieces: a loss times it is in nats per time step
	PerNote         *float64       `json:"units_per_note"`
	Marginal        *float64       `json:"marginal_nll"`      // of per-key frequencies on the validation pieces
	Baseline        *float64       `json:"baseline_nll"`      // the same, or that of bigrams for models that choose among classes
	BaselineName    string         `json:"baseline"`          // in words
	Parameters      *int           `json:"parameters"`        // weights of the network
	SecondsPerEpoch *float64       `json:"seconds_per_epoch"` // of training alone, median of the last ten epochs
	Seed            uint64         `json:"seed"`
	Commit          string         `json:"commit"`
	Dirty           bool           `json:"dirty"`
	Corpus          string         `json:"corpus"` // fingerprint
	Config          map[string]any `json:"config"` // what differs among the runs, by dotted key; nil where the run has no such key

	info     rundir.Info
	resolved map[string]any // the whole config by dotted key
}

// lastEpochs is how many epochs TrainNLL and SecondsPerEpoch are medians of: one epoch's loss is noisy.
const lastEpochs = 10

// Summarize reads run.json, config.toml and metrics.jsonl of dir, and nothing else. A torn last line of the metrics is
// left out, and so is a file of metrics that is not there yet. Config is the whole config.
func Summarize(dir string) (*Summary, error) {
	info, err := rundir.ReadInfo(dir)
	if err != nil {
		return nil, err
	}
	resolved, err := readConfig(rundir.ConfigPath(dir))
	if err != nil {
		return nil, err
	}
	s := &Summary{Dir: dir, Name: dir, Status: info.Status, Epoch: info.Epoch, Best: info.Best, Seed: info.Seed, Commit: info.Code.Commit,
		Dirty: info.Code.Dirty, Corpus: info.Corpus, Config: resolved, Unit: cmp.Or(info.Unit, "step"), info: info, resolved: resolved}
	if epochs, ok := resolved["train.epochs"].(int64); ok {
		n := int(epochs)
		s.Epochs = &n
	}
	if n, ok := info.Counts["parameters"]; ok {
		s.Parameters = &n
	}
	if info.PerStep > 0 {
		s.PerStep = &info.PerStep
	} else if info.Unit == "" {
		same := 1.0
		s.PerStep = &same
	}
	if info.PerNote > 0 {
		s.PerNote = &info.PerNote
	}
	if nll, what := info.Baseline(); nll > 0 {
		s.Baseline, s.BaselineName = &nll, what
	}
	if info.Marginal > 0 {
		s.Marginal = &info.Marginal
	}
	return s, s.readMetrics(rundir.MetricsPath(dir))
}

// Predicts names what the losses are of: those of runs that predict the same compare on the same corpus.
func (s *Summary) Predicts() string {
	if s.info.Bigram > 0 { // classes of the model's own making
		return s.Unit + " of " + fmt.Sprint(s.resolved["model.kind"])
	}
	return s.Unit
}

// readMetrics decodes the lines that matter, so that long runs are read fast: those of the validation and the last few
// of the training.
func (s *Summary) readMetrics(path string) error {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var train []numberedLine // the last few
	number := 0
	for line := range bytes.Lines(data) {
		number++
		l := numberedLine{path, number, line}
		if !bytes.Contains(line, []byte(rundir.Valid)) {
			train = append(train[max(0, len(train)-lastEpochs):], l) // one more, in case that the last is torn
			continue
		}
		m, err := l.decode()
		if err != nil {
			return err
		}
		if m != nil && m.Split == rundir.Valid {
			s.addValidation(&rundir.Best{Epoch: m.Epoch, NLL: m.NLL})
		}
	}
	var losses, seconds []float64
	for _, l := range train {
		m, err := l.decode()
		if err != nil {
			return err
		}
		if m != nil && m.Split == rundir.Train {
			losses, seconds = append(losses, m.NLL), append(seconds, m.Seconds)
			s.Epoch = max(s.Epoch, m.Epoch)
		}
	}
	surplus := max(0, len(losses)-lastEpochs)
	s.TrainNLL, s.SecondsPerEpoch = medianOf(losses[surplus:]), medianOf(seconds[surplus:])
	return nil
}

func (s *Summary) addValidation(v *rundir.Best) {
	s.LastValid = v
	if v.Epoch > 0 && (s.Best == nil || v.NLL < s.Best.NLL) {
		s.Best = v
	}
}

// numberedLine is a line of a metrics.jsonl.
type numberedLine struct {
	path   string
	number int // from 1
	text   []byte
}

// decode returns nil for a line that was torn before its end.
func (l numberedLine) decode() (*rundir.Metric, error) {
	var m rundir.Metric
	err := json.Unmarshal(l.text, &m)
	if err != nil && !bytes.HasSuffix(l.text, []byte("\n")) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", l.path, l.number, err)
	}
	return &m, nil
}

// readConfig returns the values of a TOML file by dotted key.
func readConfig(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	tree, err := config.DecodeTOML(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	flat := map[string]any{}
	flatten("", tree, flat)
	return flat, nil
}

func flatten(prefix string, tree, flat map[string]any) {
	for key, value := range tree {
		if section, ok := value.(map[string]any); ok {
			flatten(prefix+key+".", section, flat)
			continue
		}
		if _, err := json.Marshal(value); err != nil { // JSON has no nan and inf
			value = ConfigText(value)
		}
		flat[prefix+key] = value
	}
}

// ConfigText is a value of a config as people write it; nil is empty.
func ConfigText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, ConfigText(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(value)
}

// medianOf returns nil for no values.
func medianOf(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	median := sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + median) / 2
	}
	return &median
}

// compareMissingLast orders numbers, with nil behind them all.
func compareMissingLast(a, b *float64) int {
	value := func(v *float64) float64 {
		if v == nil {
			return math.Inf(1)
		}
		return *v
	}
	return cmp.Compare(value(a), value(b))
}
