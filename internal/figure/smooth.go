package figure

import (
	"slices"

	"gonum.org/v1/plot/plotter"
)

// columns is how many points of a curve are drawn at most: more than the picture has columns of pixels.
const columns = 800

// fewPoints need no median.
const fewPoints = 20

// smoothed is the running median of a noisy curve.
func smoothed(points plotter.XYs) plotter.XYs {
	return runningMedian(points, max(5, len(points)/40))
}

// runningMedian is the median of a window around each point. Near the beginning, where a loss falls
// steeply, the window shrinks on both sides, so that the median follows; near the end it keeps
// its left half, so that the last value is a median as well and not one noisy point.
func runningMedian(points plotter.XYs, window int) plotter.XYs {
	half := window / 2
	var sorted []float64 // what lies in the window from low to high, high excluded
	low, high := 0, 0
	smooth := make(plotter.XYs, len(points))
	for i, p := range points {
		reach := min(half, i)
		for ; high < min(i+reach+1, len(points)); high++ {
			at, _ := slices.BinarySearch(sorted, points[high].Y)
			sorted = slices.Insert(sorted, at, points[high].Y)
		}
		for ; low < i-reach; low++ {
			at, _ := slices.BinarySearch(sorted, points[low].Y)
			sorted = slices.Delete(sorted, at, at+1)
		}
		smooth[i] = plotter.XY{X: p.X, Y: median(sorted)}
	}
	return smooth
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// envelope thins a curve of very many points and keeps its look: the lowest and the highest point of each
// column, and the last of all, whose value stands beside the curve.
func envelope(points plotter.XYs) plotter.XYs {
	if len(points) <= 2*columns {
		return points
	}
	var kept plotter.XYs
	for column := range columns {
		part := points[column*len(points)/columns : (column+1)*len(points)/columns]
		low, high := 0, 0
		for i, p := range part {
			if p.Y < part[low].Y {
				low = i
			}
			if p.Y > part[high].Y {
				high = i
			}
		}
		kept = append(kept, part[min(low, high)])
		if low != high {
			kept = append(kept, part[max(low, high)])
		}
	}
	if last := points[len(points)-1]; kept[len(kept)-1] != last {
		kept = append(kept, last)
	}
	return kept
}

// sample takes evenly spread points of a smooth curve, the first and the last among them.
func sample(points plotter.XYs) plotter.XYs {
	kept := make(plotter.XYs, 0, columns)
	for _, i := range thin(len(points), columns) {
		kept = append(kept, points[i])
	}
	return kept
}
