package biaxial

import (
	"iter"
	"math"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// Likelihood computes exact likelihoods of whole pieces, without dropout. It reuses its buffers and must not be
// used by several goroutines at once.
type Likelihood struct {
	net        *network
	encoding   Encoding
	time, note *nn.Stack

	x                     []float32 // T×N×(F+S)
	noteInput             []float32 // N×T×(H+E+S)
	lower, labels, logits []float32 // N×T×(E+S), N×T×K, N×T×K
	strikes               []strike
}

// window is the largest T, the number of steps in one pass; the state is carried from one window to the next.
const window = 128

// Likelihood returns the likelihood with the current weights.
func (m *Model) Likelihood(encoding Encoding) *Likelihood {
	net := m.pack()
	hidden := m.TimeLayers[len(m.TimeLayers)-1]
	return &Likelihood{
		net: net, encoding: encoding,
		time:      nn.NewStack(net.time, window, notes),
		note:      nn.NewStack(net.note, notes, window),
		x:         make([]float32, window*notes*m.inputs()),
		noteInput: make([]float32, notes*window*(hidden+m.lowerInputs())),
		lower:     make([]float32, notes*window*m.lowerInputs()),
		labels:    make([]float32, notes*window*m.Outputs),
		logits:    make([]float32, notes*window*m.Outputs),
	}
}

// Piece returns the negative log-likelihood of every frame of a piece in nats, one part for each output, and one
// for velocities where the network has them. The first frame is predicted from silence.
func (l *Likelihood) Piece(p *features.Piece) []loss.Nats {
	frames := loss.Zeros(p.Steps(), l.net.Parts())
	l.time.Reset()
	for from := 0; from < p.Steps(); from += window {
		l.run(features.Segment{Piece: p, Start: from - 1, Steps: min(window, p.Steps()-from)},
			func(t, _, part int, nats float64) { frames[from+t][part] += nats })
	}
	return frames
}

// EachStep yields, for each step of a piece, the negative log-likelihood of every key in nats, and the probability
// that it plays, given the earlier steps and the lower keys of the step as they are in the piece: 88 each. It
// computes at most a window of steps ahead of the loop over them.
func (l *Likelihood) EachStep(p *features.Piece) iter.Seq2[[]float64, []float64] {
	return func(yield func(nats, play []float64) bool) {
		l.time.Reset()
		for from := 0; from < p.Steps(); from += window {
			steps := min(window, p.Steps()-from)
			nats, play := make([]float64, steps*notes), make([]float64, steps*notes)
			l.run(features.Segment{Piece: p, Start: from - 1, Steps: steps}, func(t, n, part int, keyNats float64) {
				nats[t*notes+n] += keyNats
				if part == loss.Play {
					play[t*notes+n] = playProbability(p.Roll[from+t][n], keyNats)
				}
			})
			for t := range steps {
				if !yield(nats[t*notes:(t+1)*notes], play[t*notes:(t+1)*notes]) {
					return
				}
			}
		}
	}
}

// playProbability is the probability that a key plays, from the loss of whether it does.
func playProbability(cell features.Cell, nats float64) float64 {
	if cell.Play() {
		return math.Exp(-nats)
	}
	return -math.Expm1(-nats)
}

// run scores the labels of a segment, continuing from the state of the last run. It calls add for each part of every key:
// concurrently for different frames, in the order of the keys within one, and for velocities last.
func (l *Likelihood) run(s features.Segment, add func(t, n, part int, nats float64)) {
	m, T := l.net.Model, s.Steps
	K, size, style := m.Outputs, notes*m.inputs(), m.styleWeights(s.Piece.Style)
	parallel.Do(T, func(t int) {
		past, place := s.Input(t)
		l.encoding.input(l.x[t*size:(t+1)*size], past, place, style)
		label, _ := s.Label(t)
		l.encoding.label(l.lower, l.labels, label, style, t, T, K)
	})
	h := l.time.Run(l.x, T)
	a := axes{1, T, notes, m.TimeLayers[len(m.TimeLayers)-1], m.lowerInputs()}
	a.toNotes(l.noteInput, h, l.lower)

	l.note.Reset()
	l.note.Rows = T
	out := l.note.Run(l.noteInput, notes)
	nn.Affine(l.logits, out, &l.net.dense, l.net.bias, notes*T)

	parallel.Do(T, func(t int) {
		for n := range notes {
			at := (n*T + t) * K
			add(t, n, loss.Play, loss.CrossEntropy(l.logits[at], l.labels[at]))
			if K == 2 && l.labels[at] == 1 {
				add(t, n, loss.Articulate, loss.CrossEntropy(l.logits[at+1], l.labels[at+1]))
			}
		}
	})
	if m.Velocity {
		l.addVelocities(s, out, add)
	}
}

// addVelocities scores the velocities of a segment. out is the output of the note stack.
func (l *Likelihood) addVelocities(s features.Segment, out []float32, add func(t, n, part int, nats float64)) {
	m, T := l.net.Model, s.Steps
	l.strikes = l.strikes[:0]
	for t := range T {
		label, _ := s.Label(t)
		l.strikes = appendStrikes(l.strikes, label, t, T, t*notes)
	}
	head, hidden := l.net.velocity, m.NoteLayers[len(m.NoteLayers)-1]
	x := head.inputs(len(l.strikes))
	for i, s := range l.strikes {
		m.copyVelocityInput(rowOf(x, i, head.w1.K), rowOf(out, s.note, hidden), rowOf(l.lower, s.note, m.lowerInputs()), rowOf(l.x, s.time, m.inputs()))
	}
	logits := head.run(len(l.strikes))
	for i, s := range l.strikes {
		add(s.time/notes, s.time%notes, loss.Velocity, loss.Class(nil, rowOf(logits, i, features.Velocities), s.class, 1))
	}
}
