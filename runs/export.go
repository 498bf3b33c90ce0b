package runs

import (
	"fmt"
	"os"
	"path/filepath"
)

// Export makes a small run directory, to, of one checkpoint of another: its weights, without what only training needs, the config that is given,
// run.json and the metrics. It is enough to compose from, evaluate, compare and report. Left out of run.json is what names the machine and its folders.
func Export(from string, c *Checkpoint, config, to string) error {
	info, err := ReadInfo(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	if err := os.Mkdir(to, 0o777); err != nil {
		return fmt.Errorf("%w; name a folder that is not there yet", err)
	}
	info.Status, info.Message, info.Epoch = Finished, "", c.Epoch
	info.PID, info.Host, info.Command, info.Earlier = 0, "", nil, nil
	weights := &Checkpoint{Epoch: c.Epoch, Best: c.Best, Config: config, Weights: c.Weights}
	metrics, err := os.ReadFile(MetricsPath(from))
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Dir(CheckpointPath(to, c.Epoch)), 0o777); err != nil {
		return err
	}
	if err := weights.Write(CheckpointPath(to, c.Epoch)); err != nil {
		return err
	}
	if err := WriteFile(MetricsPath(to), metrics); err != nil {
		return err
	}
	if err := WriteFile(ConfigPath(to), []byte(config)); err != nil {
		return err
	}
	return info.write(to)
}
