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

// Composer writes several pieces at once, step by step. Pieces do not influence each other. It is used by one goroutine.
type Composer struct {
	net      *network
	encoding Encoding
	pieces   int
	last     []features.Frame // heard last
	drawn    []features.Frame // as far as the keys are decided

	time  *nn.Stack
	x     []float32 // (P·N)×F
	first []float32 // (P·N)×4H: the first note layer's product with what the time stack makes of the steps up to now

	heard, below kernel.Right // the first note layer's input weights: of the time stack's output, and of the keys below
	choirs       []*choir
}

// choir is a few pieces whose keys are decided together, on one goroutine.
type choir struct {
	from, to int         // pieces
	h, c     [][]float32 // the state of each note layer, P×H
	z        []float32   // P×4H of the widest layer
	below    []float32   // P×E: what is heard of the keys below
	logits   []float32   // P×K
}

// choirSize is the number of pieces in a choir: enough for the matrix kernels, few enough for other processors to have some.
const choirSize = 4

// Compose prepares to write so many pieces with the weights as they are now, each beginning from silence.
func (m *Model) Compose(encoding Encoding, pieces int) *Composer {
	net := m.pack()
	_, note, _, _ := m.layers()
	hidden, gates := m.TimeLayers[len(m.TimeLayers)-1], 4*note[0].hidden()
	c := &Composer{
		net: net, encoding: encoding, pieces: pieces,
		last:  make([]features.Frame, pieces),
		drawn: make([]features.Frame, pieces),
		time:  nn.NewStack(net.time, 1, pieces*notes),
		x:     make([]float32, pieces*notes*m.Attributes),
		first: make([]float32, pieces*notes*gates),
	}
	c.heard.Precision, c.below.Precision = m.Precision, m.Precision
	c.heard.Pack(note[0].wx.Data, hidden, gates)
	c.below.Pack(note[0].wx.Data[hidden*gates:], m.Below, gates)
	for from := 0; from < pieces; from += choirSize {
		to := min(from+choirSize, pieces)
		k := &choir{from: from, to: to, below: make([]float32, (to-from)*m.Below), logits: make([]float32, (to-from)*m.Outputs)}
		for _, l := range note {
			size := (to - from) * l.hidden()
			k.h, k.c = append(k.h, make([]float32, size)), append(k.c, make([]float32, size))
			k.z = make([]float32, max(len(k.z), 4*size))
		}
		c.choirs = append(c.choirs, k)
	}
	return c
}

// Hear takes the time stack one step on: to the last step of pasts[p] in piece p, on sixteenth beats[p] of its measure.
func (c *Composer) Hear(pasts []features.Past, beats []int) {
	size := notes * c.encoding.Notes.Width()
	parallel.Do(c.pieces, func(p int) {
		c.encoding.Notes.Encode(c.x[p*size:(p+1)*size], pasts[p], beats[p])
		c.last[p] = *pasts[p](0)
	})
	h := c.time.Run(c.x, 1)
	nn.Product(c.first, h, &c.heard, c.pieces*notes)
}

// Draw composes the step after those heard: for each piece, key by key from the lowest, play and articulate are drawn with the
// probabilities that the keys below leave them, at a temperature that divides the logits: below 1 safer, above 1 wilder. Each piece
// has its own stream of random numbers. A key that was silent before cannot be held: it is struck. A network without articulate
// knows held keys only.
func (c *Composer) Draw(temperature float64, random []*rand.Rand) []features.Frame {
	c.decide(func(p, n int, logits []float32) features.Cell {
		// Two numbers for every key, used or not, so that a stream's position tells the step.
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

// Continue composes so many steps after each start, all of which have the same number of steps, and returns them as new pieces, the given steps included.
// The composer must be new.
func (c *Composer) Continue(starts []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	pieces := make([]*features.Piece, c.pieces)
	for p, start := range starts {
		given := *start.Piece
		if len(starts) != c.pieces || given.Steps() != starts[0].Piece.Steps() || start.Silence != starts[0].Silence {
			panic("biaxial: starts of different lengths")
		}
		given.Roll, given.Measures, given.Played = slices.Clone(given.Roll), slices.Clone(given.Measures), nil
		pieces[p] = &given
	}
	pasts, beats := make([]features.Past, c.pieces), make([]int, c.pieces)
	from := 0
	if starts[0].Silence {
		from = -1
	}
	given := starts[0].Piece.Steps()
	for t := from; t < given+steps-1; t++ {
		for p, piece := range pieces {
			pasts[p], beats[p] = features.Segment{Piece: piece, Start: t}.Input(0)
		}
		c.Hear(pasts, beats)
		if t+1 < given {
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

// decide runs the note stack over the keys, low to high: choose makes a cell of a key's logits, and the keys above hear of it. choose is called for
// different pieces from different goroutines.
func (c *Composer) decide(choose func(p, n int, logits []float32) features.Cell) {
	clear(c.drawn)
	K, E := c.net.Outputs, c.net.Below
	parallel.Do(len(c.choirs), func(i int) {
		k := c.choirs[i]
		for l := range k.h {
			clear(k.h[l])
			clear(k.c[l])
		}
		for n := range notes {
			for p := k.from; p < k.to; p++ {
				at := (p - k.from) * E
				c.encoding.Below.Encode(k.below[at:at+E], &c.drawn[p], n)
			}
			c.step(k, n)
			for p := k.from; p < k.to; p++ {
				at := (p - k.from) * K
				c.drawn[p][n] = choose(p, n, k.logits[at:at+K])
			}
		}
	})
}

// step takes a choir's note stack to key n, and leaves its logits. The product of the first layer with what was heard is there already, for all
// keys at once.
func (c *Composer) step(k *choir, n int) {
	m, layers := k.to-k.from, c.net.note
	gates := 4 * layers[0].Hidden
	for p := k.from; p < k.to; p++ {
		row := p*notes + n
		copy(k.z[(p-k.from)*gates:], c.first[row*gates:(row+1)*gates])
	}
	kernel.MulAdd(k.z, gates, k.below, c.net.Below, m, &c.below)
	for l := range layers {
		if l > 0 {
			layers[l].Input(k.z, k.h[l-1], m)
		}
		layers[l].Step(k.h[l], k.c[l], k.z, k.h[l], k.c[l], m)
	}
	nn.Affine(k.logits, k.h[len(layers)-1], &c.net.dense, c.net.bias, m)
}
