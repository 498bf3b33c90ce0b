package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"workbench/internal/atomicfile"
)

// Export makes a small run directory, to, from one checkpoint of the run in from: the weights without what
// only training needs, the given config, run.json and the metrics. It is enough to compose from, evaluate,
// compare and report. What names the machine and its directories is left out of run.json: also the changes of keys
// whose values are paths, as isPath says, and the name of a patch, which is not copied. pieces are those that the
// run has learned from, nil if they are not known.
func Export(from string, c *Checkpoint, config string, isPath func(key string) bool, pieces []TrainingPiece, to string) error {
	info, err := ReadInfo(from)
	if err != nil {
		return err
	}
	metrics, err := ReadFile(MetricsPath(from))
	if err != nil {
		return err
	}
	info.Status, info.Message, info.Epoch = Finished, "", c.Epoch
	info.PID, info.Host, info.Job, info.Directory, info.Command, info.Earlier = 0, "", "", "", nil, nil
	info.Code.Patch = ""
	info.Changes = slices.DeleteFunc(info.Changes, func(change Change) bool { return isPath(change.Key) })
	weights := &Checkpoint{Epoch: c.Epoch, Partial: c.Partial, Best: c.Best, Config: config, Weights: c.Weights}
	if info.Best != nil && info.Best.Epoch != c.Epoch { // the copy's only checkpoint counts as its best
		info.Best, weights.Best = nil, nil
	}
	err = atomicfile.Directory(to, func(hidden string) error {
		path := CheckpointPath(hidden, c.Epoch)
		if err := os.Mkdir(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := weights.Write(path); err != nil {
			return err
		}
		if err := atomicfile.Write(MetricsPath(hidden), metrics); err != nil {
			return err
		}
		if err := atomicfile.Write(ConfigPath(hidden), []byte(config)); err != nil {
			return err
		}
		if pieces != nil {
			if err := WriteTrainingPieces(hidden, pieces); err != nil {
				return err
			}
		}
		return info.write(hidden)
	})
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w; name a directory that does not exist", err)
	}
	return err
}
