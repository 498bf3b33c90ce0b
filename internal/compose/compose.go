package compose

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

	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/figure"
	"workbench/internal/primer"
	"workbench/internal/trained"
)

// Composition is a model that composes as a config says.
type Composition struct {
	*trained.Model
	Tempo float64 // quarters a minute, of the pieces

	relocated  bool // the caller said where the run's music is
	transposed int  // semitones by which the prompt was transposed for the model
}

// Open opens a run's model for composing; see [trained.Open].
func Open(dir, which string, overrides ...string) (*Composition, error) {
	m, err := trained.Open(dir, which, overrides...)
	if err != nil {
		return nil, err
	}
	return &Composition{Model: m, Tempo: m.Config.Compose.Tempo, relocated: trained.Relocates(overrides)}, nil
}

// Primers prepares what each piece begins with: the prompt, or what the config says. Only a primer from the training pieces needs the run's corpus.
func (c *Composition) Primers(prompt string, random []*rand.Rand, out *console.Streams) ([]features.Primer, error) {
	if prompt != "" {
		primers := make([]features.Primer, c.Config.Compose.Count)
		p, err := features.File(prompt, c.Reading())
		if err != nil {
			return nil, fmt.Errorf("prompt %w", err)
		}
		for _, w := range p.Warnings {
			fmt.Fprintf(out.Progress, "warning: %s: %s\n", console.Printable(prompt), console.Printable(w))
		}
		c.Tempo = p.Tempo
		c.transposed = p.Transposed
		c.saySampling(prompt, out)
		for i := range primers {
			primers[i] = features.Primer{Piece: p, Silence: true}
		}
		return primers, nil
	}
	return primer.Draw(c.Config, random, func() ([]*features.Piece, error) {
		music, err := corpus.ReadRun(c.Config, c.Info.Corpus, out.Progress)
		if err != nil {
			return nil, fmt.Errorf("%w; composing begins with an excerpt of the training pieces; say with -midi or -frames where they are, or use -prompt", err)
		}
		if c.relocated && music.Fingerprint() != c.Info.Corpus {
			return nil, fmt.Errorf("%s is not the music that the run learned from: its fingerprint differs", c.Config.Source())
		}
		return music.Of(features.Train), nil
	})
}

// saySampling says how a model of frames reads the prompt.
func (c *Composition) saySampling(prompt string, out *console.Streams) {
	if !c.Sampling.Sounding {
		return
	}
	back := ""
	if c.transposed != 0 {
		back = fmt.Sprintf(" (%+d semitones, and the result back)", c.transposed)
	}
	fmt.Fprintf(out.Progress, "note: the model reads %s, %d steps per quarter note; so it reads %s%s\n", c.Sampling, c.Config.Data.StepsPerQuarter,
		console.Printable(prompt), back)
}

// Target makes the directory for so many pieces, and makes sure that nothing there will be written over.
func Target(run, into string, count int) (string, error) {
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
			if _, err := os.Lstat(ComposedPath(into, i, ext)); err == nil {
				return "", fmt.Errorf("compose: %s exists; name another folder with -out", ComposedPath(into, i, ext))
			}
		}
	}
	return into, nil
}

func ComposedPath(dir string, i int, ext string) string {
	return filepath.Join(dir, fmt.Sprintf("%d%s", i+1, ext))
}

// write puts the pieces, whose first `given` steps are the start, into a directory.
func (c *Composition) Write(pieces []*features.Piece, given, seed int, dir string, out *console.Streams) error {
	for i, p := range pieces {
		p.Transpose(-c.transposed)
		p.Title = fmt.Sprintf("%s, epoch %d, seed %d, piece %d", c.Config.Name, c.Epoch, seed, i+1)
		p.Composer = ""
		music := artifacts.ScoreOf(p, c.Config.Compose.Velocity, c.Tempo)
		data, err := midi.Write(music)
		if err != nil {
			return fmt.Errorf("composition %d: %w", i+1, err)
		}
		path := ComposedPath(dir, i, ".mid")
		if err := atomicfile.Write(path, data); err != nil {
			return err
		}
		roll := artifacts.RollOf(p, c.Tempo, given)
		if err := artifacts.WritePNG(ComposedPath(dir, i, ".png"), func(w io.Writer) error { return figure.WriteRoll(w, roll) }); err != nil {
			return err
		}
		fmt.Fprintln(out.Results, path)
		played, _ := p.Roll.Count()
		fmt.Fprintf(out.Progress, "%s: %d steps, %d notes, %.1f keys sounding on average\n", path, p.Steps(), len(music.Notes),
			math.Round(10*float64(played)/float64(max(p.Steps(), 1)))/10)
	}
	return nil
}
