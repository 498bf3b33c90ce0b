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
	"workbench/internal/console"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// Limits on the runs in a picture, so that it stays readable.
const (
	mostCurves       = 20
	mostComparedRuns = 12 // in a stack of rolls
)

// pictures are the names of all picture files that [Table.Write] may write.
var pictures = []string{"curves-valid.png", "curves-valid.svg", "curves-train.png", "curves-train.svg",
	"rolls.png", "rolls.svg", "learning.png", "learning.svg"}

// renderer draws the pictures of a comparison. A run that lacks what a picture needs is left out with a warning.
type renderer struct {
	runs  []*Summary
	out   *console.Streams
	files map[string][]byte
}

// draw returns the pictures of a comparison by file name.
func draw(c *Comparison, out *console.Streams) (map[string][]byte, error) {
	r := &renderer{c.Runs, out, map[string][]byte{}}
	return r.files, errors.Join(r.curves(), r.rolls())
}

func (r *renderer) warn(format string, args ...any) {
	fmt.Fprintf(r.out.Progress, "warning: "+format+"\n", args...)
}

// first returns the runs that a picture shows, in the order of the table.
func (r *renderer) first(most int, picture string) []*Summary {
	if len(r.runs) > most {
		fmt.Fprintf(r.out.Progress, "%s: the first %d of %d runs in the order of the table\n", picture, most, len(r.runs))
	}
	return r.runs[:min(most, len(r.runs))]
}

// curves draws the validation and training losses of the runs, each run in one colour. Runs that predict different units are all
// drawn in nats per note.
func (r *renderer) curves() error {
	shown := r.first(mostCurves, "curves")
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
			r.warn("%s has no curve: %v", s.Name, err)
			continue
		case perNote && s.PerNote == nil:
			r.warn("%s has no curve: its run.json lacks units_per_note, which the first validation writes", s.Name)
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
		r.draw("curves-valid", "Validation: negative log-likelihood "+what, valid, false, baseline),
		r.draw("curves-train", "Training: negative log-likelihood "+what+", and its running median", train, true, baseline))
}

// draw draws curves as PNG and SVG, if any of them has values.
func (r *renderer) draw(name, title string, curves []figure.Curve, noisy bool, baseline float64) error {
	missing := 0
	for _, c := range curves {
		if len(c.X) == 0 {
			r.warn("%s is not in %s: it has no values", c.Name, name)
			missing++
		}
	}
	if missing == len(curves) {
		return nil
	}
	r.files[name+".svg"] = figure.SVGFile(figure.CurvesSVG(curves, noisy, baseline, title))
	return r.png(name, func(w io.Writer) error { return figure.WriteCurves(w, curves, noisy, baseline, title) })
}

// sharedBaseline is the loss of the counting baseline, NaN if it is not the same for all runs.
func sharedBaseline(all []*Summary) float64 {
	for _, s := range all {
		if s.Baseline == nil || *s.Baseline != *all[0].Baseline {
			return math.NaN()
		}
	}
	return *all[0].Baseline
}

func (r *renderer) png(name string, draw func(io.Writer) error) error {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return fmt.Errorf("%s.png: %w", name, err)
	}
	r.files[name+".png"] = b.Bytes()
	return nil
}
