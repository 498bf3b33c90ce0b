package compose

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/figure"
)

// Target chooses the directory for so many pieces, and makes sure, before they are composed, that they can be written
// there and replace nothing. Without a name, into, it is a new one in the run's directory.
func Target(run, into string, count int) (dir string, err error) {
	if into == "" {
		dir, err = newTarget(run)
	} else {
		dir, err = into, checkTarget(into, count)
	}
	if err != nil {
		return "", fmt.Errorf("compose: %w; name another directory with -out", err)
	}
	return dir, nil
}

// newTarget makes a directory composed/DATE-TIME in a run's that no other process has.
func newTarget(run string) (string, error) {
	dir := filepath.Join(run, "composed", time.Now().UTC().Format("20060102-150405"))
	if err := atomicfile.MakeParents(dir); err != nil {
		return "", err
	}
	for n := 2; ; n++ {
		err := os.Mkdir(dir, 0o777)
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
		dir = fmt.Sprintf("%s-%d", dir, n)
	}
}

// checkTarget returns an error unless so many pieces can be written to dir, which may be a new one.
func checkTarget(dir string, count int) error {
	for i := range count {
		for _, ext := range extensions {
			if err := atomicfile.CheckFree(ComposedPath(dir, i, ext)); err != nil {
				return err
			}
		}
	}
	parent := dir
	if _, err := os.Stat(dir); err != nil {
		if err := atomicfile.MakeParents(dir); err != nil {
			return err
		}
		parent = filepath.Dir(filepath.Clean(dir))
	}
	probe := atomicfile.TemporaryName(filepath.Join(parent, "probe"))
	if err := os.Mkdir(probe, 0o777); err != nil {
		return fmt.Errorf("%s cannot be written to: %w", parent, errors.Unwrap(err))
	}
	return os.Remove(probe)
}

// extensions are those of the files of a piece.
var extensions = []string{".mid", ".png"}

// ComposedPath is the file of the i-th piece, from 0, in a directory.
func ComposedPath(dir string, i int, ext string) string {
	return filepath.Join(dir, fmt.Sprintf("%d%s", i+1, ext))
}

// Write writes the pieces, whose first primerSteps steps are the primer, to a directory: all of them or none. A file that
// is there already is an error.
func (c *Composition) Write(pieces []*features.Piece, primerSteps, seed int, dir string, out *console.Streams) error {
	files := map[string][]byte{} // by path within dir
	var messages []string
	for i, p := range pieces {
		p.Title = fmt.Sprintf("%s, epoch %d, seed %d, piece %d", c.Config.Name, c.Epoch, seed, i+1)
		p.Composer = ""
		music := artifacts.ScoreOf(p, c.Config.Compose.Velocity, c.Tempo)
		data, err := midi.Write(music)
		if err != nil {
			return fmt.Errorf("composition %d: %w", i+1, err)
		}
		var picture bytes.Buffer
		if err := figure.WriteRoll(&picture, artifacts.RollOf(p, c.Tempo, primerSteps)); err != nil {
			return fmt.Errorf("picture of composition %d: %w", i+1, err)
		}
		files[ComposedPath("", i, ".mid")], files[ComposedPath("", i, ".png")] = data, picture.Bytes()
		played, _ := p.Roll.Count()
		messages = append(messages, fmt.Sprintf("%s: %d steps, %d notes, %.1f keys sounding on average", ComposedPath(dir, i, ".mid"), p.Steps(), len(music.Notes),
			math.Round(10*float64(played)/float64(max(p.Steps(), 1)))/10))
	}
	err := atomicfile.CreateFiles(dir, files)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("compose: %w; it was written meanwhile, perhaps by another compose: name another directory with -out", err)
	}
	if err != nil {
		return err
	}
	for i, message := range messages {
		fmt.Fprintln(out.Results, ComposedPath(dir, i, ".mid"))
		fmt.Fprintln(out.Progress, console.Printable(message))
	}
	return nil
}
