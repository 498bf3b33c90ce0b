// Package toy holds the smallest examples of what can be added to the program: a kind of model and a feature
// group. Tests take them through every command, and docs/extending.md explains them.
package toy

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/setting"
	"workbench/loss"
)

// Kind predicts three things of each step, without reading the music before it: whether some key is
// articulated ("onset"), whether the step has the same sounding keys as the one before ("repeat"), and the
// octave of its highest key ("register").
var Kind = model.Kind{
	Kind: config.Kind{
		Name:    "toy",
		Summary: "three frequencies, learned by gradient descent",
		Sections: func() []setting.Section {
			return []setting.Section{{Name: "toy", Values: &options{Rate: 0.1}, Rules: map[string]setting.Rule{"rate": setting.Positive(10)}}}
		},
	},
	New: func(c *config.Config) (model.Model, error) { return newToy(c), nil },
	NewTrainable: func(c *config.Config, _ *rand.Rand, pieces []*features.Piece, steps int) (model.Trainable, error) {
		t := newToy(c)
		t.sampler = features.NewSampler(pieces, steps, c.Data.Transpose)
		return t, nil
	},
}

// options are the keys of the section [toy].
type options struct {
	Rate float64 `toml:"rate"` // learning rate
}

// heads are the parts of the likelihood, each a choice among classes.
var heads = []struct {
	name    string
	classes int
	class   func(p *features.Piece, t int) int
}{
	{"onset", 2, func(p *features.Piece, t int) int {
		return indicator(slices.ContainsFunc(p.Roll[t][:], features.Cell.Articulate))
	}},
	{"repeat", 2, func(p *features.Piece, t int) int { return indicator(t > 0 && sounding(p, t) == sounding(p, t-1)) }},
	{"register", 9, func(p *features.Piece, t int) int {
		for n := features.Keys - 1; n >= 0; n-- {
			if p.Roll[t][n].Play() {
				return 1 + n/12
			}
		}
		return 0
	}},
}

func indicator(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sounding(p *features.Piece, t int) (keys [features.Keys]bool) {
	for n, cell := range p.Roll[t] {
		keys[n] = cell.Play()
	}
	return keys
}

// toy is a model of this kind: a vector of logits for each head.
type toy struct {
	config  *config.Config
	logits  []nn.Parameter
	sampler *features.Sampler // nil unless in training
}

func newToy(c *config.Config) *toy {
	t := &toy{config: c}
	for _, h := range heads {
		t.logits = append(t.logits, nn.Zeros(h.name, h.classes))
	}
	return t
}

func (*toy) Describe() string { return "three vectors of logits" }
func (*toy) Unit() string     { return "step" }

func (*toy) Parts() (names []string) {
	for _, h := range heads {
		names = append(names, h.name)
	}
	return names
}

func (t *toy) Parameters() []nn.Parameter                    { return t.logits }
func (t *toy) Restore(weights map[string]nn.Parameter) error { return nn.Restore(t.logits, weights) }
func (*toy) Metrics([]*features.Piece) []loss.Metric         { return nil }
func (*toy) State() map[string][]float32                     { return nil }
func (*toy) RestoreState(map[string][]float32) error         { return nil }
func (*toy) Close() error                                    { return nil }
func (t *toy) probability(head, class int) (p float64)       { return softmax(t.logits[head].Data)[class] }
func (t *toy) References(train []*features.Piece) []model.Reference {
	uniform := newToy(t.config)
	return []model.Reference{{Name: "uniform", Piece: uniform.piece}}
}

func softmax(logits []float32) []float64 {
	p, sum := make([]float64, len(logits)), 0.0
	for i, z := range logits {
		p[i] = math.Exp(float64(z))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// piece returns the negative log-likelihood of each step.
func (t *toy) piece(p *features.Piece) []loss.Nats {
	all := loss.Zeros(p.Steps(), len(heads))
	for step := range all {
		for i, h := range heads {
			all[step][i] = -math.Log(t.probability(i, h.class(p, step)))
		}
	}
	return all
}

func (t *toy) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return model.EachPiece(pieces, t.piece)
}

// batch is the segments of one update.
type batch []features.Segment

func (b batch) Units() (steps int) {
	for _, s := range b {
		steps += s.Steps
	}
	return steps
}

func (t *toy) Draw(random *rand.Rand) (batches []model.Batch) {
	for range max(t.config.Train.UpdatesPerEpoch, 1) {
		batches = append(batches, batch(t.sampler.Draw(t.config.Train.Batch, random)))
	}
	return batches
}

// Update takes a step of gradient descent: the gradient of a softmax cross-entropy is p − y.
func (t *toy) Update(b model.Batch, rate float64, _ *rand.Rand) (nats loss.Nats, norm float64, err error) {
	units := float64(b.Units())
	nats = make(loss.Nats, len(heads))
	for i, h := range heads {
		p := softmax(t.logits[i].Data)
		gradient := make([]float64, h.classes)
		for _, s := range b.(batch) {
			for step := s.Start + 1; step <= s.Start+s.Steps; step++ {
				class := h.class(s.Piece, step)
				nats[i] -= math.Log(p[class])
				gradient[class]--
				for j := range gradient {
					gradient[j] += p[j]
				}
			}
		}
		for j, g := range gradient {
			g /= units
			norm += g * g
			t.logits[i].Data[j] -= float32(rate * config.Section[options](t.config, "toy").Rate * g)
		}
	}
	return nats.Scale(1 / units), math.Sqrt(norm), nil
}

// Compose plays a key in the register that it draws, or holds the step before.
func (t *toy) Compose(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	pieces := make([]*features.Piece, len(primers))
	for i, primer := range primers {
		p := *primer.Piece
		p.Roll, p.Measures, p.Played = slices.Clone(p.Roll), slices.Clone(p.Measures), nil
		for range steps {
			var frame features.Frame
			if random[i].Float64() < math.Pow(t.probability(1, 1), temperature) && p.Steps() > 0 {
				frame = p.Roll[p.Steps()-1]
			} else if n := 12 * random[i].IntN(7); n < features.Keys {
				frame[n] = features.Onset
			}
			p.Roll = append(p.Roll, frame)
		}
		p.ExtendMeasures()
		pieces[i] = &p
	}
	return pieces
}
