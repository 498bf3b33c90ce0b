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
	"workbench/features/score"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/figure"
)

// Target chooses the directory for the pieces, and makes sure, before they are composed, that they can be
// written there and replace nothing. Without a name, into, it is a new one in the run's directory.
func (c *Composition) Target(run, into string) (dir string, err error) {
	if into == "" {
		dir, err = newTarget(run)
	} else {
		dir, err = into, c.checkTarget(into)
	}
	if err != nil {
		return "", fmt.Errorf("compose: %w; name another directory with -out", err)
	}
	return dir, nil
}

// newTarget makes a directory composed/DATE-TIME in a run's that no other process has.
func newTarget(run string) (string, error) {
	now := filepath.Join(run, "composed", time.Now().UTC().Format("20060102-150405"))
	if err := atomicfile.MakeParents(now); err != nil {
		return "", err
	}
	dir := now
	for n := 2; ; n++ {
		err := os.Mkdir(dir, 0o777)
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
		dir = fmt.Sprintf("%s-%d", now, n)
	}
}

// checkTarget returns an error unless the pieces can be written to dir, which may be a new one.
func (c *Composition) checkTarget(dir string) error {
	for i := range c.Config.Compose.Count {
		for _, ext := range append(c.Formats, "png") {
			if err := atomicfile.CheckFree(ComposedPath(dir, i, "."+ext)); err != nil {
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

// ComposedPath is the file of the i-th piece, from 0, in a directory.
func ComposedPath(dir string, i int, ext string) string {
	return filepath.Join(dir, fmt.Sprintf("%d%s", i+1, ext))
}

// Write writes the pieces, whose first primerSteps steps are the primer, to a directory: all of them or none. A
// file that is there already is an error.
func (c *Composition) Write(pieces []*features.Piece, primerSteps, seed int, dir string, out *console.Streams) error {
	files := map[string][]byte{} // by path within dir
	var messages []string
	for i, p := range pieces {
		p.Transpose(-c.transposed)
		p.Title = fmt.Sprintf("%s, epoch %d, seed %d, piece %d", c.Config.Name, c.Epoch, seed, i+1)
		p.Composer = ""
		music := c.score(p)
		for _, format := range c.Formats {
			data, err := artifacts.Encode(format, music)
			if err != nil {
				return fmt.Errorf("composition %d: %w", i+1, err)
			}
			files[ComposedPath("", i, "."+format)] = data
		}
		var picture bytes.Buffer
		if err := artifacts.RollOf(p, c.Tempo, primerSteps).Write(&picture, figure.PNG, figure.Style{}); err != nil {
			return fmt.Errorf("picture of composition %d: %w", i+1, err)
		}
		files[ComposedPath("", i, ".png")] = picture.Bytes()
		played, _ := p.Roll.Count()
		messages = append(messages, fmt.Sprintf("    %s, %s, %.1f keys sounding on average", console.Count(p.Steps(), "step"), console.Count(len(music.Notes), "note"),
			math.Round(10*float64(played)/float64(max(p.Steps(), 1)))/10))
		if len(music.Notes) == 0 { // silence keeps to a scale and to chords, too
			messages[i] += fmt.Sprintf("\nwarning: piece %d has no notes: try another -seed; with -scale or -chords, -density 1-5 asks for some in each step", i+1)
		}
	}
	err := atomicfile.CreateFiles(dir, files)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("compose: %w; it was written meanwhile, perhaps by another compose: name another directory with -out", err)
	}
	if err != nil {
		return err
	}
	for i, message := range messages {
		for _, format := range c.Formats {
			if _, err := fmt.Fprintln(out.Results, console.Printable(ComposedPath(dir, i, "."+format))); err != nil {
				return fmt.Errorf("the pieces are in %s, but their names could not be printed: %w", dir, err)
			}
		}
		fmt.Fprintln(out.Progress, message)
	}
	return nil
}

// score is a piece as notes. After a prompt it keeps the prompt's tempo changes and key.
func (c *Composition) score(p *features.Piece) *score.Score {
	music := artifacts.ScoreOf(p, c.Config.Compose.Velocity, c.Tempo)
	if c.prompt == nil || c.prompt.Played == nil || p.Played != nil {
		return music
	}
	from := c.prompt.Played
	end := int64(c.prompt.Steps() * from.TicksPerQuarter / c.prompt.StepsPerQuarter)
	music.Tempos = from.TemposUntil(end, music.TicksPerQuarter, c.Tempo)
	if key, ok := from.Key(); ok {
		music.Keys = []score.KeyChange{{Key: key}}
	}
	return music
}
