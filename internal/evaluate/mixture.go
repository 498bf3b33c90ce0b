package evaluate

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/trained"
	"workbench/loss"
)

// Member is a model of a mixture.
type Member struct {
	Run   string  `json:"run"`
	Epoch int     `json:"epoch"`
	NLL   float64 `json:"nll"` // of all pieces under this model alone, in nats per frame
}

// member is the model of a checkpoint of a run.
type member struct {
	*trained.Model
	run  string
	best bool // by the run's validation
}

// open opens the checkpoints that are asked for of all runs, or the best of each.
func (r *Request) open(out *console.Streams) (members []member, err error) {
	for _, run := range append([]string{r.Run}, r.Mixture...) {
		info, err := rundir.ReadInfo(run)
		if err != nil {
			return nil, err
		}
		which := strings.Split(r.Checkpoint, ",")
		if r.Checkpoint == "" && info.Best != nil {
			which[0] = "best"
		} else if r.Checkpoint == "" {
			which[0] = "last"
			fmt.Fprintf(out.Progress, "note: %s has no best checkpoint, because nothing was validated; this is its last\n", run)
		}
		for _, checkpoint := range which {
			m, err := trained.Open(run, checkpoint)
			if err != nil {
				return nil, err
			}
			members = append(members, member{m, run, info.Best != nil && info.Best.Epoch == m.Epoch})
		}
	}
	for _, m := range members[1:] {
		if err := members[0].mixes(m); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// mixes returns an error unless two models predict the same units of the same music.
func (m member) mixes(other member) error {
	if m.run == other.run && m.Epoch == other.Epoch {
		return exit.Usagef("evaluate: the mixture has epoch %d of %s twice; name different runs, or several checkpoints: -checkpoint 20,30", m.Epoch, m.run)
	}
	if m.Unit() != other.Unit() || !slices.Equal(m.Parts(), other.Parts()) || m.Config.Model.Kind != other.Config.Model.Kind && m.Unit() != "step" {
		return exit.Usagef("evaluate: %s and %s cannot be mixed: one predicts %ss (%s), the other %ss (%s)", m.run, other.run,
			m.Unit(), strings.Join(m.Parts(), ", "), other.Unit(), strings.Join(other.Parts(), ", "))
	}
	if !m.Sampling.SameSteps(other.Sampling) || m.Config.Data.StepsPerQuarter != other.Config.Data.StepsPerQuarter {
		return exit.Usagef("evaluate: %s and %s cannot be mixed: they read music in different steps (data.steps_per_quarter %d and %d, sampling %v and %v)",
			m.run, other.run, m.Config.Data.StepsPerQuarter, other.Config.Data.StepsPerQuarter, m.Sampling, other.Sampling)
	}
	return nil
}

// scoreMixture scores the pieces under each member and under their mixture.
func (r *Request) scoreMixture(report *Report, members []member, pieces []*features.Piece, out *console.Streams) error {
	scores := make([][][]loss.Nats, len(members)) // by member, piece and unit
	for i, m := range members {
		fmt.Fprintf(out.Progress, "model %d of %d: %s, epoch %d\n", i+1, len(members), console.Printable(m.run), m.Epoch)
		scores[i] = make([][]loss.Nats, len(pieces))
		likelihood, failed := r.likelihood(m, pieces)
		keep := func(yield func(int, []loss.Nats) bool) {
			for piece, nats := range likelihood {
				if scores[i][piece] = nats; !yield(piece, nats) {
					return
				}
			}
		}
		scored, err := r.scoreMember(m, keep, failed, pieces, out)
		if err != nil {
			return err
		}
		alone := Report{Pieces: scored, parts: report.parts}
		alone.sumUp()
		report.Mixture = append(report.Mixture, Member{m.run, m.Epoch, float64(alone.PerFrame.NLL.Value)})
	}
	var err error
	report.Pieces, err = r.score(mixed(scores, len(report.parts)), pieces, console.Discard())
	return err
}

// scoreMember scores the pieces by the likelihoods of a member, which end early where failed returns an error. An
// error names its checkpoint.
func (r *Request) scoreMember(m member, likelihood iter.Seq2[int, []loss.Nats], failed func() error, pieces []*features.Piece, out *console.Streams) ([]PieceScore, error) {
	scored, err := r.score(likelihood, pieces, out)
	if failed() != nil {
		err = fmt.Errorf("-adapt %v: %w; take a lower rate", r.Adapt, failed())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rundir.CheckpointPath(m.run, m.Epoch), err)
	}
	return scored, nil
}

// mixed yields the negative log-likelihoods of the pieces under a mixture: the probability of a unit is the mean of
// the members' probabilities, so the sum over a piece is exact. A part is what the mixture loses on this part given
// the parts before it. scores are by member, piece and unit.
func mixed(scores [][][]loss.Nats, parts int) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		for piece, first := range scores[0] {
			units := loss.Zeros(len(first), parts)
			joint := make([]float64, len(scores)) // of a unit's parts so far, by member
			for t := range units {
				clear(joint)
				before := 0.0
				for part := range parts {
					for i := range joint {
						joint[i] += scores[i][piece][t][part]
					}
					sum := meanOfProbabilities(joint)
					units[t][part], before = sum-before, sum
				}
			}
			if !yield(piece, units) {
				return
			}
		}
	}
}

// meanOfProbabilities returns −log of the mean of the probabilities whose negative logarithms are given.
func meanOfProbabilities(nats []float64) float64 {
	least, sum := slices.Min(nats), 0.0
	for _, n := range nats {
		sum += math.Exp(least - n)
	}
	return least - math.Log(sum/float64(len(nats)))
}
