package compare

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/stats"
	"workbench/internal/trained"
)

// SampleStats summarizes the samples of a run's last checkpoint.
type SampleStats struct {
	Density metrics.Number `json:"density"` // sounding keys per step, median of the samples
	Overlap metrics.Number `json:"overlap"` // overlap with the training pieces, mean over the metrics; NaN for one sample
	Copied  metrics.Number `json:"copied"`  // share of the windows that a training piece has in some key, median of the samples
	Closest string         `json:"closest"` // training piece with most windows of a sample
}

// StatsOf measures the samples of the last checkpoint of every run. A run whose samples or corpus cannot be
// read is left out with a warning.
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
	config, _, err := trained.ReadConfig(s.Dir)
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
		if !row.YesNo() { // equal in two sets of pieces of which none has a property
			overlaps = append(overlaps, float64(row.Overlap))
		}
	}
	m.Overlap = metrics.SpreadOf(overlaps).Mean
	return m, nil
}

// closest names the training piece that shares most windows with a sample.
func closest(set stats.Set) string {
	most := slices.MaxFunc(set.Pieces, func(a, b stats.Piece) int { return cmp.Compare(a.Copied.FromShare, b.Copied.FromShare) })
	return most.Copied.From
}

// sampleColumns show measured samples: medians over the runs of a row, and the closest piece of its first run.
func sampleColumns(measured map[string]*SampleStats) []*column {
	number := func(key, unit, format string, of func(*SampleStats) metrics.Number) *column {
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
			return metrics.Median(values)
		}
		return &column{key: key, title: key, unit: unit, value: value, text: func(g *Group) string {
			if v, ok := value(g).(float64); ok {
				return fmt.Sprintf(format, v)
			}
			return ""
		}}
	}
	return []*column{
		number("density", "keys/step", "%.2f", func(m *SampleStats) metrics.Number { return m.Density }),
		number("overlap", "0–1", "%.2f", func(m *SampleStats) metrics.Number { return m.Overlap }),
		number("copied", "share", "%.2f", func(m *SampleStats) metrics.Number { return m.Copied }),
		{key: "closest", title: "closest piece", left: true, value: func(g *Group) any {
			if m := measured[g.Runs[0].Dir]; m != nil && m.Closest != "" {
				return m.Closest
			}
			return nil
		}},
	}
}
