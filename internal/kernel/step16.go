package kernel

import (
	"fmt"
	"iter"
	"unsafe"
)

// In bfloat16, an LSTM step computes blocks of 16 units: the products of the 4·16 columns of their gates, then
// the gates, while they are in the first-level cache. For M rows, gates are in memory block by block, each an
// M×64 matrix with 16 columns for each gate i, f, g, o; cells are M×16 matrices. Units that fill up the last
// block have weights of zero, which makes their outputs and gradients zero.
const (
	unitBlock = 16
	gateBlock = 4 * unitBlock
)

// CellWidth16 is the number of cells of a row with H units: H rounded up to whole blocks.
func CellWidth16(hidden int) int { return padded(hidden, unitBlock) }

// GateWidth16 is the number of gates of a row with H units: 4·CellWidth16.
func GateWidth16(hidden int) int { return 4 * CellWidth16(hidden) }

// Width16 is the distance between rows of bfloat16 with n columns: n rounded up to whole blocks of terms. The
// columns beyond n are zero.
func Width16(n int) int { return padded(n, blockK) }

// A gateRun is a run of adjacent gates that are adjacent in the order of blocks too: columns from … from+count
// of a row of 4H gates are elements at … at+count of a row of a block.
type gateRun struct{ from, block, at, count int }

// column is the position of the run in the order of blocks.
func (r gateRun) column() int { return r.block*gateBlock + r.at }

// gateRuns are all runs of a row.
func gateRuns(hidden int) iter.Seq[gateRun] {
	return func(yield func(gateRun) bool) {
		for gate := range 4 {
			for unit := 0; unit < hidden; unit += unitBlock {
				if !yield(gateRun{gate*hidden + unit, unit / unitBlock, gate * unitBlock, min(unitBlock, hidden-unit)}) {
					return
				}
			}
		}
	}
}

// BlockGates sets blocked to the gates x, M×4H, in blocks.
func BlockGates(blocked, x []float32, m, hidden int) {
	clear(blocked[:m*GateWidth16(hidden)])
	for r := range gateRuns(hidden) {
		for i := range m {
			copy(blocked[(r.block*m+i)*gateBlock+r.at:][:r.count], x[i*4*hidden+r.from:])
		}
	}
}

// UnblockGates is the inverse of BlockGates.
func UnblockGates(x, blocked []float32, m, hidden int) {
	for r := range gateRuns(hidden) {
		for i := range m {
			copy(x[i*4*hidden+r.from:][:r.count], blocked[(r.block*m+i)*gateBlock+r.at:])
		}
	}
}

// UnpermuteGates sets x, M×4H, to the M×GateWidth16 matrix whose columns are in the order of blocks.
func UnpermuteGates(x, permuted []float32, m, hidden int) {
	width := GateWidth16(hidden)
	for i := range m {
		for r := range gateRuns(hidden) {
			copy(x[i*4*hidden+r.from:][:r.count], permuted[i*width+r.column():])
		}
	}
}

// PackGates packs the weights b of an LSTM, K×4H, in bfloat16, with columns in the order of blocks.
func (p *PackedB) PackGates(b []float32, k, hidden int) {
	check("b", b, k, 4*hidden, 4*hidden)
	p.pack16(k, GateWidth16(hidden), gateRows(b, hidden))
}

// PackGatesTransposed packs bᵀ, with rows in the order of blocks, where b is K×4H.
func (p *PackedB) PackGatesTransposed(b []float32, k, hidden int) {
	check("b", b, k, 4*hidden, 4*hidden)
	p.packTransposed16(GateWidth16(hidden), k, gateRows(b, hidden))
}

// gateRows returns a function that sets row to row i of b, K×4H, with columns in the order of blocks.
func gateRows(b []float32, hidden int) func(row []BF16, i int) {
	return func(row []BF16, i int) {
		for r := range gateRuns(hidden) {
			current.convert(row[r.column():], b[i*4*hidden+r.from:][:r.count])
		}
	}
}

// Step16 is a step of an LSTM of H units for M rows, in bfloat16. Gates and cells are computed in float32, as
// by Gates.
type Step16 struct {
	M, Hidden int
	X         []BF16    // M rows of Width16(I); nil: Z holds x·Wx already
	Wx        *PackedB  // PackGates of I×4H
	H         []BF16    // M rows of Width16(H), the output of the step before; nil for zero
	Wh        *PackedB  // PackGates of H×4H
	Bias      []float32 // BlockGates of 1×4H
	Z         []float32 // gates in blocks, from a multiple of 64 bytes on: receives the activated gates
	C         []float32 // cells in blocks, of the step before; nil for zero
	CNext     []float32 // cells in blocks: receives the cells; may be C
	HNext     []float32 // M×H: receives the output; nil if it is not needed
	HNext16   []BF16    // M rows of Width16(H): receives the output; must not be H
}

