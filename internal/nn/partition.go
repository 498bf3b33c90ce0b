package nn

import (
	"runtime"
	"slices"

	"workbench/internal/parallel"
)

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

// tiledParts is indexedParts for tiles of another size. Long parts come first, so that no processor is left with
// one at the end.
func tiledParts(rows, limit, tile int, work func(part, from, to int)) {
	order := make([]int, partCount(rows, limit))
	for i := range order {
		order[i] = i
	}
	size := func(i int) int {
		from, to := tileRange(rows, limit, tile, i)
		return to - from
	}
	slices.SortStableFunc(order, func(i, j int) int { return size(j) - size(i) })
	parallel.Do(len(order), func(i int) {
		if from, to := tileRange(rows, limit, tile, order[i]); from < to {
			work(order[i], from, to)
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

// Weight gradients are split by columns, at multiples of columnGrain, which is a panel of the AVX2 kernels and
// half a panel with AVX-512, into parts of about partColumns at most: wide parts repack x less often. Those of
// an LSTM sum over blocks of kernel.Depth rows.
const columnGrain, partColumns = 16, 600

// columnParts calls work for ranges of the N columns of a weight gradient in parallel. The ranges depend on the
// number of processors; the bits of an element do not depend on its range.
func columnParts(n int, work func(from, to int)) {
	processors := runtime.GOMAXPROCS(0)
	grains := (n + columnGrain - 1) / columnGrain
	parts := min(grains, (n+processors*partColumns-1)/(processors*partColumns)*processors)
	parallel.Do(parts, func(i int) { work(i*grains/parts*columnGrain, min((i+1)*grains/parts*columnGrain, n)) })
}

// inBlocks calls work for blocks of n elements in parallel.
func inBlocks(n int, work func(from, to int)) {
	const block = 1 << 16
	parallel.Do((n+block-1)/block, func(i int) { work(i*block, min((i+1)*block, n)) })
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
