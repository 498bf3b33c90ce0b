package compose

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"time"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/figure"
)

// Target is where pieces are written: the directory Into, or without it a new one in the directory of Run.
type Target struct{ Run, Into string }

// composed is the directory of a run's pieces, one directory for each composition.
func (t Target) composed() string { return filepath.Join(t.Run, "composed") }

// CheckTarget makes sure, before pieces are composed, that they can be written to a target and replace nothing. It
// leaves nothing behind.
func (c *Composition) CheckTarget(target Target) error {
	if err := c.checkTarget(target); err != nil {
		return fmt.Errorf("compose: %w; name another directory with -out", err)
	}
	return nil
}

func (c *Composition) checkTarget(target Target) error {
	if target.Into == "" {
		return atomicfile.CheckWritable(target.composed())
	}
	for i := range c.Config.Compose.Count {
		for _, ext := range append(c.Formats, "png") {
			if err := atomicfile.CheckFree(ComposedPath(target.Into, i, "."+ext)); err != nil {
				return err
			}
		}
	}
	return atomicfile.CheckWritable(target.Into)
}

// create writes all files, given by their paths within the directory of a target, or none, and returns that
// directory. In a run it is named after the time, DATE-TIME or DATE-TIME-2, and no other process has it.
func (t Target) create(files map[string][]byte) (dir string, err error) {
	if t.Into != "" {
		return t.Into, atomicfile.CreateFiles(t.Into, files)
	}
	now := filepath.Join(t.composed(), time.Now().UTC().Format("20060102-150405"))
	dir = now
	for n := 2; ; n++ {
		err := atomicfile.NewDirectory(dir, files)
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
		dir = fmt.Sprintf("%s-%d", now, n)
	}
}

// ComposedPath is the file of the i-th piece, from 0, in a directory.
func ComposedPath(dir string, i int, ext string) string {
	return filepath.Join(dir, fmt.Sprintf("%d%s", i+1, ext))
}

// Write writes the pieces, whose first primerSteps steps are the primer, to a target: all of them or none. A
// file that is there already is an error.
func (c *Composition) Write(pieces []*features.Piece, primerSteps, seed int, target Target, out *console.Streams) error {
	files := map[string][]byte{} // by path within dir
	var messages []string
	for i, p := range pieces {
		p.Transpose(-c.transposed)
		p.Title = fmt.Sprintf("%s, epoch %d, seed %d, piece %d", c.Config.Name, c.Epoch, seed, i+1)
		p.Composer = ""
		music := c.Score(p)
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
		if len(music.Notes) == 0 { // silence keeps to most constraints, too
			messages[i] += fmt.Sprintf("\nwarning: piece %d has no notes: try another -seed; under constraints, -density 1-5 asks for some in each step", i+1)
		}
	}
	dir, err := target.create(files)
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

// continuedQuarters is the number of quarter notes at the end of a prompt whose median tempo the composition
// continues in.
const continuedQuarters = 16

// Score is a piece as notes. It has the tempos and keys of the prompt, or of the piece of which a part is kept.
func (c *Composition) Score(p *features.Piece) *score.Score {
	music := artifacts.ScoreOf(p, c.Config.Compose.Velocity, c.Tempo)
	if c.source == nil || c.source.Played == nil || p.Played != nil {
		return music
	}
	from := c.source.Played
	end := c.source.SourceTick(c.source.Steps())
	after := from.TempoAt(end - 1)
	if p.Steps() > c.source.Steps() {
		after = from.MedianTempo(max(0, end-int64(continuedQuarters*from.TicksPerQuarter)), end)
	}
	music.TakeMarkings(from, end, after)
	if key, ok := from.Key(); ok && len(from.Keys) == 0 {
		music.Keys = []score.KeyChange{{Key: key}}
	}
	return music
}
