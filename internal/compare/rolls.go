package compare

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// sampledRun is a run with samples.
type sampledRun struct {
	*Summary
	config *config.Config
	epochs []int // with samples, rising
}

// rolls draws a sample of each run. If there is only one run, it draws a sample of each of its epochs too.
func (p *renderer) rolls() error {
	var all []*sampledRun
	for _, s := range p.first(mostComparedRuns, "rolls") {
		r, err := readSampledRun(s)
		if err != nil {
			p.warn("%s has no roll: %v", s.Name, err)
			continue
		}
		all = append(all, r)
	}
	var latest, learning rollStack
	common := commonEpoch(all)
	for _, r := range all {
		epoch := common
		if common == 0 {
			epoch = r.epochs[len(r.epochs)-1]
		}
		p.add(&latest, r, epoch, fmt.Sprintf("%s, epoch %d", r.Name, epoch))
	}
	err := p.stack("rolls", "A sample of each run", latest, figure.Rolls, figure.RollsSVG)
	if len(p.runs) > 1 || len(all) == 0 || err != nil {
		return err
	}
	for _, epoch := range all[0].epochs {
		p.add(&learning, all[0], epoch, fmt.Sprintf("epoch %d", epoch))
	}
	return p.stack("learning", all[0].Name+": samples of its epochs", learning, figure.Learning, figure.LearningSVG)
}

// readSampledRun returns an error if the run has no samples, or if its config, which says how to read them, is damaged.
func readSampledRun(s *Summary) (*sampledRun, error) {
	epochs, err := artifacts.SampleEpochs(s.Dir)
	if err != nil {
		return nil, err
	}
	if len(epochs) == 0 {
		return nil, errors.New("it has no samples")
	}
	config, err := config.Load(rundir.ConfigPath(s.Dir), nil)
	return &sampledRun{s, config, epochs}, err
}

// commonEpoch is the latest epoch with samples of all runs, 0 if there is none from epoch 1 on.
func commonEpoch(all []*sampledRun) int {
	common := 0
	for _, r := range all {
		for _, epoch := range r.epochs {
			if !slices.ContainsFunc(all, func(other *sampledRun) bool { return !slices.Contains(other.epochs, epoch) }) {
				common = max(common, epoch)
			}
		}
	}
	return common
}

// rollStack is a picture of rolls, one below the other.
type rollStack struct {
	rolls    []figure.Roll
	captions []string
}

// add appends the first sample of an epoch.
func (p *renderer) add(s *rollStack, r *sampledRun, epoch int, caption string) {
	pieces, err := artifacts.ReadSamples([]string{rundir.SamplePath(r.Dir, epoch, 1, ".mid")}, r.config)
	if err != nil {
		p.warn("a sample has no roll: %v", err)
		return
	}
	s.rolls = append(s.rolls, artifacts.RollOf(pieces[0], r.config.Compose.Tempo, r.config.PrimerSteps()))
	s.captions = append(s.captions, caption)
}

// stack draws rolls as PNG and SVG, if there are any.
func (p *renderer) stack(name, description string, s rollStack, asPNG func(io.Writer, []figure.Roll, []string) error,
	asSVG func([]figure.Roll, []string, string) (string, error)) error {
	if len(s.rolls) == 0 {
		return nil
	}
	picture, err := asSVG(s.rolls, s.captions, description)
	if err != nil {
		return fmt.Errorf("%s.svg: %w", name, err)
	}
	p.files[name+".svg"] = figure.SVGFile(picture)
	return p.png(name, func(w io.Writer) error { return asPNG(w, s.rolls, s.captions) })
}
