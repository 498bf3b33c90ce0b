package biaxial

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/control"
)

// lookahead is the number of steps that are read after the last cell that was composed, to weigh how well the
// rest of a kept piece follows from it.
const lookahead = 64

// particles composes one piece under constraints by sequential Monte Carlo (Doucet and Johansen, 2009). Each
// particle is a piece. Its next step is drawn with the model's probabilities among the allowed states; what
// the model gives to these states in all becomes the particle's weight. Of each particle several candidates
// are drawn, one is chosen in proportion to its weight, and the mean weight is the particle's (nested
// sequential Monte Carlo; Naesseth, Lindsten and Schön, 2015). Where the weights have become uneven,
// particles are drawn anew in proportion to them.
type particles struct {
	c        *Composer
	o        control.Controls
	drafts   []*draft  // one that stands for all as long as nothing is left open
	logs     []float64 // the logarithms of the normalized weights
	random   *rand.Rand
	evidence float64
	sizes    []float64 // the effective number of particles after each composed step
}

// Constrain composes a piece as long as the constraints after the primer. Constraints.Steps[i] binds the i-th
// step after the given ones. An error says that no particle could meet the constraints.
func (m *Model) Constrain(encoding Encoding, start features.Primer, o control.Controls, random *rand.Rand) (control.Composed, error) {
	p := m.newParticles(encoding, start, o, random)
	if err := p.run(); err != nil {
		return control.Composed{}, err
	}
	return p.result(), nil
}

func (m *Model) newParticles(encoding Encoding, start features.Primer, o control.Controls, random *rand.Rand) *particles {
	return &particles{c: m.composer(encoding, o.Particles, Candidates), o: o, random: random, logs: []float64{0},
		drafts: []*draft{newDraft(start, fork(random))}}
}

// run composes all particles, and reads a little on after the last composed step.
func (p *particles) run() error {
	given, steps := p.drafts[0].given, p.o.Constraints.Steps
	open := 0 // the steps up to the last one that is composed
	for i := range steps {
		if !steps[i].Decided() {
			open = i + 1
		}
	}
	for next := p.drafts[0].from + 1; next < given+min(open+lookahead, len(steps)); next++ {
		if p.o.Stop != nil && p.o.Stop() {
			return errStopped
		}
		if err := p.advance(next, given); err != nil {
			return err
		}
	}
	return nil
}

// errStopped means that the caller has given up.
var errStopped = errors.New("stopped")

// fork returns a stream of its own.
func fork(random *rand.Rand) *rand.Rand {
	return rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
}

// advance reads the step before the next one, and composes that where it is not given.
func (p *particles) advance(next, given int) error {
	var step *control.Step
	if next >= given {
		step = &p.o.Constraints.Steps[next-given]
		if len(p.drafts) < p.o.Particles && !step.Decided() {
			p.spawnParticles()
		}
	}
	pasts, places := make([]features.Past, len(p.drafts)), make([]features.Place, len(p.drafts))
	for i, d := range p.drafts {
		pasts[i], places[i] = d.next()
		p.c.setStyle(i, d.Piece.Style)
		d.read++
	}
	p.c.use(len(p.drafts))
	p.c.ReadStep(pasts, places)
	if step == nil {
		return nil
	}
	p.c.candidates = Candidates
	if step.Decided() {
		p.c.candidates = 1
	}
	p.c.drawConstrained(step, p.o.Keys, p.drafts)
	for i, d := range p.drafts {
		frame, mass := p.c.chooseConstrained(i, p.o, d.random)
		d.Piece.Roll = append(d.Piece.Roll, frame)
		p.logs[i] += mass
	}
	return p.weigh(next)
}

// spawnParticles makes all particles of the only one.
func (p *particles) spawnParticles() {
	first := p.drafts[0]
	for i := 1; i < p.o.Particles; i++ {
		p.c.copyPiece(i, 0)
		p.drafts = append(p.drafts, first.clone(fork(p.random)))
	}
	p.logs = make([]float64, p.o.Particles)
	for i := range p.logs {
		p.logs[i] = -math.Log(float64(p.o.Particles))
	}
}

// clone is a draft of its own that goes on with another stream of random numbers.
func (d *draft) clone(random *rand.Rand) *draft {
	clone, composed, piece := *d, *d.Composed, *d.Piece
	piece.Roll = slices.Clone(piece.Roll)
	composed.Piece = &piece
	clone.Composed, clone.random = &composed, random
	return &clone
}

// weigh normalizes the weights, and resamples if the effective number of particles has fallen below half.
func (p *particles) weigh(step int) error {
	sum := logSum(p.logs)
	if math.IsInf(sum, -1) {
		return fmt.Errorf("step %d: none of %d particles can meet the constraints; weaken them, or use more particles", step, len(p.logs))
	}
	p.evidence += sum
	squares := 0.0
	for i := range p.logs {
		p.logs[i] -= sum
		squares += math.Exp(2 * p.logs[i])
	}
	if len(p.drafts) < p.o.Particles {
		return nil
	}
	p.sizes = append(p.sizes, 1/squares)
	if 2/squares < float64(len(p.drafts)) {
		p.resample()
	}
	return nil
}

// resample draws as many particles in proportion to their weights, evenly spaced (systematic resampling). One
// that is drawn stays where it is, and its copies take the places of those that are not.
func (p *particles) resample() {
	n := len(p.drafts)
	copies := make([]int, n)
	at, sum := p.random.Float64(), 0.0
	for i, drawn := 0, 0; i < n; i++ {
		sum += math.Exp(p.logs[i]) * float64(n)
		for drawn < n && (at+float64(drawn) < sum || i == n-1) {
			copies[i]++
			drawn++
		}
	}
	free := 0
	for i := range copies {
		for ; copies[i] > 1; copies[i]-- {
			for copies[free] > 0 {
				free++
			}
			p.c.copyPiece(free, i)
			p.drafts[free] = p.drafts[i].clone(p.drafts[free].random)
			copies[free]++
		}
	}
	for i := range p.logs {
		p.logs[i] = -math.Log(float64(n))
	}
}

// result draws one of the particles, and completes it with the kept steps that were not read.
func (p *particles) result() control.Composed {
	steps := p.o.Constraints.Steps
	d := p.drafts[choose(p.logs, p.random)]
	for i := d.Piece.Steps() - d.given; i < len(steps); i++ {
		d.Piece.Roll = append(d.Piece.Roll, decided(&steps[i], p.c.net.Outputs))
	}
	d.Piece.ExtendMeasures()
	d.LogEvidence = p.evidence
	if len(p.sizes) > 0 {
		d.LowestEffective = slices.Min(p.sizes)
		for _, size := range p.sizes {
			d.MeanEffective += size / float64(len(p.sizes))
		}
	}
	return *d.Composed
}
