package kernel

import "sync"

// vectors are kernels in assembly, which the program in asm writes. They compute c a tile at a time, the part whose sums fit the registers:
//
//	                       b, in panels that are packed one after the other, row by row
//	                       ┌─────────┬─────────┬───
//	                       │ 1 2 3 4 │         │
//	                     k │ 5 6 7 8 │ panel 2 │ …     width: two vectors, 16 numbers (AVX2) or 32 (AVX-512)
//	                       │ 9 …     │         │
//	      a       k        └─────────┴─────────┴───
//	     ┌───────────┐     ┌─────────┬───
//	rows │ x         │     │ tile 1  │               6 rows (AVX2) or 14 (AVX-512), so 12 or 28 vectors of sums
//	     ├───────────┤     ├─────────┼───
//	     │           │     │ tile 2  │  c
//
// A step of k loads a panel's row, two vectors, spreads each number x of a's column over a vector, and does two fused multiply-adds with it:
// 12 for 8 loads, or 28 for 16. The panel stays in the first-level cache while all tiles below each other pass it; a stays in the second
// while all panels pass. In Mul, a is read where it lies; AddOuter, whose left-hand factor lies on its side, packs it in tiles. A row of
// c alone has too few sums for the processor's pipeline, so one row or two go through several panels at once.
type vectors struct {
	name             string
	rows             int    // of a tile
	full, half       panel  // as wide as a tile and half as wide
	few              [2]few // for 1 row and for 2
	edge             func(c *float32, ldc int, x *float32, ldx, columns, m int, add bool)
	packLeft         packing // into strips as wide as a tile has rows
	sumStrip         int     // columns that sum adds side by side
	sum              func(sum, x *float32, ld, m, strips int)
	activate         func(h, cNext, z, bias, c *float32, m, hidden int)
	activateBackward func(z, dc, dh, dhLater, cNext, c *float32, m, hidden int)
	peak             func(turns int) // the most that a core can do, for benchmarks
	peakFLOP         int             // of a turn
}

// panel are the kernels for panels of one width.
type panel struct {
	width    int // at most maxColumns
	multiply func(c *float32, ldc int, a *float32, row, step, tile int, b *float32, k, m int, add bool)
	pack     packing
}

// few is the kernel for one row or two, and several panels of full width side by side.
type few struct {
	panels   int
	multiply func(c *float32, ldc int, a *float32, row int, b *float32, apart, k int, add bool)
}

// packing copies rows, cut into strips.
type packing func(dst, src *float32, ld, rows, strips int)

func (v *vectors) String() string { return v.name }

func (v *vectors) panelWidth(columns int) int { return v.fit(columns).width }

// fit returns the narrower kind of panel if it holds so many columns.
func (v *vectors) fit(columns int) *panel {
	if columns <= v.half.width {
		return &v.half
	}
	return &v.full
}

// Blocks are as large as the caches allow: with AVX2, a panel of maxDepth rows and a tile's left-hand rows fill the first level
// (32 KB), a left-hand block most of the second (512 KB). Processors with AVX-512, whose panels are twice as wide, have twice that or
// read panels fast enough from the second level. All sets have the same maxDepth, and so give the same bits.
const (
	maxColumns   = 32  // of a panel
	maxDepth     = 320 // terms that are summed in one go
	maxLeft      = 336 // left-hand rows that are packed at a time, a multiple of every tile's rows
	panelsPacked = 4   // right-hand panels that are packed at a time: memory likes long pieces of rows
	edgeRows     = 42  // rows of an edge that are computed at a time, a multiple of every tile's rows
)

// scratch is the memory that a call works in.
type scratch struct {
	left  [maxDepth * maxLeft]float32
	right [maxDepth * maxColumns * panelsPacked]float32
	edge  [edgeRows * maxColumns]float32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// left are the left-hand rows of a product, in tiles: the distances between rows, columns and tiles.
type left struct {
	data            []float32
	row, step, tile int
}

// strip multiplies m left-hand rows with a panel k deep, and sets the first columns of c to the result or adds it.
func (v *vectors) strip(s *scratch, c []float32, ldc, columns int, a left, b []float32, p *panel, k, m int, add bool) {
	if columns == p.width {
		p.multiply(&c[0], ldc, &a.data[0], a.row, a.step, a.tile, &b[0], k, m, add)
		return
	}
	for i := 0; i < m; i += edgeRows {
		rows := min(edgeRows, m-i)
		p.multiply(&s.edge[0], p.width, &a.data[i/v.rows*a.tile], a.row, a.step, a.tile, &b[0], k, rows, false)
		v.edge(&c[i*ldc], ldc, &s.edge[0], p.width, columns, rows, add)
	}
}

// split returns the size of equal parts of n, none above most.
func split(n, most int) int {
	parts := (n + most - 1) / most
	return (n + parts - 1) / parts
}

func (v *vectors) gates(h, cNext, z, bias, c []float32, m, hidden int) {
	v.activate(&h[0], &cNext[0], &z[0], &bias[0], first(c), m, hidden)
}

func (v *vectors) gatesBackward(z, dc, dh, dhLater, cNext, c []float32, m, hidden int) {
	v.activateBackward(&z[0], &dc[0], &dh[0], &dhLater[0], &cNext[0], first(c), m, hidden)
}

// first returns a pointer to the first element of x, nil of nil.
func first(x []float32) *float32 {
	if x == nil {
		return nil
	}
	return &x[0]
}
