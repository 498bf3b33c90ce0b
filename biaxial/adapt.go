package biaxial

import (
	"fmt"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/internal/solver"
	"workbench/loss"
)

// Dynamic evaluation (Mikolov et al., "Recurrent neural network based language model", 2010; Krause et al., "Dynamic
// evaluation of neural sequence models", 2018): while the network goes through a piece, it also trains on what it has
// already passed, so it learns the themes and the harmony of that piece. Each step is still predicted from earlier
// ones alone, so the likelihood is exact. Each piece starts from the trained weights.
const (
	AdaptEvery = 16 // steps between two updates
	AdaptOver  = 64 // the last steps, from which an update learns
)

// Adaptive is a network whose weights adapt to the piece that it goes through. It reuses its buffers and must not be
// used by several goroutines at once.
type Adaptive struct {
	trained    *Model // where each piece starts; not changed
	live       *Model
	encoding   Encoding
	rate       float64
	graph      *Graph      // of live
	likelihood *Likelihood // of live; nil until it is needed
}

// Adaptive returns a copy of the network that adapts with the given learning rate of RMSprop. It does not use
// dropout.
func (m *Model) Adaptive(encoding Encoding, rate float64) (*Adaptive, error) {
	live := m.Clone()
	live.Dropout = 0
	graph, err := live.NewGraph(1, AdaptOver, loss.MeanPerStep)
	return &Adaptive{trained: m, live: live, encoding: encoding, rate: rate, graph: graph}, err
}

// Piece returns the negative log-likelihood of every frame of a piece, as [Likelihood.Piece] does, with weights that
// have adapted to the frames before it. The error says at which step the weights have diverged.
func (a *Adaptive) Piece(p *features.Piece) ([]loss.Nats, error) {
	if a.likelihood == nil {
		a.likelihood = a.live.Likelihood(a.encoding)
	}
	frames := loss.Zeros(p.Steps(), a.live.Parts())
	a.likelihood.time.Reset()
	s, err := a.start()
	for from := 0; from < p.Steps() && err == nil; from += AdaptEvery {
		if from > 0 {
			err = a.update(s, p, from)
		}
		a.likelihood.net.repack()
		a.likelihood.run(features.Segment{Piece: p, Start: from - 1, Steps: min(AdaptEvery, p.Steps()-from)},
			func(t, _ int, part int, nats float64) { frames[from+t][part] += nats })
	}
	return frames, err
}

// AdaptedTo returns the network with the weights that have adapted to a whole piece, its last steps included. It is valid
// until the next piece.
func (a *Adaptive) AdaptedTo(p *features.Piece) (*Model, error) {
	s, err := a.start()
	for from := 0; from < p.Steps() && err == nil; from += AdaptEvery {
		err = a.update(s, p, min(from+AdaptEvery, p.Steps()))
	}
	return a.live, err
}

// start goes back to the trained weights, and returns the solver of a piece: RMSprop without momentum. Its mean square
// gradient starts at zero, so the first updates are large.
func (a *Adaptive) start() (solver.Solver, error) {
	nn.Copy(a.live.Parameters, a.trained.Parameters)
	return solver.New(solver.Config{Name: "rmsprop", LearningRate: a.rate, Rho: 0.9, Epsilon: 1e-8}, solver.ParametersOf(a.live.Parameters))
}

// update trains on the last steps of a piece before the step to.
func (a *Adaptive) update(s solver.Solver, p *features.Piece, to int) error {
	from := max(0, to-AdaptOver)
	a.graph.Load(a.encoding, []features.Segment{{Piece: p, Start: from - 1, Steps: to - from}}, nil)
	if _, err := a.graph.Run(); err != nil {
		return err
	}
	if err := s.Step(a.graph.Weights()); err != nil {
		return fmt.Errorf("adapting to %s, at step %d: %w", p.Name, to, err)
	}
	return nil
}

// Close frees the graph.
func (a *Adaptive) Close() error { return a.graph.Close() }
