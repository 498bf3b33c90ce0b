package rundir

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/safetensors"
)

// Checkpoint is everything that training needs to resume; the result is bit-identical to an uninterrupted
// run. It is stored as one safetensors file.
type Checkpoint struct {
	Epoch      int                           // taken at the end of this epoch, or within it
	Partial    bool                          // taken before the end of the epoch, which includes its validation and samples
	Weights    map[string]safetensors.Tensor // by name; stored under the same name
	Optimizer  map[string]safetensors.Tensor // by name; stored as optimizer/NAME
	Generators map[string][]byte             // states of the random number generators; stored as U8 tensors rng/NAME
	Config     string                        // the resolved config, TOML
	Best       *Best                         // the best validation so far, nil before the first
	Values     map[string]string             // other state of the training loop; stored as metadata value/NAME
}

// Done is the last complete epoch: 0 is the evaluation before the first update, −1 means that not even that
// is complete.
func (c *Checkpoint) Done() int {
	if c.Partial {
		return c.Epoch - 1
	}
	return c.Epoch
}

// Best is the lowest validation loss of a run and its epoch.
type Best struct {
	Epoch int     `json:"epoch"`
	NLL   float64 `json:"nll"` // nats per time step, or Info.Unit
}

const (
	checkpointFormat = "1"
	optimizerPrefix  = "optimizer/"
	generatorPrefix  = "rng/"
	valuePrefix      = "value/"
)

// noChecksum is in the place of the checksum while it is computed.
var noChecksum = strings.Repeat("0", 2*sha256.Size)

// Write writes the checkpoint to path. The bytes depend only on the contents. A weight whose name starts with
// optimizer/ or rng/ panics.
func (c *Checkpoint) Write(path string) error {
	data, err := c.encode()
	if err != nil {
		return fmt.Errorf("checkpoint %s: %w", path, err)
	}
	return atomicfile.Write(path, data)
}

// Load reads the checkpoint at path. A file that is damaged in any byte, or holds a number that is not
// finite, is an error that names it.
func Load(path string) (*Checkpoint, error) {
	data, err := ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := decodeCheckpoint(data)
	if err == nil {
		err = c.checkName(filepath.Base(path))
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint %s: %w", path, err)
	}
	return c, nil
}

// checkName returns an error if the file is named after another epoch.
func (c *Checkpoint) checkName(name string) error {
	if epoch, ok := epochOfName(name); ok && epoch != c.Epoch {
		return fmt.Errorf("it is of epoch %d, not of %d as its name says", c.Epoch, epoch)
	}
	return nil
}

func (c *Checkpoint) encode() ([]byte, error) {
	metadata := map[string]string{
		"format":   checkpointFormat,
		"epoch":    strconv.Itoa(c.Epoch),
		"config":   c.Config,
		"checksum": noChecksum,
	}
	if c.Partial {
		metadata["partial"] = "true"
	}
	if c.Best != nil {
		if err := finite("best nll", c.Best.NLL); err != nil {
			return nil, err
		}
		metadata["best_epoch"] = strconv.Itoa(c.Best.Epoch)
		metadata["best_nll"] = strconv.FormatFloat(c.Best.NLL, 'g', -1, 64)
	}
	for name, value := range c.Values {
		metadata[valuePrefix+name] = value
	}
	tensors := c.tensors()
	if err := checkFinite(tensors); err != nil {
		return nil, fmt.Errorf("%w; the checkpoint was not written, and earlier ones are unchanged", err)
	}
	data, err := safetensors.Encode(tensors, metadata)
	if err != nil {
		return nil, err
	}
	seal(data)
	return data, nil
}

// seal writes the checksum of data into its place.
func seal(data []byte) {
	sum := sha256.Sum256(data)
	hex.Encode(data[checksumAt(data, noChecksum):], sum[:])
}

// checkFinite returns an error that names the first tensor, in the order of names, with a number that is not
// finite: training cannot continue from there.
func checkFinite(tensors map[string]safetensors.Tensor) error {
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		for i, v := range tensors[name].F32 {
			if v-v != 0 { // infinite or NaN
				return fmt.Errorf("%s[%d] is %v", name, i, v)
			}
		}
	}
	return nil
}

