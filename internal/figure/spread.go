package figure

import (
	"cmp"
	"slices"
)

// spread moves heights apart until any two differ by at least the gap, and keeps their order and their centre.
func spread(heights []float64, gap float64) {
	order := make([]int, len(heights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case heights[a] < heights[b]:
			return -1
		case heights[a] > heights[b]:
			return 1
		}
		return 0
	})
	for range 100 {
		for k := 1; k < len(order); k++ {
			below, above := &heights[order[k-1]], &heights[order[k]]
			if lack := gap - (*above - *below); lack > 0 {
				*below -= lack / 2
				*above += lack / 2
			}
		}
	}
}

// keepAbove moves heights up, where up is less, until none is below the floor and they are still as far apart.
func keepAbove(heights []float64, floor, apart float64) {
	order := make([]*float64, len(heights))
	for i := range heights {
		order[i] = &heights[i]
	}
	slices.SortStableFunc(order, func(a, b *float64) int { return cmp.Compare(*b, *a) })
	for _, h := range order {
		*h = min(*h, floor)
		floor = *h - apart
	}
}
