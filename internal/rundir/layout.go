package rundir

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Names within a run directory.
const (
	ConfigFile     = "config.toml"
	InfoFile       = "run.json"
	logFile        = "log.txt"
	MetricsFile    = "metrics.jsonl"
	lockFile       = "lock"
	checkpointsDir = "checkpoints"
	samplesDir     = "samples"
	figuresDir     = "figures"
)

// subdirectories are the parts of a run directory that hold more than one file.
var subdirectories = []string{checkpointsDir, samplesDir, figuresDir}

// ConfigPath is where the run in dir keeps its resolved config.
func ConfigPath(dir string) string { return filepath.Join(dir, ConfigFile) }

// MetricsPath is where the run in dir keeps its metrics.
func MetricsPath(dir string) string { return filepath.Join(dir, MetricsFile) }

// CheckpointPath is where the run in dir keeps the checkpoint of epoch.
func CheckpointPath(dir string, epoch int) string {
	return filepath.Join(dir, checkpointsDir, checkpointName(epoch))
}

// SamplePath is where the run in dir keeps the sample number i, from 1, composed at epoch; ext is for example
// ".mid".
func SamplePath(dir string, epoch, i int, ext string) string {
	return filepath.Join(dir, samplesDir, fmt.Sprintf("epoch-%06d-%d%s", epoch, i, ext))
}

// FigurePath is where the run in dir keeps the figure with this file name, for example "loss.png".
func FigurePath(dir, name string) string { return filepath.Join(dir, figuresDir, name) }

func checkpointName(epoch int) string { return fmt.Sprintf("epoch-%06d.safetensors", epoch) }

// epochOfName is the opposite of checkpointName; ok is false for any other file's name.
func epochOfName(name string) (epoch int, ok bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, "epoch-"), ".safetensors")
	epoch, err := strconv.Atoi(digits)
	return epoch, err == nil && checkEpoch(epoch) == nil && name == checkpointName(epoch)
}

// MaxEpoch is the largest epoch that a run can have.
const MaxEpoch = 1_000_000_000

// checkEpoch returns an error for an epoch that no run can have.
func checkEpoch(epoch int) error {
	if epoch < 0 || epoch > MaxEpoch {
		return fmt.Errorf("epoch %d: must be from 0 to %d", epoch, MaxEpoch)
	}
	return nil
}

// newName is the n-th choice of a directory name for a run started at now: NAME-20261121-051745, then with
// -2, -3 ….
func newName(name string, now time.Time, n int) string {
	dir := cleanName(name) + now.UTC().Format("-20060102-150405")
	if n > 1 {
		dir += fmt.Sprintf("-%d", n)
	}
	return dir
}

// cleanName turns the name of a run into one that is safe for a file and on a command line: letters, digits, dots
// and underscores stay, every sequence of other characters becomes one hyphen.
func cleanName(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	clean := strings.Trim(strings.Join(words, "-"), ".-")
	const longest = 100 // bytes; file systems allow 255 with the date
	for len(clean) > longest {
		runes := []rune(clean)
		clean = string(runes[:len(runes)-1])
	}
	if clean == "" {
		return "run"
	}
	return clean
}

// CheckRunDir returns an error that says what is missing if dir is not a run directory.
func CheckRunDir(dir string) error {
	stat, err := os.Stat(dir)
	if os.IsNotExist(err) {
		return fmt.Errorf("run directory %s: no such file or directory", dir)
	}
	if err != nil {
		return fmt.Errorf("run directory: %w", err)
	}
	if !stat.IsDir() {
		return fmt.Errorf("%s is a file, not a run directory", dir)
	}
	var missing []string
	for _, name := range []string{ConfigFile, InfoFile} {
		if _, err := os.Stat(filepath.Join(dir, name)); os.IsNotExist(err) {
			missing = append(missing, name)
		} else if err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s is not a run directory: it has no %s", dir, strings.Join(missing, " and no "))
	}
	return nil
}
