package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"workbench/biaxial"
	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/figure"
	"workbench/runs"
)

const composeManual = `
experiments compose writes new pieces with what a run has learnt: for each a MIDI file and a picture of its roll.

	go run ./experiments compose -run runs/first
	go run ./experiments compose -run runs/first -count 4 -steps 256 -temperature 0.9 -seed 7 -out music
	go run ./experiments compose -run runs/first -prompt theme.mid
	go run ./experiments compose -run runs/performance -set compose.density=12

A composition begins with a step of the training pieces, or of the starter corpus, or with silence, as compose.start in the run's config says, or goes
on from a prompt: all of its steps are heard first and stand before what was composed, in its metre and tempo. The same seed gives the same pieces, whatever
their number. Standard output has the names of the MIDI files.
`

// composition is what the compose command was asked for.
type composition struct {
	config *Config // the run's, with what the flags override
	model  model
	tempo  float64
	epoch  int
}

// composeCommand composes from a checkpoint.
func composeCommand(args []string, out *output) error {
	flags := flag.NewFlagSet("compose", flag.ContinueOnError)
	dir := flags.String("run", "", "compose from the run in `DIR`; required")
	which := flags.String("checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last")
	steps := flags.Int("steps", 0, "time `STEPS` to compose; the run's compose.steps without it")
	count := flags.Int("count", 0, "number of `PIECES`; the run's compose.count without it")
	seed := flags.Int("seed", 1, "whole `NUMBER` from 0; each gives other pieces")
	temperature := flags.Float64("temperature", 0, "`X`: below 1 tamer, above 1 wilder; the run's compose.temperature without it")
	var set repeated
	flags.Var(&set, "set", "`KEY=VALUE` that overrides a key of the section compose in the run's config, such as compose.tempo=90; may be repeated")
	prompt := flags.String("prompt", "", "MIDI or ABC `FILE` to go on from")
	into := flags.String("out", "", "folder `DIR` for the pieces; a new one under composed in the run's without it")
	operands, err := parse(flags, args, out, composeManual)
	if err != nil {
		return err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case len(operands) > 0:
		return usagef("compose: %q is not a flag (-h has the manual)", operands[0])
	case *dir == "":
		return usagef("compose: -run DIR says which run to compose from")
	case given["steps"] && (*steps < 1 || *steps > features.MaxSteps):
		return usagef("compose: -steps %d: must be from 1 to %d", *steps, features.MaxSteps)
	case given["count"] && (*count < 1 || *count > 1000):
		return usagef("compose: -count %d: must be from 1 to 1000", *count)
	case *seed < 0:
		return usagef("compose: -seed %d: must be 0 or more", *seed)
	case given["temperature"] && !(*temperature > 0 && *temperature <= 100):
		return usagef("compose: -temperature %v: must be above 0, at most 100", *temperature)
	}
	for _, override := range set {
		if !strings.HasPrefix(strings.TrimSpace(override), "compose.") {
			return usagef("compose: -set %s: only keys of the section compose can be set here, such as compose.tempo; the others are the run's", override)
		}
	}
	c, err := openComposition(*dir, *which, set...)
	if err != nil {
		return err
	}
	if given["steps"] {
		c.config.Compose.Steps = *steps
	}
	if given["count"] {
		c.config.Compose.Count = *count
	}
	if given["temperature"] {
		c.config.Compose.Temperature = *temperature
	}
	if err := c.config.checkComposing(); err != nil {
		return err
	}
	random := several(c.config.Compose.Count, rand.New(rand.NewPCG(uint64(*seed), 0)))
	starts, err := c.starts(*prompt, random)
	if err != nil {
		return err
	}
	target, err := composeTarget(*dir, *into, c.config.Compose.Count)
	if err != nil {
		return err
	}
	pieces := c.model.Continue(starts, c.config.Compose.Steps, c.config.Compose.Temperature, random)
	return c.write(pieces, starts[0].Piece.Steps(), *seed, target, out)
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

// scoreOf is a composition as notes: those that its model wrote, with their own velocities, or those of its roll.
func scoreOf(p *features.Piece, velocity int, tempo float64) *score.Score {
	if p.Played != nil {
		p.Played.Title, p.Played.Composer = p.Title, p.Composer
		return p.Played
	}
	return p.Score(velocity, tempo)
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
