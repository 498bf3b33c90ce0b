package rundir

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"workbench/features"
	"workbench/internal/atomicfile"
)

// Status is how far a run has come.
type Status string

// The first four are written to run.json. A process that was killed or lost its power leaves Running behind,
// which ReadInfo turns into Dead.
const (
	Running     Status = "running"
	Finished    Status = "finished"
	Interrupted Status = "interrupted"
	Failed      Status = "failed"
	Dead        Status = "dead"
)

// Statuses returns the names of all statuses.
func Statuses() []string {
	return []string{string(Running), string(Finished), string(Interrupted), string(Failed), string(Dead)}
}

// Info is what run.json says about a run.
type Info struct {
	Status  Status `json:"status"`
	Message string `json:"message,omitempty"` // why it failed

	Session // the process that wrote last

	Updated   time.Time         `json:"updated"`           // UTC, as all times
	Finished  time.Time         `json:"finished,omitzero"` // when End was called, zero before
	Seconds   float64           `json:"seconds"`           // spent on training, over all sessions
	Earlier   []Session         `json:"earlier,omitempty"` // the processes before, oldest first; the first one created the run
	Changes   []Change          `json:"changes,omitempty"` // of the config, at resumptions; oldest first
	Epoch     int               `json:"epoch"`             // epochs done
	Best      *Best             `json:"best,omitempty"`    // the best validation so far
	Seed      uint64            `json:"seed"`
	Kernel    string            `json:"kernel,omitempty"`         // instruction set of the matrix kernels; only the same one gives the same bits
	Corpus    string            `json:"corpus,omitempty"`         // the corpus's fingerprint
	Sampling  features.Sampling `json:"sampling,omitzero"`        // how the training pieces were taken from notes; zero for onsets and durations
	Directory string            `json:"directory,omitempty"`      // working directory in which relative paths of data in the config begin
	Counts    Counts            `json:"counts,omitempty"`         // for example pieces, steps, parameters
	Keys      []int             `json:"training_keys,omitempty"`  // lowest and highest MIDI key of the training pieces, as transposed in training
	Styles    []string          `json:"styles,omitempty"`         // that the model has learned, in the order of their names
	Model     string            `json:"model,omitempty"`          // its kind and its shape
	Unit      string            `json:"unit,omitempty"`           // what the losses are per: token or event; empty for time steps
	PerStep   float64           `json:"units_per_step,omitempty"` // of the validation pieces: turn losses per unit into nats per time step and per note
	PerNote   float64           `json:"units_per_note,omitempty"`
	Marginal  float64           `json:"marginal_nll,omitempty"` // NLL of per-key frequencies on the validation pieces, nats per step
	Bigram    float64           `json:"bigram_nll,omitempty"`   // of models that choose among classes instead: NLL of a bigram model, nats per unit
}

// First is the process that created the run.
func (i Info) First() Session {
	if len(i.Earlier) > 0 {
		return i.Earlier[0]
	}
	return i.Session
}

// Baseline is the loss of the simple model to beat, and the name of that model; 0 if it is not known.
func (i Info) Baseline() (nll float64, what string) {
	if i.Bigram > 0 {
		return i.Bigram, "how often a class follows another"
	}
	return i.Marginal, "each key's own frequency"
}

// PerUnit names a loss's unit: "nats per step".
func (i Info) PerUnit() string { return "nats per " + cmp.Or(i.Unit, "step") }

// Counts are named sizes of the corpus and the model.
type Counts map[string]int

// ReadInfo reads run.json of dir without locking it. A run that says it is running while no process holds its
// lock has the status [Dead]. Where the lock cannot be opened, the status is the one that was written.
func ReadInfo(dir string) (Info, error) {
	if err := CheckRunDir(dir); err != nil {
		return Info{}, err
	}
	info, err := readInfo(dir)
	if err != nil || info.Status != Running {
		return info, err
	}
	if running, known := alive(dir); known && !running {
		// It may have ended properly since run.json was read.
		if info, err = readInfo(dir); err == nil && info.Status == Running {
			info.Status = Dead
		}
	}
	return info, err
}

// errDamagedInfo is the error for a run.json that does not hold an Info.
var errDamagedInfo = errors.New("damaged")

func readInfo(dir string) (Info, error) {
	path := filepath.Join(dir, InfoFile)
	data, err := ReadFile(path)
	if err != nil {
		return Info{}, err
	}
	var info Info
	err = json.Unmarshal(data, &info)
	if err == nil {
		err = checkEpoch(info.Epoch)
	}
	if err == nil && info.Best != nil {
		err = checkEpoch(info.Best.Epoch)
	}
	const longestUnit = 40 // bytes; it is part of the labels of pictures and tables
	if err == nil && len(info.Unit) > longestUnit {
		err = fmt.Errorf("unit: %d bytes; at most %d are read", len(info.Unit), longestUnit)
	}
	if err != nil {
		return Info{}, fmt.Errorf("%s is %w: %w; restore it from a copy. Without it the run cannot be resumed, but a new one can start with its weights: -config %s -set train.init_from=%s",
			path, errDamagedInfo, err, ConfigPath(dir), dir)
	}
	return info, nil
}

// write writes run.json of dir.
func (i Info) write(dir string) error {
	data, err := i.encode()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(dir, InfoFile), err)
	}
	return atomicfile.Write(filepath.Join(dir, InfoFile), data)
}

// encode returns the text of run.json. A value that is not finite is an error that names it.
func (i Info) encode() ([]byte, error) {
	best := 0.0
	if i.Best != nil {
		best = i.Best.NLL
	}
	err := errors.Join(finite("seconds", i.Seconds), finite("marginal_nll", i.Marginal), finite("bigram_nll", i.Bigram),
		finite("units_per_step", i.PerStep), finite("units_per_note", i.PerNote), finite("best.nll", best))
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(i, "", "  ")
	return append(data, '\n'), err
}

// finite returns an error if v is not a number that JSON can hold.
func finite(name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("%s is %v", name, v)
	}
	return nil
}

// now is the time as run.json shows it.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }
