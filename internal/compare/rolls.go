package compare

import (
	"cmp"
	"errors"
	"fmt"
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
func (d *renderer) rolls() error {
	var all []*sampledRun
	shown := d.runs[:min(len(d.runs), mostRolls)]
	if len(shown) < len(d.runs) {
		fmt.Fprintf(d.out.Progress, "rolls: the first %d of %d runs in the order of the table\n", len(shown), len(d.runs))
	}
	for _, s := range shown {
		r, err := readSampledRun(s)
		if err != nil {
			d.warn("%s has no roll: %v", s.Name, err)
			continue
		}
		all = append(all, r)
	}
	latest := figure.Stack{Title: cmp.Or(d.Title, "A sample of each run")}
	common := commonEpoch(all)
	for _, r := range all {
		epoch := common
		if common == 0 {
			epoch = r.epochs[len(r.epochs)-1]
		}
		d.addSample(&latest, r, epoch, fmt.Sprintf("%s, epoch %d", r.Name, epoch))
	}
	if len(latest.Rolls) > 0 {
		if err := d.add("rolls", latest); err != nil {
			return err
		}
	}
	if len(d.runs) > 1 || len(all) == 0 {
		return nil
	}
	learning := figure.Stack{Title: cmp.Or(d.Title, all[0].Name+": samples of its epochs"), Learning: true}
	for _, epoch := range all[0].epochs {
		d.addSample(&learning, all[0], epoch, fmt.Sprintf("epoch %d", epoch))
	}
	if len(learning.Rolls) == 0 {
		return nil
	}
	return d.add("learning", learning)
}

// readSampledRun returns an error if the run has no samples, or if its config, which says how to read them,
// is damaged.
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

// addSample appends the first sample of an epoch.
func (d *renderer) addSample(s *figure.Stack, r *sampledRun, epoch int, caption string) {
	pieces, err := artifacts.ReadSamples([]string{rundir.SamplePath(r.Dir, epoch, 1, ".mid")}, r.config)
	if err != nil {
		d.warn("a sample has no roll: %v", err)
		return
	}
	s.Rolls = append(s.Rolls, artifacts.RollOf(pieces[0], r.config.Compose.Tempo, r.config.PrimerSteps()))
	s.Captions = append(s.Captions, caption)
}
