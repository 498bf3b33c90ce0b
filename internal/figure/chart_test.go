package figure

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

// rangeOf is the vertical axis that a panel gets.
func rangeOf(p Panel) Range {
	var traces []trace
	for i := range p.Curves {
		traces = append(traces, p.Curves[i].trace(i, Range{}, p.Log))
	}
	return p.yRange(traces)
}

// The untrained network has 62 nats, the trained ones 2.14 and 2.16: on the axis chosen from the data, the
// difference is more than the width of their lines.
func TestAxisShowsTheDifferenceOfRuns(t *testing.T) {
	a, b := falling("a", 300, 2.14), falling("b", 300, 2.16)
	a.Y[0], b.Y[0] = 62, 62
	a.Number, b.Number = 1, 2
	r := rangeOf(Panel{Curves: []Curve{a, b}})
	if share := 0.02 / (r.High - r.Low); share < 0.03 || r.Low > 2.14 || r.High < 2.16 {
		t.Errorf("axis from %v to %v: the difference takes %.3f of it", r.Low, r.High, share)
	}
	chart := Chart{Panels: []Panel{{Curves: []Curve{a, b}, Baseline: 11.5}}}
	_, texts := svgText(t, chart, Style{})
	for _, want := range []string{"1: 2.140", "2: 2.160", "values up to 62.0 not shown", "counting baseline 11.5, beyond the axis"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no %q in %q", want, texts)
		}
	}
}

// The axis of noisy curves has room for most of their raw values, and says where the rest lies.
func TestAxisOfNoisyCurves(t *testing.T) {
	train, _ := noisyLoss(1000)
	train.Y[900] = 1.5
	train.Noisy = true
	chart := Chart{Panels: []Panel{{Curves: []Curve{train}}}}
	later := slices.Sorted(slices.Values(train.Y[333:]))
	if r := rangeOf(chart.Panels[0]); r.Low < 2 || r.Low > later[len(later)/20] {
		t.Errorf("the axis begins at %v; a twentieth of the values is below %v", r.Low, later[len(later)/20])
	}
	if _, texts := svgText(t, chart, Style{}); !slices.ContainsFunc(texts, func(s string) bool { return strings.HasSuffix(s, "and down to 1.50 not shown") }) {
		t.Errorf("no word of the lowest value: %q", texts)
	}
}

func TestAxisOfAPanel(t *testing.T) {
	flat := Curve{Y: []float64{5, 4.5, 4}, X: []float64{1, 2, 3}}
	for _, c := range []struct {
		what      string
		panel     Panel
		low, high float64
	}{
		{"all of a curve that falls little", Panel{Curves: []Curve{flat}}, 3.95, 5.05},
		{"a baseline near the curves", Panel{Curves: []Curve{flat}, Baseline: 5.4}, 3.93, 5.47},
		{"a baseline far away", Panel{Curves: []Curve{flat}, Baseline: 60}, 3.95, 5.05},
		{"all values and the baseline", Panel{Curves: []Curve{flat}, Baseline: 60, All: true}, 1.2, 62.8},
		{"what was asked for", Panel{Curves: []Curve{flat}, Y: Range{2, 3}}, 2, 3},
		{"nothing", Panel{}, 1, 10},
		{"all equal", Panel{Curves: []Curve{{X: []float64{1, 2}, Y: []float64{7, 7}}}}, 6.93, 7.07},
		{"not below zero", Panel{Curves: []Curve{{X: []float64{1, 2}, Y: []float64{0, 1}}}}, 0, 1.05},
	} {
		if r := rangeOf(c.panel); math.Abs(r.Low-c.low) > 1e-2 || math.Abs(r.High-c.high) > 1e-2 {
			t.Errorf("%s: from %v to %v, want %v to %v", c.what, r.Low, r.High, c.low, c.high)
		}
	}
}

