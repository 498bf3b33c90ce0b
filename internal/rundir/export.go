package rundir

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"workbench/internal/atomicfile"
)

// Export makes a small run directory, to, of one checkpoint of another: its weights, without what only training needs, the config that is given,
// run.json and the metrics. It is enough to compose from, evaluate, compare and report. Left out of run.json is what names the machine and its folders.
func Export(from string, c *Checkpoint, config, to string) error {
	info, err := ReadInfo(from)
	if err != nil {
		return err
	}
	metrics, err := os.ReadFile(MetricsPath(from))
	if err != nil {
		return err
	}
	to = filepath.Clean(to)
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w; name a folder that is not there yet", to, fs.ErrExist)
	}
	info.Status, info.Message, info.Epoch = Finished, "", c.Epoch
	info.PID, info.Host, info.Command, info.Earlier = 0, "", nil, nil
	weights := &Checkpoint{Epoch: c.Epoch, Partial: c.Partial, Best: c.Best, Config: config, Weights: c.Weights}
	if info.Best != nil && info.Best.Epoch != c.Epoch { // whoever asks the copy for its best gets the one that there is
		info.Best, weights.Best = nil, nil
	}
	return makeWhole(to, func(hidden string) error {
		if err := makeFolder(filepath.Dir(CheckpointPath(hidden, c.Epoch))); err != nil {
			return err
		}
		if err := weights.Write(CheckpointPath(hidden, c.Epoch)); err != nil {
			return err
		}
		if err := atomicfile.Write(MetricsPath(hidden), metrics); err != nil {
			return err
		}
		if err := atomicfile.Write(ConfigPath(hidden), []byte(config)); err != nil {
			return err
		}
		return info.write(hidden)
	})
}
