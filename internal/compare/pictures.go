package compare

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// How many runs a picture shows and stays readable.
const (
	mostCurves       = 20
	mostComparedRuns = 12 // in a stack of rolls
)

// comparePictures are the files that compare -out may write beside the tables.
var pictures = []string{"curves-valid.png", "curves-valid.svg", "curves-train.png", "curves-train.svg",
	"rolls.png", "rolls.svg", "learning.png", "learning.svg"}

// compareArtist draws the runs of a comparison. A run that lacks what a picture needs is left out of it with a warning.
type artist struct {
	runs  []*Summary
	out   *console.Streams
	files map[string][]byte
}

// drawComparison draws the pictures of a comparison, by the names of their files.
func drawComparison(c *Comparison, out *console.Streams) (map[string][]byte, error) {
	a := &artist{c.Runs, out, map[string][]byte{}}
	return a.files, errors.Join(a.curves(), a.rolls())
}

func (a *artist) warn(format string, args ...any) {
	fmt.Fprintf(a.out.Progress, "warning: "+format+"\n", args...)
}

// first are as many runs as the picture shows, in the order of the table.
func (a *artist) first(most int, picture string) []*Summary {
	if len(a.runs) > most {
		fmt.Fprintf(a.out.Progress, "%s: the first %d of %d runs in the order of the table\n", picture, most, len(a.runs))
	}
	return a.runs[:min(most, len(a.runs))]
}

// curves draws the validation and the training of the runs; a run has the same colour in both. Runs that predict different units are all drawn per note.
func (a *artist) curves() error {
	shown := a.first(mostCurves, "curves")
	perNote := slices.ContainsFunc(shown, func(s *Summary) bool { return s.Predicts() != shown[0].Predicts() })
	train, valid := make([]figure.Curve, len(shown)), make([]figure.Curve, len(shown))
	for i, s := range shown {
		unit := s.Unit
		if perNote {
			unit = "note"
		}
		train[i], valid[i] = figure.Curve{Name: s.Name, Unit: unit}, figure.Curve{Name: s.Name, Unit: unit}
		metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(s.Dir))
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			a.warn("%s is not among the curves: %v", s.Name, err)
			continue
		case perNote && s.PerNote == nil:
			a.warn("%s is not among the curves: its run.json does not tell units_per_note, which a validation finds", s.Name)
			continue
		}
		artifacts.AddLosses(&train[i], &valid[i], metrics)
		if perNote {
			artifacts.ScaleLosses(&train[i], *s.PerNote)
			artifacts.ScaleLosses(&valid[i], *s.PerNote)
		}
	}
	baseline, what := sharedBaseline(shown), "of the next "+shown[0].Unit
	if perNote {
		baseline, what = math.NaN(), "per note"
	}
	return errors.Join(
		a.draw("curves-valid", "Validation: negative log-likelihood "+what, valid, false, baseline),
		a.draw("curves-train", "Training: negative log-likelihood "+what+", and its running median", train, true, baseline))
}

// draw draws curves as PNG and as SVG, if there is one.
func (a *artist) draw(name, title string, curves []figure.Curve, noisy bool, baseline float64) error {
	missing := 0
	for _, c := range curves {
		if len(c.X) == 0 {
			a.warn("%s is not in %s: it has no values", c.Name, name)
			missing++
		}
	}
	if missing == len(curves) {
		return nil
	}
	a.files[name+".svg"] = figure.SVGFile(figure.CurvesSVG(curves, noisy, baseline, title))
	return a.png(name, func(w io.Writer) error { return figure.WriteCurves(w, curves, noisy, baseline, title) })
}

// sharedBaseline is the loss of what only counts, NaN where the runs do not agree on it.
func sharedBaseline(all []*Summary) float64 {
	for _, s := range all {
		if s.Baseline == nil || *s.Baseline != *all[0].Baseline {
			return math.NaN()
		}
	}
	return *all[0].Baseline
}

// sampledRun is a run that has samples.
type sampledRun struct {
	*Summary
	config *config.Config
	epochs []int // of the samples, in rising order
}

// rolls draws a sample of each run and, of an only run, how it learned.
func (a *artist) rolls() error {
	var all []*sampledRun
	for _, s := range a.first(mostComparedRuns, "rolls") {
		r, err := readSampledRun(s)
		if err != nil {
			a.warn("%s is not among the rolls: %v", s.Name, err)
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
		a.add(&latest, r, epoch, fmt.Sprintf("%s, epoch %d", r.Name, epoch))
	}
	err := a.stack("rolls", "A sample of each run", latest, figure.Rolls, figure.RollsSVG)
	if len(a.runs) > 1 || len(all) == 0 || err != nil {
		return err
	}
	for _, epoch := range all[0].epochs {
		a.add(&learning, all[0], epoch, fmt.Sprintf("epoch %d", epoch))
	}
	return a.stack("learning", all[0].Name+": samples of its epochs", learning, figure.Learning, figure.LearningSVG)
}

// readSampledRun returns an error if the run has no samples, or a config that does not tell how to read them.
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

// commonEpoch is the latest epoch of which all runs have samples, 0 if there is none after training began.
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

// rollStack is rolls that are drawn below one another.
type rollStack struct {
	rolls    []figure.Roll
	captions []string
}

// add reads the first sample of an epoch.
func (a *artist) add(s *rollStack, r *sampledRun, epoch int, caption string) {
	pieces, err := artifacts.ReadSamples([]string{rundir.SamplePath(r.Dir, epoch, 1, ".mid")}, r.config)
	if err != nil {
		a.warn("a sample is left out of the rolls: %v", err)
		return
	}
	s.rolls, s.captions = append(s.rolls, artifacts.RollOf(pieces[0], r.config.Compose.Tempo, r.config.PrimerSteps())), append(s.captions, caption)
}

// stack draws rolls as PNG and as SVG, if there is one.
func (a *artist) stack(name, description string, s rollStack, asPNG func(io.Writer, []figure.Roll, []string) error,
	asSVG func([]figure.Roll, []string, string) (string, error)) error {
	if len(s.rolls) == 0 {
		return nil
	}
	picture, err := asSVG(s.rolls, s.captions, description)
	if err != nil {
		return fmt.Errorf("%s.svg: %w", name, err)
	}
	a.files[name+".svg"] = figure.SVGFile(picture)
	return a.png(name, func(w io.Writer) error { return asPNG(w, s.rolls, s.captions) })
}

func (a *artist) png(name string, draw func(io.Writer) error) error {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return fmt.Errorf("%s.png: %w", name, err)
	}
	a.files[name+".png"] = b.Bytes()
	return nil
}