// A run has its number and colour in every figure, whatever else is drawn.
func TestRunLooksTheSameEverywhere(t *testing.T) {
	third := falling("third", 20, 3)
	third.Number = 3
	first := falling("first", 20, 2)
	first.Number = 1
	want := fmt.Sprintf("stroke:#%02X%02X%02X", palettes[Light][run+2].R, palettes[Light][run+2].G, palettes[Light][run+2].B)
	for what, curves := range map[string][]Curve{"alone": {third}, "after the first": {first, third}, "before it": {third, first}} {
		svg, texts := svgText(t, Chart{Panels: []Panel{{Curves: curves}}}, Style{})
		if !slices.Contains(texts, "3: third") || !strings.Contains(svg, want) {
			t.Errorf("%s: the third run is not number 3 in %s: %q", what, want, texts)
		}
	}
	_, texts := svgText(t, Chart{Panels: []Panel{{Curves: []Curve{{Name: "validation", X: []float64{1}, Y: []float64{2}}}}}}, Style{})
	if !slices.Contains(texts, "validation") {
		t.Errorf("a curve without a number has one: %q", texts)
	}
}

func TestTwentyRunsLookDifferent(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		s := &sheet{palette: theme.palette(), theme: theme}
		looks := map[string]bool{}
		for n := 1; n <= 20; n++ {
			looks[fmt.Sprint(s.lineStyle(n))] = true
		}
		if len(looks) != 20 {
			t.Errorf("%v: %d looks", theme, len(looks))
		}
	}
}

// Beside the end of a curve that stops early stands its number, since its last value is far away.
func TestEarlyEndHasItsNumber(t *testing.T) {
	long, short := falling("long", 100, 3), falling("short", 100, 3.1)
	long.Number, short.Number = 1, 2
	short.X, short.Y = short.X[:60], short.Y[:60]
	_, texts := svgText(t, Chart{Panels: []Panel{{Curves: []Curve{long, short}}}}, Style{})
	if !slices.Contains(texts, "2") || slices.Contains(texts, "1") || !slices.Contains(texts, fmt.Sprintf("1: %.2f", long.Y[99])) {
		t.Errorf("numbers at the ends: %q", texts)
	}
}

func TestFold(t *testing.T) {
	a := Curve{Name: "a", Number: 4, Unit: "token", X: []float64{0, 10, 20, 30}, Y: []float64{9, 5, 3, 2}}
	b := Curve{X: []float64{0, 10, 20}, Y: []float64{9, 6, 2}}
	c := Curve{X: []float64{0, 10, 10, 20}, Y: []float64{9, 60, 4, math.NaN()}} // resumed at 10
	folded := Fold("three", []Curve{a, b, c})
	if folded.Name != "three" || folded.Number != 4 || folded.Unit != "token" {
		t.Errorf("folded into %+v", folded)
	}
	for what, pair := range map[string][2][]float64{
		"x": {folded.X, {0, 10}}, "median": {folded.Y, {9, 5}}, "low": {folded.Low, {9, 4}}, "high": {folded.High, {9, 6}},
	} {
		if !slices.Equal(pair[0], pair[1]) {
			t.Errorf("%s: %v, want %v", what, pair[0], pair[1])
		}
	}
}

// The figures of any curves can be drawn, and none is out of proportion.
func TestChartOfAnyCurve(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	long, _ := noisyLoss(10000)
	for what, c := range map[string]struct {
		train, valid Curve
		baseline     float64
	}{
		"nothing":       {Curve{}, Curve{}, nan},
		"only baseline": {Curve{}, Curve{}, 11},
		"one value":     {Curve{Name: "a", X: []float64{1}, Y: []float64{60}}, Curve{}, nan},
		"two values":    {Curve{Name: "a", X: []float64{1, 2}, Y: []float64{60, 50}}, Curve{Name: "b", X: []float64{2}, Y: []float64{55}}, 11},
		"10,000 values": {long, long, 11},
		"all equal":     {Curve{Name: "a", X: []float64{1, 2, 3}, Y: []float64{7, 7, 7}}, Curve{}, 7},
		"only bad":      {Curve{Name: "a", X: []float64{1, 2, 3, 4}, Y: []float64{nan, inf, 0, -1}}, Curve{}, -1},
		"some bad":      {Curve{Name: "a", X: []float64{1, 2, 3, nan}, Y: []float64{nan, 5, 0, 6}}, Curve{}, inf},
		"far apart":     {Curve{Name: "a", X: []float64{1, 2}, Y: []float64{1e-300, 1e300}}, Curve{}, nan},
	} {
		loss := LossChart("", c.train, c.valid, c.baseline)
		near := Chart{Panels: []Panel{{Curves: loss.Panels[0].Curves, Baseline: c.baseline}, {Label: "below", Curves: []Curve{c.train}, Log: true}}}
		for _, chart := range []Chart{loss, near} {
			if width, height := size(t, chart, Style{Width: 85, DPI: 60}); width != 201 || height < 80 || height > 400 {
				t.Errorf("%s: %d × %d", what, width, height)
			}
		}
	}
}

