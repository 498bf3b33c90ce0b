package figure

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func someIntervals() Intervals {
	no := math.NaN()
	return Intervals{Title: "Ratings", Label: "mean rating", Axis: Range{0, 10}, Mark: 5, Number: "%.1f", Rows: []IntervalRow{
		{"a person", 7.9, 7.1, 8.6, 1}, {"a model with a name that is much too long for the column of a paper", 5.2, 3.9, 6.4, 2}, {"one listener", 4, no, no, 3}, {"no answers", no, no, no, 4}}}
}

func TestIntervalsAreWritten(t *testing.T) {
	_, texts := svgText(t, someIntervals(), Style{})
	for _, want := range []string{"Ratings", "mean rating", "7.9 (7.1 to 8.6)", "4.0", "–", "10"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no %q in %q", want, texts)
		}
	}
}

func TestIntervalsGolden(t *testing.T) {
	compareGolden(t, "intervals.png", write(t, someIntervals(), PNG, Style{Width: 85, DPI: 150}))
}

// Without an axis, it has room for all values.
func TestIntervalsAxis(t *testing.T) {
	v := someIntervals()
	v.Axis, v.Mark = Range{}, math.NaN()
	if a := v.axis(); a.Low > 3.9 || a.Low < 3 || a.High < 8.6 || a.High > 9.5 {
		t.Errorf("%v", a)
	}
	var b strings.Builder
	v.Rows = slices.Repeat(v.Rows, 5)
	if err := v.Write(&b, PNG, Style{Height: 30}); err == nil || !strings.Contains(err.Error(), "too small") {
		t.Errorf("30 mm high: %v", err)
	}
	if a := (&Intervals{Mark: math.NaN()}).axis(); a != (Range{0, 1}) {
		t.Errorf("nothing: %v", a)
	}
}
