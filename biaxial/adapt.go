package biaxial

import (
	"fmt"

	"gorgonia.org/tensor"

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
	likelihood *Likelihood // of live
}

// Adaptive returns a copy of the network that adapts with the given learning rate of RMSprop. It does not use
// dropout.
func (m *Model) Adaptive(encoding Encoding, rate float64) (*Adaptive, error) {
	live := m.Clone()
	live.Dropout = 0
	graph, err := live.NewGraph(1, AdaptOver, loss.MeanPerStep)
	return &Adaptive{trained: m, live: live, encoding: encoding, rate: rate, graph: graph, likelihood: live.Likelihood(encoding)}, err
}

// Piece returns the negative log-likelihood of every frame of a piece, as [Likelihood.Piece] does, with weights that
// have adapted to the frames before it. The error says at which step the weights have diverged.
func (a *Adaptive) Piece(p *features.Piece) ([]loss.Nats, error) {
	frames := loss.Zeros(p.Steps(), a.live.Parts())
	a.likelihood.time.Reset()
	err := a.pass(p, func(from, to int) {
		a.likelihood.net.repack()
		a.likelihood.run(features.Segment{Piece: p, Start: from - 1, Steps: to - from},
			func(t, _ int, part int, nats float64) { frames[from+t][part] += nats })
	})
	return frames, err
}

// To returns the network with the weights that have adapted to a whole piece, its last steps included. It is valid
// until the next piece.
func (a *Adaptive) To(p *features.Piece) (*Model, error) {
	return a.live, a.pass(p, func(from, to int) {})
}

// pass goes through a piece from the trained weights. It calls score for the steps between two updates, before the
// update that learns from them.
func (a *Adaptive) pass(p *features.Piece, score func(from, to int)) error {
	nn.Copy(a.live.Parameters, a.trained.Parameters)
	s, err := a.solver()
	for from := 0; from < p.Steps() && err == nil; from += AdaptEvery {
		to := min(from+AdaptEvery, p.Steps())
		score(from, to)
		err = a.update(s, p, to)
	}
	return err
}

// solver is RMSprop without momentum. Its mean square gradient starts at zero, so the first updates are large.
func (a *Adaptive) solver() (solver.Solver, error) {
	var parameters []solver.Parameter
	for _, p := range a.live.Parameters {
		parameters = append(parameters, solver.Parameter{Name: p.Name, Shape: tensor.Shape(p.Shape)})
	}
	return solver.New(solver.Config{Name: "rmsprop", LearningRate: a.rate, Rho: 0.9, Epsilon: 1e-8}, parameters)
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
