package searchfigure

import (
	"bytes"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"workbench/internal/search"
)

// example is a search over a learning rate, units and a method, whose third trial is the best and fourth failed.
func example() Results {
	r := Results{Title: "tiny: tpe of 5 trials", Metric: "valid.nll", Space: search.Space{
		{Key: "optimizer.learning_rate", Low: 1e-4, High: 1e-1, Log: true},
		{Key: "train.batch", Low: 1, High: 8, Integer: true},
		{Key: "optimizer.name", Choices: []string{"adam", "a name that is too long for an axis"}},
	}}
	for i, loss := range []float64{3, 2.5, 2, math.Inf(1), 4} {
		r.Trials = append(r.Trials, Trial{Point: search.Point{float64(i) / 5, float64(i) / 4, float64(i % 2)}, Loss: loss, Failed: math.IsInf(loss, 1), Complete: i < 3})
		r.Steps = append(r.Steps, Step{Trial: i, Loss: loss, Epochs: 10 * (i + 1), At: time.Duration(i+1) * time.Minute})
	}
	return r
}

func figures(r Results) map[string]*Figure {
	return map[string]*Figure{"progress": Progress(r), "parameters": Parameters(r), "parallel": Parallel(r)}
}

// Every figure names its axes, and gives the same bytes again.
func TestFigures(t *testing.T) {
	want := map[string][]string{
		"progress":   {"minutes since the search began", "epochs of all trials", "valid.nll"},
		"parameters": {"optimizer.learning_rate", "train.batch", "optimizer.name", "0.001", "adam", "a name that i…", "valid.nll"},
		"parallel":   {"optimizer.learning_rate", "train.batch", "optimizer.name", "0.01", "adam", "valid.nll"},
	}
	again := figures(example())
	for name, f := range figures(example()) {
		svg, err := f.SVG()
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range append(want[name], "tiny: tpe of 5 trials", "C95500") { // the colour of the best
			if !strings.Contains(string(svg), part) {
				t.Errorf("%s lacks %q", name, part)
			}
		}
		second, err := again[name].SVG()
		if err != nil || !bytes.Equal(svg, second) {
			t.Errorf("%s differs the second time (%v)", name, err)
		}
		picture, err := f.PNG()
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil || config.Width < 1200 {
			t.Errorf("%s: %d pixels wide (%v)", name, config.Width, err)
		}
	}
}

// A search with few or no results has figures too.
func TestFewResults(t *testing.T) {
	empty := example()
	empty.Trials, empty.Steps = nil, nil
	failed := example()
	failed.Trials, failed.Steps = failed.Trials[3:4], []Step{{Loss: math.Inf(1), Epochs: 1, At: time.Second}}
	one := example()
	one.Space, one.Trials, one.Steps = one.Space[:1], one.Trials[:1], one.Steps[:1]
	pending := example()
	pending.Trials = append(pending.Trials, Trial{Point: search.Point{0, 0, 0}, Loss: math.Inf(1)})
	for _, r := range []Results{empty, failed, one, pending} {
		for name, f := range figures(r) {
			if _, err := f.SVG(); err != nil {
				t.Errorf("%d trials, %s: %v", len(r.Trials), name, err)
			}
		}
	}
}

// One trial that diverged does not hide the others: the axis ends above what most reach.
func TestLossAxis(t *testing.T) {
	r := example()
	for range 5 {
		r.Trials = append(r.Trials, Trial{Loss: 2.2})
	}
	r.Trials = append(r.Trials, Trial{Loss: 1e9})
	if low, high := r.losses(); low > 2 || low < 1.8 || high > 10 {
		t.Errorf("from %v to %v", low, high)
	}
}

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		p    search.Parameter
		want []string
	}{
		{search.Parameter{Low: 1e-4, High: 1e-1, Log: true}, []string{"0.0001", "0.001", "0.01", "0.1"}},
		{search.Parameter{Low: 10, High: 60, Log: true}, []string{"10", "20", "50"}},
		{search.Parameter{Low: 0, High: 0.5}, []string{"0", "0.1", "0.2", "0.3", "0.4", "0.5"}},
		{search.Parameter{Low: -1, High: 1}, []string{"-1", "-0.5", "0", "0.5", "1"}},
		{search.Parameter{Low: 1, High: 3, Integer: true}, []string{"1", "2", "3"}},
	} {
		var got []string
		for _, tick := range ticks(&test.p) {
			got = append(got, tick.Label)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", &test.p, got, test.want)
		}
	}
}
