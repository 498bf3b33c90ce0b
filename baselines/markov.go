package baselines

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"workbench/features"
	"workbench/loss"
)

// Markov is a first-order chain over whole frames, mixed with models that also know frames and transitions which were never seen:
//
//	P(next | now) = α c(now, next)/c(now) + β c(next)/c + γ Persistence(next | now),   α + β + γ = 1
//
// where c counts the transitions of the training pieces, each piece beginning from silence. It is a distribution over all 2⁸⁸ frames (3⁸⁸ with
// articulate), since each of the three is. The weights depend on how often now was seen, in classes that double: after a frame that was never seen α
// is 0. They are fitted by deleted interpolation (Jelinek & Mercer, 1980), each piece being predicted from the counts of all others.
//
// The chain of Deep Jammer goes from cell to cell instead of from frame to frame, and has no likelihood.
type Markov struct {
	articulated bool
	keys        *Independent // persistence
	chain       *chain
	plays       patterns
	weights     [classes]weights
}

// weights are α and β; γ is the rest.
type weights struct{ chain, frequency float64 }

// classes is the number of classes of frames by how often they were seen: never, once, 2 or 3, 4 to 7, …, 1024 and more.
const classes = 12

func classOf(seen float64) int { return min(bits.Len(uint(seen)), classes-1) }

// chain counts transitions from frames to frames.
type chain struct {
	index   map[features.Frame]int // the number of each frame, in the order in which they came; silence is 0
	frames  []features.Frame
	arcs    [][]arc // by the frame from which they go, in the order in which they came
	find    map[[2]int]int
	left    []float64 // by frame: how often another followed
	reached []float64 // by frame: how often it followed another
	total   float64
}

// arc is how often a frame followed another.
type arc struct {
	to    int
	count float64
}

func newChain() *chain {
	c := &chain{index: map[features.Frame]int{}, find: map[[2]int]int{}}
	c.number(&features.Frame{})
	return c
}

// number is the number of a frame, which may be new.
func (c *chain) number(f *features.Frame) int {
	i, ok := c.index[*f]
	if !ok {
		i = len(c.frames)
		c.index[*f] = i
		c.frames, c.arcs, c.left, c.reached = append(c.frames, *f), append(c.arcs, nil), append(c.left, 0), append(c.reached, 0)
	}
	return i
}

// lookup is the number of a frame, −1 if it never came.
func (c *chain) lookup(f *features.Frame) int {
	if i, ok := c.index[*f]; ok {
		return i
	}
	return -1
}

func (c *chain) add(from, to int, count float64) {
	i, ok := c.find[[2]int{from, to}]
	if !ok {
		i = len(c.arcs[from])
		c.find[[2]int{from, to}] = i
		c.arcs[from] = append(c.arcs[from], arc{to: to})
	}
	c.arcs[from][i].count += count
	c.left[from] += count
	c.reached[to] += count
	c.total += count
}

// count is how often one frame followed another; either may be −1.
func (c *chain) count(from, to int) float64 {
	if i, ok := c.find[[2]int{from, to}]; ok {
		return c.arcs[from][i].count
	}
	return 0
}

// seen is how often something followed frame i, which may be −1.
func (c *chain) seen(i int) float64 {
	if i < 0 {
		return 0
	}
	return c.left[i]
}

// probabilities are those of a step by the chain and by the frequency of where it goes.
func (c *chain) probabilities(from, to int) (chain, frequency float64) {
	if to < 0 {
		return 0, 0
	}
	return ratio(c.count(from, to), c.seen(from)), ratio(c.reached[to], c.total)
}

func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// NewMarkov counts the transitions of pieces and fits the weights.
func NewMarkov(pieces []*features.Piece, articulated bool) *Markov {
	m := &Markov{articulated: articulated, keys: NewPersistence(pieces, articulated), chain: newChain()}
	walks := make([][]int, len(pieces))
	for i, p := range pieces {
		walks[i] = []int{0}
		for t := range p.Roll {
			frame := m.state(&p.Roll[t])
			walks[i] = append(walks[i], m.chain.number(&frame))
			m.chain.add(walks[i][t], walks[i][t+1], 1)
		}
	}
	m.plays = newPatterns(m.chain)
	m.fit(pieces, walks)
	return m
}

// state is a frame as the model tells frames apart: without articulate there are held keys only.
func (m *Markov) state(f *features.Frame) features.Frame {
	if m.articulated {
		return *f
	}
	return played(f)
}

