package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
	"workbench/biaxial"
	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/figure"
	"workbench/runs"
)

// composition is what the compose command was asked for.
type composition struct {
	config *Config // the run's, with what the flags override
	model  model
	tempo  float64
	epoch  int
}

// openComposition reads a run's config, some of which may be overridden, and weights.
func openComposition(dir, which string, overrides ...string) (*composition, error) {
	path, checkpoint, err := loadCheckpoint(dir, which)
	if err != nil {
		return nil, err
	}
	c := &composition{epoch: checkpoint.Epoch}
	if c.config, err = LoadConfig(runs.ConfigPath(dir), overrides); err != nil {
		return nil, err
	}
	c.tempo = c.config.Compose.Tempo
	if c.model, err = newModel(c.config); err != nil {
		return nil, err
	}
	if err := restoreWeights(c.model, checkpoint); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// starts prepares what each piece begins with. Only a start from the training pieces needs the run's corpus.
func (c *composition) starts(prompt string, random []*rand.Rand) ([]biaxial.Start, error) {
	starts := make([]biaxial.Start, c.config.Compose.Count)
	if prompt != "" {
		p, err := features.File(prompt, c.config.Data.StepsPerQuarter)
		if err != nil {
			return nil, fmt.Errorf("prompt %w", err)
		}
		c.tempo = p.Tempo
		if !c.config.articulated() {
			p.ForgetStrikes()
		}
		for i := range starts {
			starts[i] = biaxial.Start{Piece: p, Silence: true}
		}
		return starts, nil
	}
	pieces, err := openings(c.config, func() ([]*features.Piece, error) {
		corpus, err := loadCorpus(c.config)
		if err != nil {
			return nil, fmt.Errorf("%w; composing starts from a step of the training pieces: bring them back, or use -prompt", err)
		}
		return corpus.Of(features.Train), nil
	})
	if err != nil {
		return nil, err
	}
	for i := range starts {
		starts[i] = startOf(c.config, pieces, random[i])
	}
	return starts, nil
}

// composeTarget makes the directory for so many pieces, and makes sure that nothing there will be written over.
func composeTarget(run, into string, count int) (string, error) {
	if into == "" {
		into = filepath.Join(run, "composed", time.Now().UTC().Format("20060102-150405"))
		for n, unique := 2, into; ; n++ {
			if _, err := os.Stat(unique); errors.Is(err, fs.ErrNotExist) {
				into = unique
				break
			}
			unique = fmt.Sprintf("%s-%d", into, n)
		}
	}
	if err := os.MkdirAll(into, 0o777); err != nil {
		return "", fmt.Errorf("compose: %w", err)
	}
	for i := range count {
		for _, ext := range []string{".mid", ".png"} {
			if _, err := os.Lstat(composedPath(into, i, ext)); err == nil {
				return "", fmt.Errorf("compose: %s exists; name another folder with -out", composedPath(into, i, ext))
			}
		}
	}
	return into, nil
}

func composedPath(dir string, i int, ext string) string {
	return filepath.Join(dir, fmt.Sprintf("%d%s", i+1, ext))
}

// write puts the pieces, whose first `given` steps are the start, into a directory.
func (c *composition) write(pieces []*features.Piece, given, seed int, dir string, out *output) error {
	for i, p := range pieces {
		p.Title = fmt.Sprintf("%s, epoch %d, seed %d, piece %d", c.config.Name, c.epoch, seed, i+1)
		p.Composer = ""
		music := scoreOf(p, c.config.Compose.Velocity, c.tempo)
		data, err := midi.Write(music)
		if err != nil {
			return fmt.Errorf("composition %d: %w", i+1, err)
		}
		path := composedPath(dir, i, ".mid")
		if err := runs.WriteFile(path, data); err != nil {
			return err
		}
		roll := rollOf(p, c.tempo, given)
		if err := writePNG(composedPath(dir, i, ".png"), func(w io.Writer) error { return figure.WriteRoll(w, roll) }); err != nil {
			return err
		}
		fmt.Fprintln(out.results, path)
		played, _ := p.Roll.Count()
		fmt.Fprintf(out.progress, "%s: %d steps, %d notes, %.1f keys sounding on average\n", path, p.Steps(), len(music.Notes),
			math.Round(10*float64(played)/float64(max(p.Steps(), 1)))/10)
	}
	return nil
}
