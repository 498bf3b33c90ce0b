package baselines

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/categorical"
	"workbench/loss"
)

// Markov is a first-order Markov chain of whole frames, interpolated with models that cover unseen frames and
// transitions:
//
//	P(next | now) = α c(now, next)/c(now) + β c(next)/c + γ Persistence(next | now),   α + β + γ = 1
//
// where c counts the transitions of the training pieces; each piece begins after silence. It is a
// distribution over all 2⁸⁸ frames (3⁸⁸ with articulate), because each of the three is. The weights depend on
// c(now), in classes that double; α is 0 after an unseen frame. They are fitted by deleted interpolation
// (Jelinek & Mercer 1980): each piece is predicted from the counts of all others.
//
// The chain of Deep Jammer goes from cell to cell, not from frame to frame, and has no likelihood.
type Markov struct {
	articulated bool
	persistence *Independent
	chain       *chain
	chords      chords
	weights     [classes]weights
}

// weights are α and β; γ is the rest.
type weights struct{ transition, frequency float64 }

// classes is the number of classes of c(now): 0, 1, 2 to 3, 4 to 7, …, 1024 and more.
const classes = 12

func classOf(seen float64) int { return min(bits.Len(uint(seen)), classes-1) }

// NewMarkov counts the transitions of pieces and fits the weights.
func NewMarkov(pieces []*features.Piece, articulated bool) *Markov {
	m := &Markov{articulated: articulated, persistence: NewPersistence(pieces, articulated), chain: newChain()}
	paths := make([][]int, len(pieces))
	for i, p := range pieces {
		paths[i] = []int{0}
		for t := range p.Roll {
			frame := m.state(&p.Roll[t])
			paths[i] = append(paths[i], m.chain.number(&frame))
			m.chain.add(paths[i][t], paths[i][t+1], 1)
		}
	}
	m.chords = newChords(m.chain)
	m.fit(pieces, paths)
	return m
}

// state is a frame as a state of the chain: without articulate all keys that play are held.
func (m *Markov) state(f *features.Frame) features.Frame {
	if m.articulated {
		return *f
	}
	return withoutOnsets(f)
}

// Piece implements [Model]. The part of play is that of the keys that play, summed over all articulations;
// the part of articulate is the rest.
func (m *Markov) Piece(p *features.Piece) []loss.Nats {
	frames := loss.Zeros(p.Steps(), m.persistence.parts())
	from := 0
	for t := range p.Roll {
		persistence := make(loss.Nats, m.persistence.parts())
		m.persistence.addFrame(persistence, frameBefore(p, t), &p.Roll[t])
		frame := m.state(&p.Roll[t])
		to := m.chain.lookup(&frame)
		w := m.weights[classOf(m.chain.seen(from))]
		transition, frequency := m.chain.probabilities(from, to)
		total := w.mix(transition, frequency, persistence.Total())
		frames[t][loss.Play] = total
		if m.articulated {
			transition, frequency := m.chords.probabilities(m.chain, from, &frame)
			frames[t][loss.Play] = w.mix(transition, frequency, persistence[loss.Play])
			frames[t][loss.Articulate] = total - frames[t][loss.Play]
		}
		from = to
	}
	return frames
}

// mix is the negative log-likelihood of the mixture, given the probabilities of transitions and frequencies
// and the nats of persistence.
func (w weights) mix(transition, frequency, persistence float64) float64 {
	counted := math.Log(w.transition*transition + w.frequency*frequency) // −∞ for an unseen frame
	rest := math.Log(1-w.transition-w.frequency) - persistence
	larger, smaller := max(counted, rest), min(counted, rest)
	return -larger - math.Log1p(math.Exp(smaller-larger))
}

// Next implements [Model]. It samples one of the three components, and then from it. The temperature applies
// to that component, not to the mixture: its probabilities have the exponent 1/temperature.
func (m *Markov) Next(now *features.Frame, temperature float64, random *rand.Rand) features.Frame {
	state := m.state(now)
	from := m.chain.lookup(&state)
	seen := m.chain.seen(from)
	w := m.weights[classOf(seen)]
	var next features.Frame
	switch u := random.Float64(); {
	case u < w.transition && seen > 0:
		arcs := m.chain.arcs[from]
		next = m.chain.frames[arcs[draw(len(arcs), func(i int) float64 { return arcs[i].count }, temperature, random)].to]
	case u < w.transition+w.frequency && m.chain.total > 0:
		reached := m.chain.reached
		next = m.chain.frames[draw(len(reached), func(i int) float64 { return reached[i] }, temperature, random)]
	default:
		return m.persistence.Next(now, temperature, random)
	}
	for n, cell := range next {
		if m.articulated && cell.Play() && !now[n].Play() {
			next[n] = features.Onset
		}
	}
	return next
}

// draw samples one of n elements by their counts.
func draw(n int, count func(i int) float64, temperature float64, random *rand.Rand) int {
	most := 0.0
	for i := range n {
		most = max(most, count(i))
	}
	return categorical.Draw(n, func(i int) float64 { return math.Pow(count(i)/most, 1/temperature) }, random.Float64())
}
