package model

import (
	"fmt"
	"slices"

	"workbench/baselines/performance"
	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/setting"
)

type performanceOptions struct {
	Dynamics     bool      `toml:"dynamics"`      // with velocities, in 32 bins
	Controls     []string  `toml:"controls"`      // control signals: density, pitch-classes
	Stretch      []float64 `toml:"stretch"`       // factors on time, one of them drawn for each window
	Density      float64   `toml:"density"`       // composing: target notes per second; 0 = none
	PitchClasses []float64 `toml:"pitch_classes"` // composing: 12 target shares, C first; [] = none
}

func performanceSection() setting.Section {
	return setting.Section{
		Name:   "performance",
		Values: &performanceOptions{Dynamics: true, Controls: []string{}, Stretch: []float64{1}, PitchClasses: []float64{}},
		Rules: map[string]setting.Rule{
			"dynamics":      setting.Bool(),
			"controls":      setting.SomeOf([]string{performance.Density, performance.PitchClasses}, 0),
			"stretch":       setting.For("a list of different numbers from 0.5 to 2, such as [0.95, 1, 1.05]", isStretch),
			"density":       setting.Number(0, 1000),
			"pitch_classes": setting.For("[] or a list of 12 numbers from 0, not all of them 0", isPitchClasses),
		},
		Composing: []string{"density", "pitch_classes"},
	}
}

func isStretch(factors []float64) bool {
	return len(factors) > 0 && setting.Distinct(factors) && !slices.ContainsFunc(factors, func(x float64) bool { return !(0.5 <= x && x <= 2) })
}

func isPitchClasses(shares []float64) bool {
	sum := 0.0
	for _, x := range shares {
		if !(x >= 0 && x <= 1e6) {
			return false
		}
		sum += x
	}
	return len(shares) == 0 || len(shares) == 12 && sum > 0
}

var performanceKind = sequenceKind(system{
	name: "performance", summary: "the events of a piano performance in steps of 10 ms (Performance RNN)",
	section:   performanceSection,
	notesOnly: true,
	fit: func(c *config.Config, _ []*features.Piece) sequence.Representation {
		o := config.Section[performanceOptions](c, "performance")
		return performance.New(performance.Options{Dynamics: o.Dynamics, ControlSignals: o.Controls, Transpose: c.Data.Transpose,
			Stretch: o.Stretch, Tempo: c.Compose.Tempo, Density: o.Density, PitchClasses: o.PitchClasses})
	},
	check: func(c *config.Config) (problems []config.Problem) {
		o := config.Section[performanceOptions](c, "performance")
		for _, target := range []struct {
			key, control string
			set          bool
		}{{"performance.density", performance.Density, o.Density > 0}, {"performance.pitch_classes", performance.PitchClasses, len(o.PitchClasses) > 0}} {
			if target.set && !slices.Contains(o.Controls, target.control) {
				problems = append(problems, config.Problem{Keys: []string{target.key},
					Text: fmt.Sprintf("only a model with %q among its performance.controls has this target", target.control)})
			}
		}
		return problems
	},
})