// A value that a logarithmic axis cannot show must not change the figure.
func TestBadValuesAreSkipped(t *testing.T) {
	good := Curve{Name: "a", X: []float64{1, 3, 5}, Y: []float64{9, 8, 7}}
	mixed := Curve{Name: "a", X: []float64{1, 2, 3, 4, 5, 6}, Y: []float64{9, math.NaN(), 8, 0, 7, math.Inf(1)}}
	if !bytes.Equal(write(t, LossChart("", good, Curve{}, 0), SVG, Style{}), write(t, LossChart("", mixed, Curve{}, 0), SVG, Style{})) {
		t.Error("the figures differ")
	}
}

func TestRangesOfAxes(t *testing.T) {
	c := Chart{X: Range{50, 90}, Panels: []Panel{{Y: Range{2, 4}, Curves: []Curve{falling("a", 100, 2.5)}}}}
	_, texts := svgText(t, c, Style{})
	for _, want := range []string{"50", "90", "2.0", "4.0"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no tick at %s: %q", want, texts)
		}
	}
	for what, spoil := range map[string]func(*Chart){
		"empty x":  func(c *Chart) { c.X = Range{5, 5} },
		"wrong y":  func(c *Chart) { c.Panels[0].Y = Range{4, 2} },
		"NaN":      func(c *Chart) { c.Panels[0].Y = Range{math.NaN(), 2} },
		"log of 0": func(c *Chart) { c.Panels[0].Y, c.Panels[0].Log = Range{0, 2}, true },
	} {
		bad := Chart{X: c.X, Panels: slices.Clone(c.Panels)}
		spoil(&bad)
		if err := bad.Write(&bytes.Buffer{}, PNG, Style{}); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if err := c.Write(&bytes.Buffer{}, PNG, Style{Height: 20}); err == nil || !strings.Contains(err.Error(), "too small") {
		t.Errorf("20 mm high: error %v", err)
	}
}

func TestPanelsShareTheHorizontalAxisAndTheLegend(t *testing.T) {
	a, b := falling("a", 100, 2), falling("a", 100, 30000)
	a.Number, b.Number = 1, 1
	svg, texts := svgText(t, Chart{Panels: []Panel{{Curves: []Curve{a}}, {Label: "gradient norm", Curves: []Curve{b}, Log: true, All: true}}}, Style{})
	if n := strings.Count(strings.Join(texts, "\n"), "1: a"); n != 1 {
		t.Errorf("the run is %d times in the legend", n)
	}
	if n := strings.Count(strings.Join(texts, "\n"), "epoch"); n != 1 {
		t.Errorf("the horizontal axis has %d names", n)
	}
	var zeros []string // the places of the first tick
	for _, m := range regexp.MustCompile(`<text x="([\d.]+)"[^>]*>0<`).FindAllStringSubmatch(svg, -1) {
		zeros = append(zeros, m[1])
	}
	if len(zeros) != 2 || zeros[0] != zeros[1] {
		t.Errorf("epoch 0 is at %v", zeros)
	}
}

