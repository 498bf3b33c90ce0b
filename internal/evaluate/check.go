package evaluate

import (
	"os"
	"strings"

	"workbench/internal/exit"
	"workbench/internal/figure"
)

// fewestResamples is the smallest number for which the 2.5 % at each end are more than the lowest and the highest
// resample.
const fewestResamples = 100

// Check returns a usage error for flags that do not go together, or have impossible values; checkAdapt follows it, once
// the models are open. mixture is set where
// models are to be mixed.
func (r *Request) Check(mixture bool) error {
	switch {
	case !mixture && strings.Contains(r.Checkpoint, ","):
		return exit.Usagef("evaluate: -checkpoint %s: several checkpoints are for -mixture", r.Checkpoint)
	case mixture && len(r.Mixture) == 0 && !strings.Contains(r.Checkpoint, ","):
		return exit.Usagef("evaluate: -mixture needs several models: name the runs, -mixture DIR DIR, or checkpoints, -mixture -checkpoint 20,30 DIR")
	case mixture && (r.Styles || r.Picture != ""):
		return exit.Usagef("evaluate: -styles and -picture are for one model; leave -mixture out")
	case r.Adapt != 0 && (r.Styles || r.Picture != ""):
		return exit.Usagef("evaluate: -styles and -picture show the trained weights; leave -adapt out")
	case r.Styles && r.AsStyle != "":
		return exit.Usagef("evaluate: -styles scores in every style; leave -style out")
	case r.Benchmark && r.SkipFirst:
		return exit.Usagef("evaluate: -benchmark has the figures with and without first frames; leave -skip-first out")
	case r.MIDI != "" && r.Frames != "":
		return exit.Usagef("evaluate: -midi and -frames exclude each other")
	case r.Resamples > 0 && r.Resamples < fewestResamples:
		return exit.Usagef("evaluate: -bootstrap %d: must be 0, for no intervals, or at least %d", r.Resamples, fewestResamples)
	}
	return r.checkPictureFile()
}

func (r *Request) checkPictureFile() error {
	if r.Picture == "" {
		return nil
	}
	if _, err := figure.FormatOf(r.Picture); err != nil {
		return exit.Usagef("evaluate: -picture %v", err)
	}
	if _, err := os.Lstat(r.Picture); err == nil {
		return exit.Usagef("evaluate: -picture %s exists; name a new file", r.Picture)
	}
	return nil
}
