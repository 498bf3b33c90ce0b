package compare

import (
	"fmt"
	"math"
	"slices"

	"workbench/internal/metrics"
	"workbench/internal/rundir"
)

func lossColumns() []*column {
	spread := func(g *Group, value func(*Spread) float64) any {
		if g.Best == nil {
			return nil
		}
		return value(g.Best)
	}
	columns := []*column{
		lossColumn("best", func(g *Group) *Spread { return g.Best }),
		{key: "unit", title: "per", ifUnits: true, left: true, value: func(g *Group) any { return g.Runs[0].Unit }},
		convertedColumn("best_step", "nats/step", func(s *Summary) *float64 { return s.PerStep }),
		convertedColumn("best_note", "nats/note", func(s *Summary) *float64 { return s.PerNote }),
		{key: "best_min", title: "spread", unit: nats,
			value: func(g *Group) any { return spread(g, func(s *Spread) float64 { return s.Min }) },
			text: func(g *Group) string {
				if g.Best == nil || g.Best.Runs < 2 {
					return ""
				}
				return fmt.Sprintf("%.3f–%.3f", g.Best.Min, g.Best.Max)
			}},
		{key: "best_max", value: func(g *Group) any { return spread(g, func(s *Spread) float64 { return s.Max }) }},
	}
	columns = append(columns, differenceColumns()...)
	return append(columns,
		epochColumn("best_epoch", func(s *Summary) *rundir.Best { return s.Best }),
		lossColumn("last", func(g *Group) *Spread { return g.LastValid }),
		epochColumn("last_epoch", func(s *Summary) *rundir.Best { return s.LastValid }),
		lossColumn("train", func(g *Group) *Spread { return g.TrainNLL }))
}

// differenceColumns show how much higher the loss is than that of the best row, with the 95 % interval.
func differenceColumns() []*column {
	number := func(of func(*LossDifference) metrics.Number) func(*Group) any {
		return func(g *Group) any {
			if g.Difference == nil || math.IsNaN(float64(of(g.Difference))) {
				return nil
			}
			return float64(of(g.Difference))
		}
	}
	return []*column{
		{key: "difference", title: "from best", unit: "95 % interval",
			value: number(func(d *LossDifference) metrics.Number { return d.Value }),
			text: func(g *Group) string {
				switch d := g.Difference; {
				case d == nil:
				case d.same():
					return "the same"
				case !math.IsNaN(float64(d.Low)):
					return fmt.Sprintf("%+.3f (%+.3f to %+.3f)", d.Value, d.Low, d.High)
				}
				return ""
			}},
		{key: "difference_low", value: number(func(d *LossDifference) metrics.Number { return d.Low })},
		{key: "difference_high", value: number(func(d *LossDifference) metrics.Number { return d.High })},
	}
}

// convertedColumn shows the best validation loss in a unit that all models have.
func convertedColumn(key, unit string, factor func(*Summary) *float64) *column {
	value := func(g *Group) any {
		f := factor(g.Runs[0])
		if g.Best == nil || f == nil {
			return nil
		}
		return g.Best.Median * *f
	}
	return &column{key: key, title: "best", unit: unit, ifUnits: true, value: value, text: func(g *Group) string {
		if v := value(g); v != nil {
			return fmt.Sprintf("%.3f", v)
		}
		return ""
	}}
}

// lossColumn shows the median of a loss.
func lossColumn(key string, of func(*Group) *Spread) *column {
	return medianColumn(key, key, nats, of, func(v float64) string { return fmt.Sprintf("%.3f", v) })
}

func medianColumn(key, title, unit string, of func(*Group) *Spread, format func(float64) string) *column {
	return &column{key: key, title: title, unit: unit,
		value: func(g *Group) any {
			if s := of(g); s != nil {
				return s.Median
			}
			return nil
		},
		text: func(g *Group) string {
			if s := of(g); s != nil {
				return format(s.Median)
			}
			return ""
		}}
}

// epochColumn shows the epoch of a loss; for several runs its value is the earliest.
func epochColumn(key string, of func(*Summary) *rundir.Best) *column {
	epochs := func(g *Group) []float64 {
		return collect(g, func(s *Summary) (float64, bool) {
			b := of(s)
			if b == nil {
				return 0, false
			}
			return float64(b.Epoch), true
		})
	}
	return &column{key: key, title: "at", unit: "epoch",
		value: func(g *Group) any {
			if at := epochs(g); len(at) > 0 {
				return slices.Min(at)
			}
			return nil
		},
		text: func(g *Group) string { return numberRange(epochs(g), "%.0f") }}
}
