package biaxial

import (
	"runtime"

	"workbench/features"
	"workbench/internal/kernel"
	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// Composer composes several pieces at once, step by step. For the next step of each piece it draws one or
// more candidates. Pieces do not influence each other. It is used by one goroutine.
type Composer struct {
	net        *network
	encoding   Encoding
	pieces     int // P, those being composed: at most the number the composer was made for
	candidates int // M for each piece; candidate m of piece p is row p·M + m

	last []features.Frame // P: the step read last
	rows []candidate      // P·M

	time      *nn.Stack
	styles    [][]float32 // P×S: the weights of the styles
	x         []float32   // (P·N)×(F+S)
	noteInput []float32   // (P·N)×4H: the first note layer's product with the output of the time stack

	timeWeights, lowerWeights kernel.PackedB // the first note layer's input weights: for the time stack's output and the lower notes
	shards                    []*shard
}

// shard is a batch of rows whose keys are sampled by one goroutine.
type shard struct {
	from, to int         // rows R; whole pieces
	h, c     [][]float32 // the state of each note layer, R×H
	z        []float32   // R×4H of the widest layer
	lower    []float32   // R×(E+S): lower-note context and styles
	logits   []float32   // R×K
	velocity *velocityHead
}

// A shard has an equal share of the pieces for each processor, within these numbers of rows: enough for the
// matrix kernels, few enough for the caches.
const leastShardRows, mostShardRows = 4, 48

// shardPieces is the number of pieces of a shard.
func shardPieces(pieces, candidates int) int {
	processors := runtime.GOMAXPROCS(0)
	share := max((pieces+processors-1)/processors, leastShardRows/candidates)
	return max(min(share, mostShardRows/candidates), 1)
}

// Compose prepares to compose a number of pieces with the weights as they are now, each beginning from silence.
func (m *Model) Compose(encoding Encoding, pieces int) *Composer {
	return m.composer(encoding, pieces, 1)
}

// composer is Compose with a number of candidates for each step of a piece.
func (m *Model) composer(encoding Encoding, pieces, candidates int) *Composer {
	net := m.pack()
	_, note, _, _ := m.layers()
	hidden, gates := m.TimeLayers[len(m.TimeLayers)-1], 4*note[0].hidden()
	c := &Composer{
		net: net, encoding: encoding, pieces: pieces, candidates: candidates,
		last:      make([]features.Frame, pieces),
		rows:      make([]candidate, pieces*candidates),
		time:      nn.NewStack(net.time, 1, pieces*notes),
		x:         make([]float32, pieces*notes*m.inputs()),
		noteInput: make([]float32, pieces*notes*gates),
	}
	c.timeWeights.Precision, c.lowerWeights.Precision = m.Precision, m.Precision
	c.timeWeights.Pack(note[0].wx.Data, hidden, gates)
	c.lowerWeights.Pack(note[0].wx.Data[hidden*gates:], m.lowerInputs(), gates)
	for range pieces {
		c.styles = append(c.styles, m.styleWeights(nil))
	}
	size := shardPieces(pieces, candidates) * candidates
	for from := 0; from < pieces*candidates; from += size {
		c.shards = append(c.shards, newShard(net, from, min(from+size, pieces*candidates)))
	}
	return c
}

func newShard(net *network, from, to int) *shard {
	rows := to - from
	s := &shard{from: from, to: to, lower: make([]float32, rows*net.lowerInputs()), logits: make([]float32, rows*net.Outputs), velocity: net.velocity.clone()}
	for _, l := range net.note {
		s.h, s.c = append(s.h, make([]float32, rows*l.Hidden)), append(s.c, make([]float32, rows*l.Hidden))
		s.z = make([]float32, max(len(s.z), 4*rows*l.Hidden))
	}
	return s
}

// use composes only the first pieces.
func (c *Composer) use(pieces int) {
	c.pieces = pieces
	c.time.Rows = pieces * notes
}

// setStyle sets the style in which a piece is composed from the step that is read next.
func (c *Composer) setStyle(p int, style features.Style) { c.styles[p] = c.net.styleWeights(style) }

// copyPiece gives a piece the state of another.
func (c *Composer) copyPiece(to, from int) {
	for n := range notes {
		c.time.CopyRow(to*notes+n, from*notes+n)
	}
	c.last[to], c.styles[to] = c.last[from], c.styles[from]
}

// restart takes a piece back to silence.
func (c *Composer) restart(p int) {
	for n := range notes {
		c.time.ResetRow(p*notes + n)
	}
}

// ReadStep reads a step of each piece, the last of pasts[p] of piece p, and runs the time stack on it.
// places[p] is where that step lies.
func (c *Composer) ReadStep(pasts []features.Past, places []features.Place) {
	size := notes * c.net.inputs()
	parallel.Do(c.pieces, func(p int) {
		c.encoding.input(c.x[p*size:(p+1)*size], pasts[p], places[p], c.styles[p])
		c.last[p] = *pasts[p](0)
	})
	h := c.time.Run(c.x, 1)
	nn.Product(c.noteInput, h, &c.timeWeights, c.pieces*notes)
}

// decide runs the note stack over the keys, low to high: cellOf makes a cell of a row's logits, and the keys
// above read it. Where skip is true of a piece, nothing is decided. cellOf is called for different pieces
// from different goroutines. It may call withVelocity for a key that begins.
func (c *Composer) decide(skip func(p int) bool, cellOf func(s *shard, row, n int, logits []float32) features.Cell) {
	K, E, width := c.net.Outputs, c.net.LowerNotes, c.net.lowerInputs()
	parallel.Do(len(c.shards), func(i int) {
		s := c.shards[i]
		to := min(s.to, c.pieces*c.candidates)
		idle := true
		for row := s.from; row < to; row++ {
			c.rows[row] = candidate{}
			copy(s.lower[(row-s.from)*width+E:], c.styles[row/c.candidates])
			idle = idle && skip(row/c.candidates)
		}
		if idle {
			return
		}
		for l := range s.h {
			clear(s.h[l])
			clear(s.c[l])
		}
		for n := range notes {
			for row := s.from; row < to; row++ {
				at := (row - s.from) * width
				c.encoding.LowerNotes.Encode(s.lower[at:at+E], &c.rows[row].frame, n)
			}
			c.step(s, n, to-s.from)
			for row := s.from; row < to; row++ {
				if skip(row / c.candidates) {
					continue
				}
				at := (row - s.from) * K
				c.rows[row].frame[n] = cellOf(s, row, n, s.logits[at:at+K])
			}
		}
	})
}

// withVelocity gives an onset of key n in row r a velocity, if the network has them: the given one, or where that is 0
// one drawn with a random number in [0, 1). It returns the cell and the velocity's log-likelihood.
func (c *Composer) withVelocity(s *shard, r, n int, cell features.Cell, given features.Velocity, random float64) (features.Cell, float64) {
	if !c.net.Velocity || !cell.Articulate() {
		return cell, 0
	}
	m, last := c.net.Model, len(s.h)-1
	m.copyVelocityInput(s.velocity.inputs(1), rowOf(s.h[last], r-s.from, m.NoteLayers[last]), rowOf(s.lower, r-s.from, m.lowerInputs()),
		rowOf(c.x, r/c.candidates*notes+n, m.inputs()))
	logits := s.velocity.run(1)
	if given == 0 {
		given = drawVelocity(logits, random)
	}
	return cell.With(given), -loss.Class(nil, logits, int(given)-1, 1)
}

// step runs the note stack of the first m rows of a shard on key n and sets their logits. The product of the
// time stack's output is in noteInput already, for all keys.
func (c *Composer) step(s *shard, n, m int) {
	layers := c.net.note
	gates := 4 * layers[0].Hidden
	for i := range m {
		row := (s.from+i)/c.candidates*notes + n
		copy(s.z[i*gates:], c.noteInput[row*gates:(row+1)*gates])
	}
	kernel.MulAdd(s.z, gates, s.lower, c.net.lowerInputs(), m, &c.lowerWeights)
	for l := range layers {
		if l > 0 {
			layers[l].Input(s.z, s.h[l-1], m)
		}
		layers[l].Step(s.h[l], s.c[l], s.z, s.h[l], s.c[l], m)
	}
	nn.Affine(s.logits, s.h[len(layers)-1], &c.net.dense, c.net.bias, m)
}
