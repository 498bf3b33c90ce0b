package nn

import "workbench/internal/parallel"

// tile is the number of rows that the AVX2 kernels take at a time; those of AVX-512 take 14, and the rest that a part leaves over in a smaller tile.
const tile = 6

// parts splits so many rows into ranges of whole tiles, of at most about `most` rows, and calls work for each in parallel. The ranges
// depend on rows and most alone, and their number is even where there is more than one, for machines of two processors.
func parts(rows, most int, work func(from, to int)) {
	tiles := (rows + tile - 1) / tile
	n := 1
	if rows > most {
		n = (rows + 2*most - 1) / (2 * most) * 2
	}
	parallel.Do(n, func(i int) {
		from, to := i*tiles/n*tile, min((i+1)*tiles/n*tile, rows)
		if from < to {
			work(from, to)
		}
	})
}