// Forward computes the step.
func (s *Step16) Forward() {
	width, ld := GateWidth16(s.Hidden), Width16(s.Hidden)
	if len(s.Z) < s.M*width || len(s.CNext) < s.M*width/4 || len(s.HNext16) < s.M*ld || len(s.Bias) < width ||
		s.C != nil && len(s.C) < s.M*width/4 || s.HNext != nil && len(s.HNext) < s.M*s.Hidden {
		panic(fmt.Sprintf("kernel: arrays are too short for a step of %d rows and %d units", s.M, s.Hidden))
	}
	if s.M > 0 && uintptr(unsafe.Pointer(&s.Z[0]))%64 != 0 {
		panic("kernel: Z must begin at a multiple of 64 bytes")
	}
	buffer := scratches.Get().(*scratch)
	defer scratches.Put(buffer)
	for block := range width / gateBlock {
		for row := 0; row < s.M; row += stepRows {
			rows := min(stepRows, s.M-row)
			z := buffer.b[:rows*gateBlock]
			s.preActivations(z, block, row, rows)
			current.gates16(s, z, block, row, rows)
		}
	}
}

// stepRows is the number of rows whose gates of a block are computed at a time, 32 KB, which the first-level cache
// holds. From there the activated gates are written past the caches, since nothing reads them before the
// backward pass.
const stepRows = 128

// preActivations sets z to the pre-activations of a block for some rows, without the bias.
func (s *Step16) preActivations(z []float32, block, row, rows int) {
	var operands [2]operand16
	if s.X != nil {
		operands[0] = s.Wx.operand(s.X, Width16(s.Wx.K)).from(row, block*gateBlock)
	} else {
		copy(z, s.Z[(block*s.M+row)*gateBlock:])
	}
	if s.H != nil {
		operands[1] = s.Wh.operand(s.H, Width16(s.Hidden)).from(row, block*gateBlock)
	}
	if s.X != nil || s.H != nil {
		current.product16(z, gateBlock, rows, gateBlock, s.X == nil, operands)
	}
}

// from returns the operand without the first rows of a and the first columns of b, a multiple of a panel.
func (o operand16) from(row, column int) operand16 {
	o.a, o.b = o.a[row*o.lda:], o.b[column/panel16*o.panel:]
	return o
}

// Backward16 is the gradient of a Step16.
type Backward16 struct {
	M, Hidden int
	Z         []float32 // gates in blocks; receives their gradients, which MulGates and PackGateGradients read
	DC        []float32 // cells in blocks: the gradient from the next step, then that of the cells before
	DH        []float32 // M×H: the gradient of the output from the layers above
	DHNext    []float32 // M×H: that from the next step
	CNext, C  []float32 // cells in blocks, after the step and before it, nil for zero
	Sum       []float32 // gates of a row, in blocks: the sum of the rows of the gradients in float32 is added to it
}

// Gates computes the gradients of the pre-activations, and rounds them to bfloat16.
func (b *Backward16) Gates() {
	width := GateWidth16(b.Hidden)
	for _, x := range [][]float32{b.DC, b.CNext} {
		check("the cells", x, b.M, width/4, width/4)
	}
	check("Z", b.Z, b.M, width, width)
	check("DH", b.DH, b.M, b.Hidden, b.Hidden)
	check("DHNext", b.DHNext, b.M, b.Hidden, b.Hidden)
	check("Sum", b.Sum, 1, width, width)
	for block := range width / gateBlock {
		current.gatesBackward16(b, block)
	}
}

// Halves returns the memory of z as bfloat16. In that of Backward16.Z, block by block, the gradients fill the
// first half of the memory of their block.
func Halves(z []float32) []BF16 {
	return unsafe.Slice((*BF16)(unsafe.Pointer(unsafe.SliceData(z))), 2*len(z))
}

// MulGates sets the M×N block of c (rows ldc apart) to dz·b, where z holds gradients of M rows, left by
// Backward16, and b is PackGatesTransposed.
func MulGates(c []float32, ldc int, z []float32, m int, b *PackedB) {
	check("c", c, m, b.N, ldc)
	check("z", z, m, b.K, b.K)
	if m > 0 && b.N > 0 && b.K > 0 {
		operand := b.operand(Halves(z), gateBlock)
		operand.pair = 2 * m * gateBlock
		b.set.product16(c, ldc, m, b.N, false, [2]operand16{operand})
	}
}

// GateGradients sets dx, M×4H, to the gradients that Backward16 left for M rows in z.
func GateGradients(dx, z []float32, m, hidden int) {
	halves := Halves(z)
	for r := range gateRuns(hidden) {
		for i := range m {
			row := dx[i*4*hidden+r.from:][:r.count]
			for j, v := range halves[(2*r.block*m+i)*gateBlock+r.at:][:r.count] {
				row[j] = v.Float32()
			}
		}
	}
}
