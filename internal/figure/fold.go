package figure

import (
	"slices"

	"gonum.org/v1/plot/plotter"
)

// Fold returns the median of curves of several seeds, with the range from the lowest to the highest as its
// band. It has a value wherever all curves have one. Noisy curves are replaced by their running medians
// first.
//
// Fold panics without curves, or if the X and Y of a curve differ in length.
func Fold(name string, curves []Curve) Curve {
	if len(curves) == 0 {
		panic("figure: no curves to fold")
	}
	folded := Curve{Name: name, Unit: curves[0].Unit, Number: curves[0].Number}
	values := map[float64][]float64{} // by x
	for _, c := range curves {
		points := c.points(c.Y, Range{}, false)
		if c.Noisy && len(points) > fewPoints {
			points = smoothed(points)
		}
		for _, p := range lastOfEach(points) {
			values[p.X] = append(values[p.X], p.Y)
		}
	}
	for x, ys := range values {
		if len(ys) == len(curves) {
			folded.X = append(folded.X, x)
		}
	}
	slices.Sort(folded.X)
	for _, x := range folded.X {
		ys := values[x]
		slices.Sort(ys)
		folded.Y = append(folded.Y, median(ys))
		folded.Low, folded.High = append(folded.Low, ys[0]), append(folded.High, ys[len(ys)-1])
	}
	return folded
}

// lastOfEach keeps the last of the points that share an x: a resumed run may repeat an epoch.
func lastOfEach(points plotter.XYs) (kept plotter.XYs) {
	at := map[float64]int{}
	for _, p := range points {
		if i, seen := at[p.X]; seen {
			kept[i] = p
			continue
		}
		at[p.X] = len(kept)
		kept = append(kept, p)
	}
	return kept
}