func TestCurveOfUnequalLengthsPanics(t *testing.T) {
	defer func() {
		if message, ok := recover().(string); !ok || !strings.HasPrefix(message, "figure: ") {
			t.Errorf("panic %q", message)
		}
	}()
	_ = LossChart("", Curve{X: []float64{1}}, Curve{}, 1).Write(&bytes.Buffer{}, PNG, Style{})
}

func TestTicks(t *testing.T) {
	log := func(low, high float64) []plot.Tick { return logTicks(low, high, 8) }
	few := func(low, high float64) []plot.Tick { return logTicks(low, high, 2) }
	for _, c := range []struct {
		what      string
		ticks     func(low, high float64) []plot.Tick
		low, high float64
		want      string
	}{
		{"two decades", log, 0.9, 110, "1 2 5 10 20 50 100"},
		{"usual", log, 4, 70, "5 10 20 50"},
		{"within a decade", log, 5.5, 15, "6 8 10 12 14"},
		{"between two labels", log, 10.2, 11.8, "10.2 10.4 10.6 10.8 11.0 11.2 11.4 11.6 11.8"},
		{"below one", log, 0.015, 0.6, "0.02 0.05 0.1 0.2 0.5"},
		{"six decades", log, 0.01, 10000, "0.01 0.1 1 10 100 1000 10000"},
		{"a low panel of four decades", few, 200, 300000, "1000 10000 100000"},
		{"a low panel within a decade", few, 0.28, 0.7, "0.4 0.6"},
		{"first epoch", func(low, high float64) []plot.Tick { return wholeTicks(low, high, 8) }, 0, 1, "0 1"},
		{"epochs", func(low, high float64) []plot.Tick { return wholeTicks(low, high, 8) }, 0, 2000, "0 500 1000 1500 2000"},
	} {
		var labels []string
		for _, tick := range c.ticks(c.low, c.high) {
			if tick.Value < c.low-1e-9 || tick.Value > c.high+1e-9 {
				t.Errorf("%s: tick at %v", c.what, tick.Value)
			}
			if !tick.IsMinor() {
				labels = append(labels, tick.Label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

func TestLastValueHasThreeDigits(t *testing.T) {
	for value, want := range map[float64]string{6.2149: "6.21", 11.491: "11.5", 61: "61.0", 1234.5: "1234", 0.01234: "0.0123", -2.5: "-2.50"} {
		if got := significant(value); got != want {
			t.Errorf("%v is written %s, want %s", value, got, want)
		}
	}
}

func TestUnitLabelNamesTheUnitOfAll(t *testing.T) {
	for _, c := range []struct {
		units []string
		want  string
	}{
		{nil, "nats per time step"},
		{[]string{"", "step"}, "nats per time step"},
		{[]string{"token", "token"}, "nats per token"},
		{[]string{"token", "event"}, "nats"},
		{[]string{"step", "token"}, "nats"},
		{[]string{"note", ""}, "nats"},
	} {
		var curves []Curve
		for _, unit := range c.units {
			curves = append(curves, Curve{Unit: unit})
		}
		if got := unitLabel(curves); got != c.want {
			t.Errorf("curves in %q: %q, want %q", c.units, got, c.want)
		}
	}
}

// A band that begins above the panel enters it where its two edges do.
func TestBandIsCutAtThePanel(t *testing.T) {
	band := Curve{Name: "band", Number: 1, X: []float64{0, 1}, Y: []float64{11, 1.5}, Low: []float64{10, 1}, High: []float64{12, 2}}
	picture := decoded(t, write(t, Chart{Panels: []Panel{{Curves: []Curve{band}, Y: Range{0, 3}}}}, PNG, Style{}))
	size := picture.Bounds()
	inside := 0
	for y := range size.Dy() / 2 { // the legend is below
		for x := range size.Dx() {
			if same(picture.At(x, y), paleColour(1)) {
				if inside++; x < size.Dx()*7/10 { // the lower edge is at 3 where X is 0.78
					t.Fatalf("the band is at %d, %d of %v", x, y, size)
				}
			}
		}
	}
	if inside == 0 {
		t.Error("no band")
	}
}
