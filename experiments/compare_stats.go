package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"workbench/internal/stats"
	"workbench/runs"
)

// sampleStats is what compare -stats tells of a run's newest samples.
type sampleStats struct {
	Density stats.Number `json:"density"` // sounding keys a step, median of the samples
	Overlap stats.Number `json:"overlap"` // mean over the metrics of the overlap with the training pieces; NaN for fewer than two samples
	Copied  stats.Number `json:"copied"`  // share of the samples' windows that a training piece has in some key, median
	Closest string       `json:"closest"` // the training piece that has most windows of a sample
}

// statsOf measures the newest samples of every run. A run whose samples or corpus cannot be read is left out with a warning.
func statsOf(all []*runs.Summary, out *output) map[string]*sampleStats {
	measured := map[string]*sampleStats{}
	corpora := references{}
	for _, s := range all {
		m, err := statsOfRun(s, corpora, out)
		if err != nil {
			fmt.Fprintf(out.progress, "warning: no statistics of %s: %v\n", s.Dir, err)
			continue
		}
		measured[s.Dir] = m
	}
	return measured
}

// statsOfRun measures one run.
func statsOfRun(s *runs.Summary, corpora references, out *output) (*sampleStats, error) {
	config, err := LoadConfig(runs.ConfigPath(s.Dir), nil)
	if err != nil {
		return nil, err
	}
	paths, err := samplePaths(s.Dir)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("it has no samples")
	}
	pieces, err := readSamples(paths[slices.Max(slices.Collect(maps.Keys(paths)))], config)
	if err != nil {
		return nil, err
	}
	against, err := corpora.of(config, s.Corpus, out.progress)
	if err != nil {
		return nil, err
	}
	set := against.compare(pieces)
	m := &sampleStats{Copied: set.Copied.Transposed.Median, Closest: closest(set)}
	var overlaps []float64
	for _, row := range set.Comparison.Rows {
		if row.Name == "density" {
			m.Density = row.Samples.Median
		}
		overlaps = append(overlaps, float64(row.Overlap))
	}
	m.Overlap = stats.SpreadOf(overlaps).Mean
	return m, nil
}

// closest names the training piece of which some sample has most.
func closest(set statsSet) string {
	most := slices.MaxFunc(set.Pieces, func(a, b statsPiece) int { return cmp.Compare(a.Copied.FromShare, b.Copied.FromShare) })
	return most.Copied.From
}

// statsColumns show measured samples; a row of several runs shows medians, and the closest piece of its first.
func statsColumns(measured map[string]*sampleStats) []*compareColumn {
	column := func(key, unit, format string, of func(*sampleStats) stats.Number) *compareColumn {
		value := func(g *runs.Group) any {
			values := collect(g, func(s *runs.Summary) (float64, bool) {
				m := measured[s.Dir]
				if m == nil || math.IsNaN(float64(of(m))) {
					return 0, false
				}
				return float64(of(m)), true
			})
			if len(values) == 0 {
				return nil
			}
			return float64(stats.SpreadOf(values).Median)
		}
		return &compareColumn{key: key, title: key, unit: unit, value: value, text: func(g *runs.Group) string {
			if v, ok := value(g).(float64); ok {
				return fmt.Sprintf(format, v)
			}
			return ""
		}}
	}
	return []*compareColumn{
		column("density", "keys/step", "%.2f", func(m *sampleStats) stats.Number { return m.Density }),
		column("overlap", "0–1", "%.2f", func(m *sampleStats) stats.Number { return m.Overlap }),
		column("copied", "share", "%.2f", func(m *sampleStats) stats.Number { return m.Copied }),
		{key: "closest", title: "closest piece", left: true, value: func(g *runs.Group) any {
			if m := measured[g.Runs[0].Dir]; m != nil && m.Closest != "" {
				return m.Closest
			}
			return nil
		}},
	}
}
