package sweep

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/search"
	"workbench/internal/searchfigure"
	"workbench/internal/texttable"
)

// report is what a search has found so far.
type report struct {
	settings
	trials  []record
	results searchfigure.Results
}

// Report writes tables of the search in parent, and draws its figures into parent/figures.
func Report(parent string, w io.Writer) error {
	if _, err := os.Stat(parent); errors.Is(err, fs.ErrNotExist) {
		return exit.Usagef("sweep: -report %s: there is no such directory; name the one of a search", parent)
	}
	if !isSearch(parent) {
		return exit.Usagef("sweep: -report %s: no search, which has a %s; for the runs of a grid: %s", parent, filepath.Base(JournalPath(parent)), console.Command("compare", parent))
	}
	j, err := readJournal(parent)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	r := newReport(j)
	if len(r.trials) == 0 {
		fmt.Fprintf(w, "no trial of %s has begun\n", parent)
		return nil
	}
	if err := r.writeText(w); err != nil {
		return err
	}
	files, err := r.draw(parent)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	_, err = fmt.Fprintf(w, "\nfigures: %s\n", strings.Join(files, " "))
	return err
}

func newReport(j *journal) *report {
	trials := j.trials
	r := &report{settings: j.settings, trials: trials}
	r.results = searchfigure.Results{Metric: r.Metric, Space: r.Space, Title: fmt.Sprintf("%s: %s of %s", r.Name, r.Method, console.Count(len(trials), "trial"))}
	for i := range trials {
		t := &trials[i]
		r.results.Trials = append(r.results.Trials, searchfigure.Trial{Point: t.Point, Loss: t.value(), Failed: t.Failed, Complete: r.complete(t)})
	}
	epochs, total := make([]int, len(trials)), 0
	for _, e := range j.entries {
		if e.Train > 0 {
			continue
		}
		total += e.Epoch - epochs[e.Trial-1]
		epochs[e.Trial-1] = e.Epoch
		step := searchfigure.Step{Trial: e.Trial - 1, Loss: math.Inf(1), Epochs: total, At: e.Time.Sub(j.entries[0].Time)}
		if e.Value != nil {
			step.Loss = *e.Value
		}
		r.results.Steps = append(r.results.Steps, step)
	}
	return r
}

// complete reports whether a trial was trained to its end.
func (r *report) complete(t *record) bool { return !t.Failed && len(t.Values) == len(r.Rungs) }

// status is how far a trial came.
func (r *report) status(t *record) string {
	switch {
	case t.Failed:
		return "failed: " + t.reason
	case t.running():
		return "in training"
	case r.complete(t):
		return "complete"
	}
	return "stopped"
}

func (r *report) writeText(w io.Writer) error {
	counts := map[string]int{}
	for i := range r.trials {
		status, _, _ := strings.Cut(r.status(&r.trials[i]), ":")
		counts[status]++
	}
	var parts []string
	for _, status := range []string{"complete", "stopped", "in training", "failed"} {
		if counts[status] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[status], status))
		}
	}
	fmt.Fprintf(w, "%s over %s, seed %d\n%s: %s; %s, lower is better\n", r.Method, describe(r.Space), r.Seed,
		console.Count(len(r.trials), "trial"), strings.Join(parts, ", "), r.Metric)
	var err error
	for _, section := range []struct {
		title string
		table *texttable.Table
	}{{"Best trials", r.bestTrials()}, {"Best so far", r.bestSoFar()}, {r.importanceTitle(), r.importance()}, {"Failed", r.failures()}} {
		if section.table != nil && len(section.table.Rows) > 0 {
			fmt.Fprintf(w, "\n%s\n\n", section.title)
			err = errors.Join(err, section.table.WriteText(w))
		}
	}
	return err
}