// played is a frame in which what sounds is held.
func played(f *features.Frame) features.Frame {
	g := *f
	for n, cell := range g {
		if cell.Play() {
			g[n] = features.Held
		}
	}
	return g
}

// patterns tells which frames of a chain play the same keys, whatever is struck of them.
type patterns struct {
	index   map[features.Frame]int // the number of each pattern, a frame of held keys
	of      []int                  // by frame
	reached []float64              // by pattern: how often it followed a frame
}

func newPatterns(c *chain) patterns {
	p := patterns{index: map[features.Frame]int{}}
	for i := range c.frames {
		plays := played(&c.frames[i])
		pattern, ok := p.index[plays]
		if !ok {
			pattern = len(p.reached)
			p.index[plays] = pattern
			p.reached = append(p.reached, 0)
		}
		p.of = append(p.of, pattern)
		p.reached[pattern] += c.reached[i]
	}
	return p
}

// probabilities are those to play the keys of a frame after frame number from, by the chain and by frequency.
func (p *patterns) probabilities(c *chain, from int, frame *features.Frame) (chain, frequency float64) {
	pattern, ok := p.index[played(frame)]
	if !ok {
		return 0, 0
	}
	count := 0.0
	if from >= 0 {
		for _, a := range c.arcs[from] {
			if p.of[a.to] == pattern {
				count += a.count
			}
		}
	}
	return ratio(count, c.seen(from)), ratio(p.reached[pattern], c.total)
}

// Piece returns the negative log-likelihood of every frame of a piece, in nats. The part of play is that of what plays, whatever is struck; the part of
// articulate is the rest.
func (m *Markov) Piece(p *features.Piece) []loss.Nats {
	frames := loss.Zeros(p.Steps(), m.keys.parts())
	from := 0
	for t := range p.Roll {
		keys := make(loss.Nats, m.keys.parts())
		m.keys.frame(keys, before(p, t), &p.Roll[t])
		frame := m.state(&p.Roll[t])
		to := m.chain.lookup(&frame)
		w := m.weights[classOf(m.chain.seen(from))]
		chain, frequency := m.chain.probabilities(from, to)
		total := w.mix(chain, frequency, keys.Total())
		frames[t][loss.Play] = total
		if m.articulated {
			chain, frequency := m.plays.probabilities(m.chain, from, &frame)
			frames[t][loss.Play] = w.mix(chain, frequency, keys[loss.Play])
			frames[t][loss.Articulate] = total - frames[t][loss.Play]
		}
		from = to
	}
	return frames
}

// mix is the negative log-likelihood of what the chain and the frequencies give these probabilities, and persistence so many nats.
func (w weights) mix(chain, frequency, keys float64) float64 {
	whole := math.Log(w.chain*chain + w.frequency*frequency) // −∞ for what never came
	single := math.Log(1-w.chain-w.frequency) - keys
	larger, smaller := max(whole, single), min(whole, single)
	return -larger - math.Log1p(math.Exp(smaller-larger))
}

// Next draws which of the three models speaks, and lets it draw: the temperature is an exponent 1/temperature on the probabilities of the one that
// does, not on the mixture's.
func (m *Markov) Next(now *features.Frame, temperature float64, random *rand.Rand) features.Frame {
	state := m.state(now)
	from := m.chain.lookup(&state)
	seen := m.chain.seen(from)
	w := m.weights[classOf(seen)]
	var next features.Frame
	switch u := random.Float64(); {
	case u < w.chain && seen > 0:
		arcs := m.chain.arcs[from]
		next = m.chain.frames[arcs[draw(len(arcs), func(i int) float64 { return arcs[i].count }, temperature, random)].to]
	case u < w.chain+w.frequency && m.chain.total > 0:
		reached := m.chain.reached
		next = m.chain.frames[draw(len(reached), func(i int) float64 { return reached[i] }, temperature, random)]
	default:
		return m.keys.Next(now, temperature, random)
	}
	for n, cell := range next {
		if m.articulated && cell.Play() && !now[n].Play() {
			next[n] = features.Struck
		}
	}
	return next
}

// draw draws one of n things by their counts.
func draw(n int, count func(i int) float64, temperature float64, random *rand.Rand) int {
	most, sum := 0.0, 0.0
	for i := range n {
		most = max(most, count(i))
	}
	mass := func(i int) float64 { return math.Pow(count(i)/most, 1/temperature) }
	for i := range n {
		sum += mass(i)
	}
	left := random.Float64() * sum
	last := 0
	for i := range n {
		if m := mass(i); m > 0 {
			if last = i; left < m {
				return i
			}
			left -= m
		}
	}
	return last // rounding has left a little over
}
