package nn

import "workbench/internal/parallel"

// tile is the number of rows that the AVX2 kernels take at a time; those of AVX-512 take 14, and the rest that a part leaves over in a smaller tile.
const tile = 6

// parts splits so many rows into ranges of whole tiles, of at most about `most` rows, and calls work for each in parallel. The ranges
// depend on rows and most alone, and their number is even where there is more than one, for machines of two processors.
func parts(rows, most int, work func(from, to int)) {
	numberedParts(rows, most, func(_, from, to int) { work(from, to) })
}

// numberedParts is parts with the number of each part, from 0 to partCount−1.
func numberedParts(rows, most int, work func(part, from, to int)) {
	tiles, n := (rows+tile-1)/tile, partCount(rows, most)
	parallel.Do(n, func(i int) {
		from, to := i*tiles/n*tile, min((i+1)*tiles/n*tile, rows)
		if from < to {
			work(i, from, to)
		}
	})
}

func partCount(rows, most int) int {
	if rows <= most {
		return 1
	}
	return (rows + 2*most - 1) / (2 * most) * 2
}
