package baselines

import (
	"fmt"
	"math"
	"math/rand/v2"

	"workbench/features"
	"workbench/loss"
)

// Independent decides each key by itself: the marginal model knows nothing of what was before, persistence whether the key played in the step
// before. For each key and each of these situations it has the probability to play, and that to be struck if it plays.
type Independent struct {
	situations  int // 1: the same at all times; 2: the key was silent before, or it played
	articulated bool
	records     []record // situations×88
	costs       []cost   // the same as negative log-likelihoods
}

// record is what one key did in one situation. Each count begins at a half (the add-half rule of Krichevsky & Trofimov), so that nothing
// is impossible.
type record struct{ silent, played, struck float64 }

// cost is the negative log-likelihood, in nats, of what a key can do. Struck and held come on top of playing.
type cost struct{ silent, play, struck, held float64 }

func (r record) cost() cost {
	play, struck := (r.played+0.5)/(r.silent+r.played+1), (r.struck+0.5)/(r.played+1)
	return cost{-math.Log1p(-play), -math.Log(play), -math.Log(struck), -math.Log1p(-struck)}
}

// NewMarginal learns how often each key plays, and how often a key that plays is struck.
func NewMarginal(pieces []*features.Piece, articulated bool) *Independent {
	return newIndependent(pieces, 1, articulated)
}

// NewPersistence learns the same apart for keys that were silent in the step before and for keys that played. Before the first step all were silent.
func NewPersistence(pieces []*features.Piece, articulated bool) *Independent {
	return newIndependent(pieces, 2, articulated)
}

func newIndependent(pieces []*features.Piece, situations int, articulated bool) *Independent {
	m := &Independent{situations: situations, articulated: articulated, records: make([]record, situations*features.Keys)}
	for _, p := range pieces {
		for t := range p.Roll {
			previous := before(p, t)
			for n, cell := range p.Roll[t] {
				r := &m.records[m.row(n, previous)]
				switch {
				case cell.Articulate() && articulated:
					r.played++
					r.struck++
				case cell.Play():
					r.played++
				default:
					r.silent++
				}
			}
		}
	}
	m.settle()
	return m
}

// without is the model as it would be without the pieces that other has learned from.
func (m *Independent) without(other *Independent) *Independent {
	rest := &Independent{situations: m.situations, articulated: m.articulated, records: make([]record, len(m.records))}
	for i, r := range m.records {
		o := other.records[i]
		rest.records[i] = record{r.silent - o.silent, r.played - o.played, r.struck - o.struck}
	}
	rest.settle()
	return rest
}

// settle works the costs out.
func (m *Independent) settle() {
	m.costs = make([]cost, len(m.records))
	for i, r := range m.records {
		m.costs[i] = r.cost()
	}
}

// row is where the record of key n stands after a frame.
func (m *Independent) row(n int, previous *features.Frame) int {
	if m.situations == 2 && previous[n].Play() {
		return features.Keys + n
	}
	return n
}

// Piece returns the negative log-likelihood of every frame of a piece, in nats.
func (m *Independent) Piece(p *features.Piece) []loss.Nats {
	frames := loss.Zeros(p.Steps(), m.parts())
	for t := range p.Roll {
		m.frame(frames[t], before(p, t), &p.Roll[t])
	}
	return frames
}

// parts is the number of parts of a likelihood: play, and articulate if the music has it.
func (m *Independent) parts() int {
	if m.articulated {
		return 2
	}
	return 1
}

// frame adds the negative log-likelihood of a frame after the previous one to nats.
func (m *Independent) frame(nats loss.Nats, previous, frame *features.Frame) {
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
			nats[loss.Articulate] += c.struck
		default:
			nats[loss.Articulate] += c.held
		}
	}
}

// Next draws each key of the next frame, the temperature dividing the logits.
func (m *Independent) Next(now *features.Frame, temperature float64, random *rand.Rand) features.Frame {
	var next features.Frame
	for n := range next {
		c := &m.costs[m.row(n, now)]
		if random.Float64() >= tempered(c.silent-c.play, temperature) {
			continue
		}
		next[n] = features.Held
		if m.articulated && (!now[n].Play() || random.Float64() < tempered(c.held-c.struck, temperature)) {
			next[n] = features.Struck
		}
	}
	return next
}

// tempered is the probability of a logit at a temperature.
func tempered(logit, temperature float64) float64 { return 1 / (1 + math.Exp(-logit/temperature)) }

// Tensors has three counts for each situation and key: silent, played and struck, the last only with articulate.
func (m *Independent) Tensors() map[string]Tensor {
	shape := []int{m.situations, features.Keys}
	silent, played, struck := make([]float32, len(m.records)), make([]float32, len(m.records)), make([]float32, len(m.records))
	for i, r := range m.records {
		silent[i], played[i], struck[i] = float32(r.silent), float32(r.played), float32(r.struck)
	}
	tensors := map[string]Tensor{"silent": {shape, silent}, "played": {shape, played}}
	if m.articulated {
		tensors["struck"] = Tensor{shape, struck}
	}
	return tensors
}

func restoreIndependent(tensors map[string]Tensor, situations int) (*Independent, error) {
	m := &Independent{situations: situations, records: make([]record, situations*features.Keys)}
	silent, err := countsOf(tensors, "silent", situations, features.Keys)
	if err != nil {
		return nil, err
	}
	played, err := countsOf(tensors, "played", situations, features.Keys)
	if err != nil {
		return nil, err
	}
	struck := make([]float32, len(played))
	if _, m.articulated = tensors["struck"]; m.articulated {
		if struck, err = countsOf(tensors, "struck", situations, features.Keys); err != nil {
			return nil, err
		}
	}
	for i := range m.records {
		if struck[i] > played[i] {
			return nil, fmt.Errorf(`tensor "struck": number %d is %v, more than the %v that were played`, i, struck[i], played[i])
		}
		m.records[i] = record{float64(silent[i]), float64(played[i]), float64(struck[i])}
	}
	m.settle()
	return m, nil
}
