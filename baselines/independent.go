package baselines

import (
	"math"
	"math/rand/v2"

	"workbench/features"
	"workbench/loss"
)

// Independent predicts each key independently of the others: the marginal model without any context,
// persistence given whether the key played in the step before. For each key and context it has the
// probability of play, and that of articulate given play.
type Independent struct {
	contexts    int // 1: none; 2: the key was silent in the step before, or it played
	articulated bool
	counts      []keyCounts // contexts×88
	costs       []keyCosts  // the same as negative log-likelihoods
}

// keyCounts are the steps of a key in one context. To each count ½ is added (Krichevsky & Trofimov 1981), so
// that nothing has the probability 0.
type keyCounts struct{ silent, played, articulated float64 }

// keyCosts are negative log-likelihoods in nats. Those of articulated and held add to that of play.
type keyCosts struct{ silent, play, articulated, held float64 }

func (c keyCounts) costs() keyCosts {
	play, articulate := (c.played+0.5)/(c.silent+c.played+1), (c.articulated+0.5)/(c.played+1)
	return keyCosts{-math.Log1p(-play), -math.Log(play), -math.Log(articulate), -math.Log1p(-articulate)}
}

// NewMarginal counts how often each key plays, and how often a key that plays has an onset.
func NewMarginal(pieces []*features.Piece, articulated bool) *Independent {
	return newIndependent(pieces, 1, articulated)
}

// NewPersistence counts the same separately for keys that were silent in the step before and for keys that
// played. Before the first step all keys are silent.
func NewPersistence(pieces []*features.Piece, articulated bool) *Independent {
	return newIndependent(pieces, 2, articulated)
}

func newIndependent(pieces []*features.Piece, contexts int, articulated bool) *Independent {
	m := &Independent{contexts: contexts, articulated: articulated, counts: make([]keyCounts, contexts*features.Keys)}
	for _, p := range pieces {
		for t := range p.Roll {
			previous := frameBefore(p, t)
			for n, cell := range p.Roll[t] {
				c := &m.counts[m.row(n, previous)]
				switch {
				case cell.Articulate() && articulated:
					c.played++
					c.articulated++
				case cell.Play():
					c.played++
				default:
					c.silent++
				}
			}
		}
	}
	m.computeCosts()
	return m
}

// without is the model without the pieces of other.
func (m *Independent) without(other *Independent) *Independent {
	rest := &Independent{contexts: m.contexts, articulated: m.articulated, counts: make([]keyCounts, len(m.counts))}
	for i, c := range m.counts {
		o := other.counts[i]
		rest.counts[i] = keyCounts{c.silent - o.silent, c.played - o.played, c.articulated - o.articulated}
	}
	rest.computeCosts()
	return rest
}

func (m *Independent) computeCosts() {
	m.costs = make([]keyCosts, len(m.counts))
	for i, c := range m.counts {
		m.costs[i] = c.costs()
	}
}

// row is the index of the counts of key n after a frame.
func (m *Independent) row(n int, previous *features.Frame) int {
	if m.contexts == 2 && previous[n].Play() {
		return features.Keys + n
	}
	return n
}

// Piece implements [Model].
func (m *Independent) Piece(p *features.Piece) []loss.Nats {
	frames := loss.Zeros(p.Steps(), m.parts())
	for t := range p.Roll {
		m.addFrame(frames[t], frameBefore(p, t), &p.Roll[t])
	}
	return frames
}

// parts is the number of parts of a likelihood: play, and articulate if the model has it.
func (m *Independent) parts() int {
	if m.articulated {
		return 2
	}
	return 1
}

// addFrame adds the negative log-likelihood of a frame, given the one before, to nats.
func (m *Independent) addFrame(nats loss.Nats, previous, frame *features.Frame) {
	for n, cell := range frame {
		c := &m.costs[m.row(n, previous)]
		if !cell.Play() {
			nats[loss.Play] += c.silent
			continue
		}
		nats[loss.Play] += c.play
		switch {
		case !m.articulated:
		case cell.Articulate():
			nats[loss.Articulate] += c.articulated
		default:
			nats[loss.Articulate] += c.held
		}
	}
}

// Next implements [Model]. The temperature divides the logits of each key.
func (m *Independent) Next(now *features.Frame, temperature float64, random *rand.Rand) features.Frame {
	var next features.Frame
	for n := range next {
		c := &m.costs[m.row(n, now)]
		if random.Float64() >= sigmoid((c.silent-c.play)/temperature) {
			continue
		}
		next[n] = features.Held
		if m.articulated && (!now[n].Play() || random.Float64() < sigmoid((c.held-c.articulated)/temperature)) {
			next[n] = features.Onset
		}
	}
	return next
}

func sigmoid(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }
