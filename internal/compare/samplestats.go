package compare

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/rundir"
	"workbench/internal/stats"
)

// sampleStats is what compare -stats tells of a run's newest samples.
type SampleStats struct {
	Density metrics.Number `json:"density"` // sounding keys a step, median of the samples
	Overlap metrics.Number `json:"overlap"` // mean over the metrics of the overlap with the training pieces; NaN for fewer than two samples
	Copied  metrics.Number `json:"copied"`  // share of the samples' windows that a training piece has in some key, median
	Closest string         `json:"closest"` // the training piece that has most windows of a sample
}

// statsOf measures the newest samples of every run. A run whose samples or corpus cannot be read is left out with a warning.
func StatsOf(all []*Summary, out *console.Streams) map[string]*SampleStats {
	measured := map[string]*SampleStats{}
	corpora := stats.References{}
	for _, s := range all {
		m, err := statsOfRun(s, corpora, out)
		if err != nil {
			fmt.Fprintf(out.Progress, "warning: no statistics of %s: %v\n", s.Dir, err)
			continue
		}
		measured[s.Dir] = m
	}
	return measured
}

// statsOfRun measures one run.
func statsOfRun(s *Summary, corpora stats.References, out *console.Streams) (*SampleStats, error) {
	config, err := config.Load(rundir.ConfigPath(s.Dir), nil)
	if err != nil {
		return nil, err
	}
	paths, err := artifacts.SamplePaths(s.Dir)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("it has no samples")
	}
	pieces, err := artifacts.ReadSamples(paths[slices.Max(slices.Collect(maps.Keys(paths)))], config)
	if err != nil {
		return nil, err
	}
	against, err := corpora.Of(config, s.Corpus, out.Progress)
	if err != nil {
		return nil, err
	}
	set := against.Compare(pieces)
	m := &SampleStats{Copied: set.Copied.Transposed.Median, Closest: closest(set)}
	var overlaps []float64
	for _, row := range set.Comparison.Rows {
		if row.Name == "density" {
			m.Density = row.Samples.Median
		}
		overlaps = append(overlaps, float64(row.Overlap))
	}
	m.Overlap = metrics.SpreadOf(overlaps).Mean
	return m, nil
}

// closest names the training piece of which some sample has most.
func closest(set stats.Set) string {
	most := slices.MaxFunc(set.Pieces, func(a, b stats.Piece) int { return cmp.Compare(a.Copied.FromShare, b.Copied.FromShare) })
	return most.Copied.From
}

// statsColumns show measured samples; a row of several runs shows medians, and the closest piece of its first.
func statsColumns(measured map[string]*SampleStats) []*Column {
	column := func(key, unit, format string, of func(*SampleStats) metrics.Number) *Column {
		value := func(g *Group) any {
			values := collect(g, func(s *Summary) (float64, bool) {
				m := measured[s.Dir]
				if m == nil || math.IsNaN(float64(of(m))) {
					return 0, false
				}
				return float64(of(m)), true
			})
			if len(values) == 0 {
				return nil
			}
			return float64(metrics.SpreadOf(values).Median)
		}
		return &Column{Key: key, title: key, unit: unit, value: value, text: func(g *Group) string {
			if v, ok := value(g).(float64); ok {
				return fmt.Sprintf(format, v)
			}
			return ""
		}}
	}
	return []*Column{
		column("density", "keys/step", "%.2f", func(m *SampleStats) metrics.Number { return m.Density }),
		column("overlap", "0–1", "%.2f", func(m *SampleStats) metrics.Number { return m.Overlap }),
		column("copied", "share", "%.2f", func(m *SampleStats) metrics.Number { return m.Copied }),
		{Key: "closest", title: "closest piece", left: true, value: func(g *Group) any {
			if m := measured[g.Runs[0].Dir]; m != nil && m.Closest != "" {
				return m.Closest
			}
			return nil
		}},
	}
}
