package biaxial

import (
	"workbench/features"
	"workbench/internal/kernel"
	"workbench/internal/nn"
	"workbench/internal/parallel"
)

// Composer composes several pieces at once, step by step. For the next step of each piece it draws one or more candidates. Pieces do not influence each
// other. It is used by one goroutine.
type Composer struct {
	net        *network
	encoding   Encoding
	pieces     int // P, those being composed: at most the number the composer was made for
	candidates int // M for each piece; candidate m of piece p is row p·M + m

	last []features.Frame // P: the step read last
	rows []candidate      // P·M

	time  *nn.Stack
	x     []float32 // (P·N)×F
	first []float32 // (P·N)×4H: the first note layer's product with the output of the time stack

	heard, below kernel.Right // the first note layer's input weights: of the time stack's output, and of the keys below
	batches      []*noteBatch
}

// noteBatch is a few rows whose keys are decided together, on one goroutine.
type noteBatch struct {
	from, to int         // rows R; whole pieces
	h, c     [][]float32 // the state of each note layer, R×H
	z        []float32   // R×4H of the widest layer
	below    []float32   // R×E: the input from the keys below
	logits   []float32   // R×K
}

// batchRows is the number of rows in a batch: enough for the matrix kernels, few enough for other processors to have some.
const batchRows = 4

// Compose prepares to compose so many pieces with the weights as they are now, each beginning from silence.
func (m *Model) Compose(encoding Encoding, pieces int) *Composer {
	return m.composer(encoding, pieces, 1)
}

// composer is Compose with so many candidates for each step of a piece.
func (m *Model) composer(encoding Encoding, pieces, candidates int) *Composer {
	net := m.pack()
	_, note, _, _ := m.layers()
	hidden, gates := m.TimeLayers[len(m.TimeLayers)-1], 4*note[0].hidden()
	c := &Composer{
		net: net, encoding: encoding, pieces: pieces, candidates: candidates,
		last:  make([]features.Frame, pieces),
		rows:  make([]candidate, pieces*candidates),
		time:  nn.NewStack(net.time, 1, pieces*notes),
		x:     make([]float32, pieces*notes*m.Attributes),
		first: make([]float32, pieces*notes*gates),
	}
	c.heard.Precision, c.below.Precision = m.Precision, m.Precision
	c.heard.Pack(note[0].wx.Data, hidden, gates)
	c.below.Pack(note[0].wx.Data[hidden*gates:], m.Below, gates)
	size := max(batchRows/candidates, 1) * candidates
	for from := 0; from < pieces*candidates; from += size {
		c.batches = append(c.batches, newNoteBatch(net, from, min(from+size, pieces*candidates)))
	}
	return c
}

func newNoteBatch(net *network, from, to int) *noteBatch {
	rows := to - from
	b := &noteBatch{from: from, to: to, below: make([]float32, rows*net.Below), logits: make([]float32, rows*net.Outputs)}
	for _, l := range net.note {
		b.h, b.c = append(b.h, make([]float32, rows*l.Hidden)), append(b.c, make([]float32, rows*l.Hidden))
		b.z = make([]float32, max(len(b.z), 4*rows*l.Hidden))
	}
	return b
}

// use composes the first so many pieces only.
func (c *Composer) use(pieces int) {
	c.pieces = pieces
	c.time.Rows = pieces * notes
}

// copyPiece gives a piece the state of another.
func (c *Composer) copyPiece(to, from int) {
	for n := range notes {
		c.time.CopyRow(to*notes+n, from*notes+n)
	}
	c.last[to] = c.last[from]
}

// restart takes a piece back to silence.
func (c *Composer) restart(p int) {
	for n := range notes {
		c.time.ResetRow(p*notes + n)
	}
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

// decide runs the note stack over the keys, low to high: choose makes a cell of a row's logits, and the keys above hear of it. Where skip is true of a piece,
// nothing is decided. choose is called for different pieces from different goroutines.
func (c *Composer) decide(skip func(p int) bool, choose func(row, n int, logits []float32) features.Cell) {
	K, E := c.net.Outputs, c.net.Below
	parallel.Do(len(c.batches), func(i int) {
		b := c.batches[i]
		to := min(b.to, c.pieces*c.candidates)
		idle := true
		for row := b.from; row < to; row++ {
			c.rows[row] = candidate{}
			idle = idle && skip(row/c.candidates)
		}
		if idle {
			return
		}
		for l := range b.h {
			clear(b.h[l])
			clear(b.c[l])
		}
		for n := range notes {
			for row := b.from; row < to; row++ {
				at := (row - b.from) * E
				c.encoding.Below.Encode(b.below[at:at+E], &c.rows[row].frame, n)
			}
			c.step(b, n, to-b.from)
			for row := b.from; row < to; row++ {
				if skip(row / c.candidates) {
					continue
				}
				at := (row - b.from) * K
				c.rows[row].frame[n] = choose(row, n, b.logits[at:at+K])
			}
		}
	})
}

// step takes the first m rows of a batch to key n, and leaves their logits. The product of the first layer with the output of the time stack is there
// already, for all keys at once.
func (c *Composer) step(b *noteBatch, n, m int) {
	layers := c.net.note
	gates := 4 * layers[0].Hidden
	for i := range m {
		row := (b.from+i)/c.candidates*notes + n
		copy(b.z[i*gates:], c.first[row*gates:(row+1)*gates])
	}
	kernel.MulAdd(b.z, gates, b.below, c.net.Below, m, &c.below)
	for l := range layers {
		if l > 0 {
			layers[l].Input(b.z, b.h[l-1], m)
		}
		layers[l].Step(b.h[l], b.c[l], b.z, b.h[l], b.c[l], m)
	}
	nn.Affine(b.logits, b.h[len(layers)-1], &c.net.dense, c.net.bias, m)
}
