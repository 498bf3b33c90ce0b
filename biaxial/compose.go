package biaxial

import (
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/kernel"
	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// Composer samples several independent pieces in parallel, step by step. It must not be used by several
// goroutines at once.
type Composer struct {
	net      *network
	encoding Encoding
	pieces   int              // P
	last     []features.Frame // the last step read, of each piece
	drawn    []features.Frame // the step being sampled, up to the current key

	time      *nn.Stack
	x         []float32 // (P·N)×F
	noteInput []float32 // (P·N)×4H: output of the time stack times its part of the first note layer's input weights

	timeWeights, lowerWeights kernel.PackedB // the first note layer's input weights: for the time stack's output and the lower notes
	shards                    []*shard
}

// shard is a batch of pieces sampled by one goroutine.
type shard struct {
	from, to int         // pieces
	h, c     [][]float32 // state of each note layer, P×H
	z        []float32   // P×4H of the widest layer
	lower    []float32   // P×E: lower-note context
	logits   []float32   // P×K
}

// shardSize is the number of pieces in a shard: enough for the matrix kernels, few enough that other processors
// have work too.
const shardSize = 4

// Compose returns a composer of the given number of pieces with the current weights. Each piece begins from silence.
func (m *Model) Compose(encoding Encoding, pieces int) *Composer {
	net := m.pack()
	_, note, _, _ := m.layers()
	hidden, gates := m.TimeLayers[len(m.TimeLayers)-1], 4*note[0].hidden()
	c := &Composer{
		net: net, encoding: encoding, pieces: pieces,
		last:      make([]features.Frame, pieces),
		drawn:     make([]features.Frame, pieces),
		time:      nn.NewStack(net.time, 1, pieces*notes),
		x:         make([]float32, pieces*notes*m.Attributes),
		noteInput: make([]float32, pieces*notes*gates),
	}
	c.timeWeights.Precision, c.lowerWeights.Precision = m.Precision, m.Precision
	c.timeWeights.Pack(note[0].wx.Data, hidden, gates)
	c.lowerWeights.Pack(note[0].wx.Data[hidden*gates:], m.Below, gates)
	for from := 0; from < pieces; from += shardSize {
		c.shards = append(c.shards, newShard(m, note, from, min(from+shardSize, pieces)))
	}
	return c
}

func newShard(m *Model, note []layer, from, to int) *shard {
	size := to - from
	s := &shard{from: from, to: to, lower: make([]float32, size*m.Below), logits: make([]float32, size*m.Outputs)}
	for _, l := range note {
		s.h, s.c = append(s.h, make([]float32, size*l.hidden())), append(s.c, make([]float32, size*l.hidden()))
		s.z = make([]float32, max(len(s.z), 4*size*l.hidden()))
	}
	return s
}

// Hear reads a step of each piece, the last of pasts[p] of piece p, and runs the time stack on it. beats[p] is
// the sixteenth of the bar.
func (c *Composer) Hear(pasts []features.Past, beats []int) {
	size := notes * c.encoding.Notes.Width()
	parallel.Do(c.pieces, func(p int) {
		c.encoding.Notes.Encode(c.x[p*size:(p+1)*size], pasts[p], beats[p])
		c.last[p] = *pasts[p](0)
	})
	h := c.time.Run(c.x, 1)
	nn.Product(c.noteInput, h, &c.timeWeights, c.pieces*notes)
}

// Draw samples the step after those read: key by key from the lowest, play and articulate of each piece given
// its lower keys. The logits are divided by the temperature: below 1 is safer, above 1 more surprising. Each
// piece has its own random number generator. A key that was silent in the step before cannot be held: it is
// articulated. A network without articulate samples held keys only.
func (c *Composer) Draw(temperature float64, random []*rand.Rand) []features.Frame {
	c.decide(func(p, n int, logits []float32) features.Cell {
		// Two numbers for every key, used or not, so that the state of a generator depends on the step alone.
		play, articulate := random[p].Float64(), random[p].Float64()
		if play >= probability(logits[0], temperature) {
			return features.Silent
		}
		if len(logits) == 2 && (!c.last[p][n].Play() || articulate < probability(logits[1], temperature)) {
			return features.Struck
		}
		return features.Held
	})
	return slices.Clone(c.drawn)
}

// Continue composes the given number of steps after each primer, and returns new pieces that begin with their
// primer. All primers have the same number of steps. The composer must be new.
func (c *Composer) Continue(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	primerSteps, first := primers[0].Piece.Steps(), 0
	if primers[0].Silence {
		first = -1
	}
	pieces := make([]*features.Piece, c.pieces)
	for p, primer := range primers {
		piece := *primer.Piece
		if len(primers) != c.pieces || piece.Steps() != primerSteps || primer.Silence != primers[0].Silence {
			panic("biaxial: primers of different lengths")
		}
		piece.Roll, piece.Measures, piece.Played = slices.Clone(piece.Roll), slices.Clone(piece.Measures), nil
		pieces[p] = &piece
	}
	pasts, beats := make([]features.Past, c.pieces), make([]int, c.pieces)
	for t := first; t < primerSteps+steps-1; t++ {
		for p, piece := range pieces {
			pasts[p], beats[p] = features.Segment{Piece: piece, Start: t}.Input(0)
		}
		c.Hear(pasts, beats)
		if t+1 < primerSteps {
			continue
		}
		for p, frame := range c.Draw(temperature, random) {
			pieces[p].Roll = append(pieces[p].Roll, frame)
		}
	}
	for _, piece := range pieces {
		piece.ExtendMeasures()
	}
	return pieces
}

func probability(logit float32, temperature float64) float64 {
	return float64(loss.Probability(float32(float64(logit) / temperature)))
}

// decide runs the note stack over the keys, from low to high. choose turns the logits of a key into a cell,
// which the higher keys are then conditioned on. It is called for different pieces from different goroutines.
func (c *Composer) decide(choose func(p, n int, logits []float32) features.Cell) {
	clear(c.drawn)
	K, E := c.net.Outputs, c.net.Below
	parallel.Do(len(c.shards), func(i int) {
		s := c.shards[i]
		for l := range s.h {
			clear(s.h[l])
			clear(s.c[l])
		}
		for n := range notes {
			for p := s.from; p < s.to; p++ {
				at := (p - s.from) * E
				c.encoding.Below.Encode(s.lower[at:at+E], &c.drawn[p], n)
			}
			c.step(s, n)
			for p := s.from; p < s.to; p++ {
				at := (p - s.from) * K
				c.drawn[p][n] = choose(p, n, s.logits[at:at+K])
			}
		}
	})
}

// step runs the note stack of a shard on key n and sets the logits. The product of the time stack's output is
// in noteInput already, for all keys.
func (c *Composer) step(s *shard, n int) {
	m, layers := s.to-s.from, c.net.note
	gates := 4 * layers[0].Hidden
	for p := s.from; p < s.to; p++ {
		row := p*notes + n
		copy(s.z[(p-s.from)*gates:], c.noteInput[row*gates:(row+1)*gates])
	}
	kernel.MulAdd(s.z, gates, s.lower, c.net.Below, m, &c.lowerWeights)
	for l := range layers {
		if l > 0 {
			layers[l].Input(s.z, s.h[l-1], m)
		}
		layers[l].Step(s.h[l], s.c[l], s.z, s.h[l], s.c[l], m)
	}
	nn.Affine(s.logits, s.h[len(layers)-1], &c.net.dense, c.net.bias, m)
}