// bestTrials lists the trials with the lowest results.
func (r *report) bestTrials() *texttable.Table {
	const rows = 10
	columns := []texttable.Column{texttable.Left("trial"), texttable.Right(r.Metric), texttable.Right("epochs"), texttable.Left("")}
	for i := range r.Space {
		columns = append(columns, texttable.Right(r.Space[i].Key))
	}
	table := texttable.New(columns...)
	sorted := make([]int, len(r.trials))
	for i := range sorted {
		sorted[i] = i
	}
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(r.trials[a].value(), r.trials[b].value()) })
	for _, i := range sorted[:min(rows, len(sorted))] {
		t := &r.trials[i]
		if math.IsInf(t.value(), 1) {
			break
		}
		cells := []string{trialDirectory(i + 1), fmt.Sprintf("%.4f", t.value()), strconv.Itoa(t.epoch), r.status(t)}
		for _, setting := range t.set {
			_, value, _ := strings.Cut(setting, "=")
			cells = append(cells, value)
		}
		table.Add(cells...)
	}
	return table
}

// bestSoFar has a row for each result that was better than all before.
func (r *report) bestSoFar() *texttable.Table {
	table := texttable.New(texttable.Right("results"), texttable.Right("after"), texttable.Right("epochs of all"), texttable.Right(r.Metric), texttable.Left("trial"))
	low := math.Inf(1)
	for i, s := range r.results.Steps {
		if s.Loss < low {
			low = s.Loss
			table.Add(strconv.Itoa(i+1), console.Duration(s.At), strconv.Itoa(s.Epochs), fmt.Sprintf("%.4f", low), trialDirectory(s.Trial+1))
		}
	}
	return table
}

func (r *report) importanceTitle() string {
	at := ""
	if len(r.Rungs) > 1 {
		at = fmt.Sprintf(" after %d epochs", r.Rungs[0])
	}
	return fmt.Sprintf("Importance: share of the variance of the ranks%s that a parameter explains alone (functional ANOVA of a random forest; 90 %% interval over the trees)", at)
}

// importance is nil if there are too few results. With several rungs it is that of the results at the first,
// which all trials have.
func (r *report) importance() *texttable.Table {
	var points []search.Point
	var values []float64
	for i := range r.trials {
		t := &r.trials[i]
		switch {
		case len(t.Values) > 0:
			points, values = append(points, t.Point), append(values, t.Values[0])
		case t.Failed:
			points, values = append(points, t.Point), append(values, math.Inf(1))
		}
	}
	effects := search.Importance(r.Space, points, values, r.Seed)
	if effects == nil {
		return nil
	}
	table := texttable.New(texttable.Left("parameter"), texttable.Right("importance"), texttable.Right("90 % interval"))
	order := make([]int, len(effects))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(effects[b].Mean, effects[a].Mean) })
	for _, k := range order {
		table.Add(r.Space[k].Key, fmt.Sprintf("%.2f", effects[k].Mean), fmt.Sprintf("%.2f to %.2f", effects[k].Low, effects[k].High))
	}
	return table
}

// failures lists the trials that failed.
func (r *report) failures() *texttable.Table {
	const rows = 10
	table := texttable.New(texttable.Left("trial"), texttable.Right("epochs"), texttable.Left("reason"))
	for i := range r.trials {
		if t := &r.trials[i]; t.Failed && len(table.Rows) < rows {
			table.Add(trialDirectory(i+1), strconv.Itoa(t.epoch), t.reason)
		}
	}
	return table
}

// draw writes the figures, and returns their paths.
func (r *report) draw(parent string) (paths []string, err error) {
	for _, f := range []struct {
		name   string
		figure *searchfigure.Figure
	}{{"progress", searchfigure.Progress(r.results)}, {"parameters", searchfigure.Parameters(r.results)}, {"parallel", searchfigure.Parallel(r.results)}} {
		png, err := f.figure.PNG()
		if err != nil {
			return nil, err
		}
		svg, err := f.figure.SVG()
		if err != nil {
			return nil, err
		}
		for ext, data := range map[string][]byte{".png": png, ".svg": svg} {
			path := filepath.Join(parent, "figures", f.name+ext)
			if err := errors.Join(atomicfile.MakeParents(path), atomicfile.Write(path, data)); err != nil {
				return nil, err
			}
		}
		paths = append(paths, filepath.Join(parent, "figures", f.name+".png"))
	}
	return paths, nil
}
