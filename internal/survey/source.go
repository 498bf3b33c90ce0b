package survey

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/model"
	"workbench/internal/primer"
	"workbench/internal/rundir"
)

// Group is what -pieces names: a label that stays hidden from listeners, and where its music comes from.
type Group struct {
	Label string
	From  string // a run or model, which composes; a folder or a file of music; or Starter
}

// Starter names the corpus inside the program.
const Starter = "starter"

// mostLabel is the largest number of bytes of a label.
const mostLabel = 60

// ParseGroup reads LABEL=FROM.
func ParseGroup(text string) (Group, error) {
	label, from, ok := strings.Cut(text, "=")
	if label = strings.TrimSpace(label); !ok || label == "" || from == "" || len(label) > mostLabel {
		return Group{}, fmt.Errorf("-pieces %q: write a label of at most %d bytes and what it stands for, such as person=FOLDER", text, mostLabel)
	}
	return Group{label, from}, nil
}

// candidate is music that an excerpt can be taken from.
type candidate struct {
	piece  *features.Piece
	source string
	from   int // first step that an excerpt may begin with
	tempo  float64
}

// candidates are the music of a group: as many compositions as are asked for, or all pieces of a folder. They
// are long enough for an excerpt and an upbeat.
func (r *Request) candidates(g Group, random *rand.Rand, out *console.Streams) ([]candidate, error) {
	if _, err := os.Stat(filepath.Join(g.From, rundir.ConfigFile)); err == nil {
		return r.compositions(g, out)
	}
	var music *features.Corpus
	info, err := os.Stat(g.From)
	switch {
	case g.From == Starter && err != nil:
		music, err = features.Starter(features.Grid(r.StepsPerQuarter))
	case err != nil:
		return nil, err
	case info.IsDir():
		music, err = corpus.ReadFolder(g.From, features.Grid(r.StepsPerQuarter), out.Progress)
	default:
		var p *features.Piece
		if p, err = features.File(g.From, features.Grid(r.StepsPerQuarter)); err == nil {
			p.Name = g.From
			music = &features.Corpus{Pieces: []*features.Piece{p}}
		}
	}
	if err != nil {
		return nil, err
	}
	for _, s := range music.Skipped {
		fmt.Fprintf(out.Progress, "skipped %s: %s\n", console.Printable(s.File), console.Printable(s.Reason))
	}
	return r.existing(music.Pieces, random, out), nil
}

// existing are pieces that were not composed for the study.
func (r *Request) existing(pieces []*features.Piece, random *rand.Rand, out *console.Streams) (all []candidate) {
	for _, p := range pieces {
		c := candidate{piece: p, source: p.Name, tempo: r.tempo(p.Tempo)}
		if spare := p.Steps() - r.steps(c); spare < 0 {
			fmt.Fprintf(out.Progress, "skipped %s: it has %d steps, and an excerpt %d\n", console.Printable(p.Name), p.Steps(), r.steps(c))
			continue
		}
		c.from = r.beginning(c, random)
		all = append(all, c)
	}
	return all
}

// beginning is the first step of a random measure after which an excerpt fits.
func (r *Request) beginning(c candidate, random *rand.Rand) int {
	var fitting []int
	for _, m := range c.piece.Measures {
		if m.Start+r.steps(c) <= c.piece.Steps() && slices.ContainsFunc(c.piece.Roll[m.Start:m.Start+r.steps(c)], sounds) {
			fitting = append(fitting, m.Start)
		}
	}
	if len(fitting) == 0 {
		return 0
	}
	return fitting[random.IntN(len(fitting))]
}

// sounds tells whether a key plays in a step.
func sounds(f features.Frame) bool {
	return slices.ContainsFunc(f[:], func(c features.Cell) bool { return c.Play() })
}

// upbeat is the number of steps by which an excerpt of a composition may begin later, if it begins with
// silence.
const upbeat = 32

// compositions composes with a run or a model.
func (r *Request) compositions(g Group, out *console.Streams) (all []candidate, err error) {
	c, err := compose.Open(g.From, "")
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out.Progress, "composing %s with %s\n", console.Count(r.Count, "piece"), console.Printable(g.From))
	c.Config.Compose.Count, c.Config.Compose.Cadence = r.Count, false // an excerpt does not reach the ending
	kind := candidate{piece: &features.Piece{StepsPerQuarter: c.Config.Data.StepsPerQuarter}, tempo: r.tempo(c.Tempo)}
	c.Config.Compose.Steps = r.steps(kind) + upbeat
	if err := model.CheckComposingMemory(c.Config); err != nil {
		return nil, err
	}
	random := primer.Generators(r.Count, rand.New(rand.NewPCG(r.Seed, 0)))
	primers, err := c.Primers("", random, out)
	if err != nil {
		return nil, err
	}
	pieces, err := c.Compose(primers, compose.Options{Particles: 1}, random, out)
	if err != nil {
		return nil, err
	}
	for i, p := range pieces {
		given := primers[i].Piece.Steps()
		from := given
		for from < given+upbeat && !sounds(p.Roll[from]) {
			from++
		}
		all = append(all, candidate{piece: p, from: from, tempo: kind.tempo,
			source: fmt.Sprintf("%s, epoch %d, seed %d, piece %d", g.From, c.Epoch, r.Seed, i+1)})
	}
	return all, nil
}

// tempo is that of the study, or a piece's own.
func (r *Request) tempo(own float64) float64 {
	if r.Tempo > 0 {
		return r.Tempo
	}
	return own
}

// steps is the number of steps of an excerpt of a piece.
func (r *Request) steps(c candidate) int {
	if r.Steps > 0 {
		return r.Steps
	}
	return max(1, int(r.Seconds*c.tempo/60*float64(c.piece.StepsPerQuarter)))
}
