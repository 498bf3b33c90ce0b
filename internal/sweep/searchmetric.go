package sweep

import (
	"math"
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/internal/rundir"
)

// metric is the name of a loss in metrics.jsonl, SPLIT.FIELD such as valid.nll.
type metric string

// check returns a usage error unless a run of the config has the metric in metrics.jsonl.
func (m metric) check(c *config.Config) error {
	split, field, _ := strings.Cut(string(m), ".")
	switch {
	case split != rundir.Train && split != rundir.Valid || field == "":
		return exit.Usagef("sweep: -metric %s: must be SPLIT.FIELD of metrics.jsonl, such as valid.nll, valid.play or train.nll", m)
	case field == "nll" || m == rundir.Train+".grad_norm":
		return nil
	}
	trained, err := model.New(c)
	if err != nil {
		return err
	}
	if parts := trained.Parts(); !slices.Contains(parts, field) {
		return exit.Usagef("sweep: -metric %s: model.kind = %q has no %s; its losses are nll, %s", m, c.Model.Kind, field, strings.Join(parts, ", "))
	}
	return nil
}

// of is the value of the metric in a line of metrics.jsonl.
func (m metric) of(line rundir.Metric) (value float64, ok bool) {
	split, field, _ := strings.Cut(string(m), ".")
	switch {
	case line.Split != split:
		return 0, false
	case field == "nll":
		return line.NLL, true
	case field == "grad_norm" && line.GradNorm != nil:
		return *line.GradNorm, true
	}
	i := slices.IndexFunc(line.Parts, func(p rundir.Part) bool { return p.Name == field })
	if i < 0 {
		return 0, false
	}
	return line.Parts[i].Value, true
}

// lowest is the lowest value that the run in dir has up to an epoch, and the last epoch that it has by then.
func (m metric) lowest(dir string, end int) (value float64, epoch int, err error) {
	path := rundir.MetricsPath(dir)
	lines, _, err := rundir.ReadMetrics(path)
	if err != nil {
		return 0, 0, err
	}
	value = math.Inf(1)
	var names []string
	for _, line := range lines {
		if line.Epoch > end {
			continue
		}
		epoch = max(epoch, line.Epoch)
		if v, ok := m.of(line); ok {
			value = min(value, v)
		}
		for _, name := range append([]rundir.Part{{Name: "nll"}}, line.Parts...) {
			if full := line.Split + "." + name.Name; !slices.Contains(names, full) {
				names = append(names, full)
			}
		}
	}
	if math.IsInf(value, 1) {
		return 0, 0, exit.Usagef("%s has no %s; -metric can be %s", path, m, strings.Join(names, ", "))
	}
	return value, epoch, nil
}
