package figure

import "io"

// The functions below are kept until their callers use Write and Inline.

// WriteRoll draws a roll as a PNG.
// Roll.Write replaces it.
func WriteRoll(w io.Writer, roll Roll) error { return roll.Write(w, PNG, Style{}) }

// Rolls draws a stack as a PNG.
// Stack.Write replaces it.
func Rolls(w io.Writer, rolls []Roll, captions []string) error {
	return Stack{Rolls: rolls, Captions: captions}.Write(w, PNG, Style{})
}

// Learning draws a stack of the checkpoints of a run as a PNG.
// Stack.Write replaces it.
func Learning(w io.Writer, rolls []Roll, captions []string) error {
	return Stack{Rolls: rolls, Captions: captions, Learning: true}.Write(w, PNG, Style{})
}

// WriteLoss draws the losses of a run as a PNG.
// LossChart and Write replaces it.
func WriteLoss(w io.Writer, train, valid Curve, marginal float64, title string) error {
	return LossChart(title, train, valid, marginal).Write(w, PNG, Style{})
}

// WriteCurves draws the losses of runs as a PNG.
// Chart.Write replaces it.
func WriteCurves(w io.Writer, curves []Curve, noisy bool, marginal float64, title string) error {
	return oldCurves(curves, noisy, marginal, title).Write(w, PNG, Style{})
}

// CurvesSVG draws the losses of runs for a page.
// Inline replaces it.
func CurvesSVG(curves []Curve, noisy bool, marginal float64, description string) string {
	return mustInline(oldCurves(curves, noisy, marginal, ""), description)
}

// LossSVG draws the losses of a run for a page.
// LossChart and Inline replaces it.
func LossSVG(train, valid Curve, marginal float64, description string) string {
	return mustInline(LossChart("", train, valid, marginal), description)
}

// RollSVG draws a roll for a page.
// Inline replaces it.
func RollSVG(roll Roll, description string) (string, error) {
	roll.Title, roll.MaxRows = "", 4
	return Inline(roll, Style{Alt: description})
}

// RollsSVG draws a stack for a page.
// Inline replaces it.
func RollsSVG(rolls []Roll, captions []string, description string) (string, error) {
	return Inline(Stack{Rolls: rolls, Captions: captions}, Style{Alt: description})
}

// LearningSVG draws a stack of the checkpoints of a run for a page.
// Inline replaces it.
func LearningSVG(rolls []Roll, captions []string, description string) (string, error) {
	return Inline(Stack{Rolls: rolls, Captions: captions, Learning: true}, Style{Alt: description})
}

// SVGFile makes a file of a figure of Inline.
// Write with the theme Adaptive replaces it.
func SVGFile(inline string) []byte { return withStyle(inline) }

func oldCurves(curves []Curve, noisy bool, marginal float64, title string) Chart {
	numbered := make([]Curve, len(curves))
	for i, c := range curves {
		c.Noisy = noisy
		if c.Number == 0 && len(curves) > 1 {
			c.Number = i + 1
		}
		numbered[i] = c
	}
	return Chart{Title: title, Panels: []Panel{{Curves: numbered, Baseline: marginal}}}
}

func mustInline(f Figure, description string) string {
	text, err := Inline(f, Style{Alt: description})
	if err != nil { // a chart without ranges, in a buffer
		panic("figure: " + err.Error())
	}
	return text
}
