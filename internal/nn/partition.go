package nn

import "workbench/internal/parallel"

// tile is the number of rows of an AVX2 tile. AVX-512 has tiles of 14 rows and computes the remaining rows of a
// part in a smaller tile.
const tile = 6

// parts splits rows into ranges of whole tiles, of about limit rows at most, and calls work for each in
// parallel. The ranges depend on rows and limit alone. If there is more than one, their number is even, to
// balance two processors.
func parts(rows, limit int, work func(from, to int)) {
	indexedParts(rows, limit, func(_, from, to int) { work(from, to) })
}

// indexedParts is parts with the index of each part, from 0 to partCount−1.
func indexedParts(rows, limit int, work func(part, from, to int)) {
	tiledParts(rows, limit, tile, work)
}

// tiledParts is indexedParts for tiles of another size.
func tiledParts(rows, limit, tile int, work func(part, from, to int)) {
	parallel.Do(partCount(rows, limit), func(i int) {
		if from, to := tileRange(rows, limit, tile, i); from < to {
			work(i, from, to)
		}
	})
}

// tileRanges calls work for the parts of tiledParts one after the other.
func tileRanges(rows, limit, tile int, work func(part, from, to int)) {
	for i := range partCount(rows, limit) {
		if from, to := tileRange(rows, limit, tile, i); from < to {
			work(i, from, to)
		}
	}
}

// tileRange returns the rows of part i.
func tileRange(rows, limit, tile, i int) (from, to int) {
	tiles, n := (rows+tile-1)/tile, partCount(rows, limit)
	return i * tiles / n * tile, min((i+1)*tiles/n*tile, rows)
}

func partCount(rows, limit int) int {
	if rows <= limit {
		return 1
	}
	return (rows + 2*limit - 1) / (2 * limit) * 2
}

// section returns the rows [from, to) of a matrix, nil of nil.
func section[T any](m []T, from, to, columns int) []T {
	if m == nil {
		return nil
	}
	return m[from*columns : to*columns]
}

// resize returns a slice of n elements, in the memory of x if that is large enough.
func resize[T any](x []T, n int) []T {
	if cap(x) < n {
		return allocate[T](n)
	}
	return x[:n]
}