// tensors joins weights, optimizer state and generators under their names in the file.
func (c *Checkpoint) tensors() map[string]safetensors.Tensor {
	tensors := make(map[string]safetensors.Tensor)
	for name, t := range c.Weights {
		if strings.HasPrefix(name, optimizerPrefix) || strings.HasPrefix(name, generatorPrefix) {
			panic(fmt.Sprintf("rundir: weight %q has a reserved name", name))
		}
		tensors[name] = t
	}
	for name, t := range c.Optimizer {
		tensors[optimizerPrefix+name] = t
	}
	for name, state := range c.Generators {
		tensors[generatorPrefix+name] = safetensors.Tensor{Shape: []int{len(state)}, U8: append([]byte{}, state...)}
	}
	return tensors
}

func decodeCheckpoint(data []byte) (*Checkpoint, error) {
	tensors, metadata, err := safetensors.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("damaged: %w", err)
	}
	checksum, ok := metadata["checksum"]
	if !ok {
		return nil, errors.New("not a checkpoint, or damaged: it has no checksum")
	}
	if !checksumHolds(data, checksum) {
		return nil, errors.New("damaged: the checksum does not match the contents")
	}
	if format := metadata["format"]; format != checkpointFormat {
		return nil, fmt.Errorf("format %q; this program reads format %q", format, checkpointFormat)
	}
	if err := checkFinite(tensors); err != nil {
		return nil, err
	}
	c := &Checkpoint{
		Weights: map[string]safetensors.Tensor{}, Optimizer: map[string]safetensors.Tensor{}, Generators: map[string][]byte{},
		Partial: metadata["partial"] == "true", Config: metadata["config"], Values: map[string]string{},
	}
	for name, t := range tensors {
		if key, ok := strings.CutPrefix(name, optimizerPrefix); ok {
			c.Optimizer[currentName(key)] = t
		} else if key, ok := strings.CutPrefix(name, generatorPrefix); ok {
			c.Generators[key] = t.U8
		} else {
			c.Weights[currentName(name)] = t
		}
	}
	for name, value := range metadata {
		if key, ok := strings.CutPrefix(name, valuePrefix); ok {
			c.Values[key] = value
		}
	}
	return c, c.parseProgress(metadata)
}

// parseProgress fills Epoch and Best.
func (c *Checkpoint) parseProgress(metadata map[string]string) (err error) {
	if c.Epoch, err = parseEpoch(metadata, "epoch"); err != nil {
		return err
	}
	if _, ok := metadata["best_epoch"]; !ok {
		return nil
	}
	c.Best = &Best{}
	if c.Best.Epoch, err = parseEpoch(metadata, "best_epoch"); err != nil {
		return err
	}
	if c.Best.NLL, err = strconv.ParseFloat(metadata["best_nll"], 64); err != nil {
		return fmt.Errorf("best_nll: %w", err)
	}
	return finite("best_nll", c.Best.NLL)
}

func parseEpoch(metadata map[string]string, key string) (epoch int, err error) {
	if epoch, err = strconv.Atoi(metadata[key]); err == nil {
		err = checkEpoch(epoch)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", key, err)
	}
	return epoch, err
}

// checksumHolds reports whether checksum is the SHA-256 of data with zeros in the checksum's place. That covers
// the shapes, the config and the epoch as well as the values.
func checksumHolds(data []byte, checksum string) bool {
	at := checksumAt(data, checksum)
	if len(checksum) != len(noChecksum) || at < 0 {
		return false
	}
	hash := sha256.New()
	hash.Write(data[:at])
	hash.Write([]byte(noChecksum))
	hash.Write(data[at+len(checksum):])
	return hex.EncodeToString(hash.Sum(nil)) == checksum
}

// checksumAt is where the digits of checksum start in data, -1 if they are not there as encoding/json writes
// them. It escapes quotes within a string, so no config can hold the same bytes.
func checksumAt(data []byte, checksum string) int {
	const member = `"checksum":"`
	at := bytes.Index(data, []byte(member+checksum))
	if at < 0 {
		return -1
	}
	return at + len(member)
}
