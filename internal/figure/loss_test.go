package figure

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// noisyLoss falls from about 60 to about 6, with a validation value every 20 epochs.
func noisyLoss(epochs int) (train, valid Curve) {
	r := rand.New(rand.NewPCG(7, 8))
	train.Name, valid.Name = "training", "validation"
	for epoch := 1; epoch <= epochs; epoch++ {
		progress := float64(epoch) / float64(epochs)
		loss := 6 + 54*math.Exp(-10*progress)
		train.X = append(train.X, float64(epoch))
		train.Y = append(train.Y, loss*(0.85+0.3*r.Float64()))
		if epoch%20 == 0 {
			valid.X = append(valid.X, float64(epoch))
			valid.Y = append(valid.Y, loss*1.05+progress)
		}
	}
	return train, valid
}

func lossFigure(t *testing.T, train, valid Curve, marginal float64) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WriteLoss(&file, train, valid, marginal, "Loss"); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestLossOfAnyCurve(t *testing.T) {
	none, nan, inf := Curve{}, math.NaN(), math.Inf(1)
	long, _ := noisyLoss(10000)
	for what, c := range map[string]struct {
		train, valid Curve
		marginal     float64
	}{
		"nothing":       {none, none, nan},
		"only marginal": {none, none, 11},
		"one value":     {Curve{Name: "a", X: []float64{1}, Y: []float64{60}}, none, nan},
		"two values":    {Curve{Name: "a", X: []float64{1, 2}, Y: []float64{60, 50}}, Curve{Name: "b", X: []float64{2}, Y: []float64{55}}, 11},
		"10,000 values": {long, long, 11},
		"all equal":     {Curve{Name: "a", X: []float64{1, 2, 3}, Y: []float64{7, 7, 7}}, none, 7},
		"only bad":      {Curve{Name: "a", X: []float64{1, 2, 3, 4}, Y: []float64{nan, inf, 0, -1}}, none, -1},
		"some bad":      {Curve{Name: "a", X: []float64{1, 2, 3, nan}, Y: []float64{nan, 5, 0, 6}}, none, inf},
		"far apart":     {Curve{Name: "a", X: []float64{1, 2}, Y: []float64{1e-300, 1e300}}, none, nan},
	} {
		if width, height := size(t, lossFigure(t, c.train, c.valid, c.marginal)); width != 1200 || height != 750 {
			t.Errorf("%s: %d × %d", what, width, height)
		}
	}
}

// A value that the axis cannot show must not change the picture.
func TestBadValuesAreSkipped(t *testing.T) {
	good := Curve{Name: "a", X: []float64{1, 3, 5}, Y: []float64{9, 8, 7}}
	mixed := Curve{Name: "a", X: []float64{1, 2, 3, 4, 5, 6}, Y: []float64{9, math.NaN(), 8, 0, 7, math.Inf(1)}}
	if !bytes.Equal(lossFigure(t, good, Curve{}, math.NaN()), lossFigure(t, mixed, Curve{}, math.NaN())) {
		t.Error("the pictures differ")
	}
}

func TestSameLossSameBytes(t *testing.T) {
	train, valid := noisyLoss(500)
	if !bytes.Equal(lossFigure(t, train, valid, 11), lossFigure(t, train, valid, 11)) {
		t.Error("two pictures of one run differ")
	}
}

func TestCurveOfUnequalLengthsPanics(t *testing.T) {
	defer func() {
		if message, ok := recover().(string); !ok || !strings.HasPrefix(message, "figure: ") {
			t.Errorf("panic %q", message)
		}
	}()
	_ = WriteLoss(&bytes.Buffer{}, Curve{X: []float64{1}}, Curve{}, 1, "")
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		what      string
		ticks     func(low, high float64) []plot.Tick
		low, high float64
		want      string
	}{
		{"two decades", logTicks, 0.9, 110, "1 2 5 10 20 50 100"},
		{"usual", logTicks, 4, 70, "5 10 20 50"},
		{"within a decade", logTicks, 5.5, 15, "6 8 10 12 14"},
		{"between two labels", logTicks, 10.2, 11.8, "10.2 10.4 10.6 10.8 11.0 11.2 11.4 11.6 11.8"},
		{"below one", logTicks, 0.015, 0.6, "0.02 0.05 0.1 0.2 0.5"},
		{"six decades", logTicks, 0.01, 10000, "0.01 0.1 1 10 100 1000 10000"},
		{"first epoch", wholeTicks, 0, 1, "0 1"},
		{"epochs", wholeTicks, 0, 2000, "0 500 1000 1500 2000"},
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
	for value, want := range map[float64]string{6.2149: "6.21", 11.491: "11.5", 61: "61.0", 1234.5: "1234", 0.01234: "0.0123"} {
		if got := significant(value); got != want {
			t.Errorf("%v is written %s, want %s", value, got, want)
		}
	}
}

func heightsOf(points plotter.XYs) (ys []float64) {
	for _, p := range points {
		ys = append(ys, p.Y)
	}
	return ys
}

func pointsOf(ys ...float64) (points plotter.XYs) {
	for i, y := range ys {
		points = append(points, plotter.XY{X: float64(i), Y: y})
	}
	return points
}

// Worked by hand with a window of five: the reach to both sides is 0, 1, 2, 2, 2, and at the end the right side is cut.
func TestRunningMedian(t *testing.T) {
	got := heightsOf(runningMedian(pointsOf(9, 1, 8, 2, 7, 3, 100), 5))
	want := []float64{9, 8, 7, 3, 7, 5, 7}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestEnvelopeKeepsExtremes(t *testing.T) {
	ys := make([]float64, 100000)
	for i := range ys {
		ys[i] = 5 + math.Sin(float64(i))
	}
	ys[12345], ys[54321] = 99, 0.1
	thinned := heightsOf(envelope(pointsOf(ys...)))
	if len(thinned) > 2*columns+1 || slices.Max(thinned) != 99 || slices.Min(thinned) != 0.1 {
		t.Errorf("%d points from %v to %v", len(thinned), slices.Min(thinned), slices.Max(thinned))
	}
}

// 3,000 points are thinned, and 9 is the highest of their last column: the curve still ends at its last point.
func TestThinnedCurveEndsAtItsLastPoint(t *testing.T) {
	c := falling("validation", 3000)
	copy(c.Y[2997:], []float64{4, 9, 5})
	points := envelope(c.points())
	if got, want := points[len(points)-1], (plotter.XY{X: 2999, Y: 5}); got != want {
		t.Errorf("ends with %v, not %v", got, want)
	}
	for what, picture := range map[string]string{
		"of one run":      LossSVG(Curve{}, c, math.NaN(), "x"),
		"of several runs": CurvesSVG([]Curve{c}, false, math.NaN(), "x"),
	} {
		if !strings.Contains(picture, ">5.00<") || strings.Contains(picture, ">9.00<") {
			t.Errorf("%s: the last value is not 5.00", what)
		}
	}
}

func TestLossLabelNamesTheUnitOfAll(t *testing.T) {
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
		if got := lossLabel(curves...); got != c.want {
			t.Errorf("curves in %q: %q, want %q", c.units, got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	heights := []float64{50, 50, 10}
	spread(heights, 12)
	if math.Abs(heights[0]-44) > 0.01 || math.Abs(heights[1]-56) > 0.01 || heights[2] != 10 {
		t.Errorf("%v, want 44, 56 and 10", heights)
	}
}
