package kernel

import "unsafe"

// In bfloat16, the gates of an LSTM are ordered in blocks of 16 units: 16 elements of each gate i, f, g, o, 64 in all.
// A step computes block by block: the products of 64 columns, then their gates, while they are in the first-level
// cache. Units that fill up the last block have weights of zero, so that their outputs and gradients are zero.
const (
	unitBlock = 16
	gateBlock = 4 * unitBlock
)

// GateWidth16 is the number of columns of the gates of H units in bfloat16, 4H rounded up to whole blocks.
func GateWidth16(hidden int) int { return gateBlock * padded(hidden, unitBlock) / unitBlock }

// Width16 is the distance between rows of bfloat16 with n columns: n rounded up to whole blocks of terms. The columns
// beyond n are zero.
func Width16(n int) int { return padded(n, blockK) }

// gateColumn returns the position of column j of the 4H gates in the order of blocks.
func gateColumn(j, hidden int) int {
	gate, unit := j/hidden, j%hidden
	return unit/unitBlock*gateBlock + gate*unitBlock + unit%unitBlock
}

// BlockGates sets blocked, M×GateWidth16, to the columns of x, M×4H, in the order of blocks.
func BlockGates(blocked, x []float32, m, hidden int) {
	width := GateWidth16(hidden)
	clear(blocked[:m*width])
	for i := range m {
		for j, v := range x[i*4*hidden : (i+1)*4*hidden] {
			blocked[i*width+gateColumn(j, hidden)] = v
		}
	}
}

// UnblockGates is the inverse of BlockGates.
func UnblockGates(x, blocked []float32, m, hidden int) {
	width := GateWidth16(hidden)
	for i := range m {
		row := x[i*4*hidden : (i+1)*4*hidden]
		for j := range row {
			row[j] = blocked[i*width+gateColumn(j, hidden)]
		}
	}
}

// PackGates packs the weights b of an LSTM, K×4H, in bfloat16, with columns in the order of blocks.
func (p *PackedB) PackGates(b []float32, k, hidden int) {
	check("b", b, k, 4*hidden, 4*hidden)
	p.pack16(k, GateWidth16(hidden), func(set func(i, j int, v float32)) {
		for j := range 4 * hidden {
			to := gateColumn(j, hidden)
			for i := range k {
				set(i, to, b[i*4*hidden+j])
			}
		}
	})
}

// PackGatesTransposed packs bᵀ, with rows in the order of blocks, where b is K×4H.
func (p *PackedB) PackGatesTransposed(b []float32, k, hidden int) {
	check("b", b, k, 4*hidden, 4*hidden)
	p.pack16(GateWidth16(hidden), k, func(set func(i, j int, v float32)) {
		for j := range k {
			for i, v := range b[j*4*hidden : (j+1)*4*hidden] {
				set(gateColumn(i, hidden), j, v)
			}
		}
	})
}

// Step16 is a step of an LSTM of H units for M rows, in bfloat16. Gates and cells are computed in float32, as by Gates.
type Step16 struct {
	M, Hidden int
	X         []BF16   // M rows of Width16(I); nil: Z holds x·Wx already
	Wx        *PackedB // PackGates of I×4H
	H         []BF16   // M rows of Width16(H), the output of the step before; nil for zero
	Wh        *PackedB // PackGates of H×4H
	Bias      []float32
	Z         []float32 // M×GateWidth16: receives the activated gates
	C         []float32 // M×H, the cell of the step before; nil for zero
	CNext     []float32 // M×H: receives the cell; may be C
	HNext     []float32 // M×H: receives the output; nil if it is not needed
	HNext16   []BF16    // M rows of Width16(H): receives the output; must not be H
}

// Forward computes the step.
func (s *Step16) Forward() {
	width, ld := GateWidth16(s.Hidden), Width16(s.Hidden)
	check("Z", s.Z, s.M, width, width)
	check("CNext", s.CNext, s.M, s.Hidden, s.Hidden)
	if len(s.HNext16) < s.M*ld || len(s.Bias) < width {
		panic("kernel: outputs or bias of a step are too short")
	}
	for j := 0; j < width; j += gateBlock {
		var operands [2]operand16
		if s.X != nil {
			operands[0] = s.Wx.operand(s.X, Width16(s.Wx.K)).from(j)
		}
		if s.H != nil {
			operands[1] = s.Wh.operand(s.H, ld).from(j)
		}
		if s.X != nil || s.H != nil {
			current.product16(s.Z[j:], width, s.M, gateBlock, s.X == nil, operands)
		}
		current.gates16(s, j)
	}
}

// from returns the operand without the first columns, a multiple of a panel.
func (o operand16) from(column int) operand16 {
	o.b = o.b[column/panel16*o.panel:]
	return o
}

// Backward16 is the gradient of a Step16.
type Backward16 struct {
	M, Hidden int
	Z         []float32 // M×GateWidth16: the activated gates; then, row by row, in the first half, the result in bfloat16
	DC        []float32 // M×H: the gradient of the cell from the next step, then that of the cell before
	DH        []float32 // M×H: the gradient of the output from the layers above
	DHNext    []float32 // M×H: that from the next step
	CNext, C  []float32 // M×H: the cell after the step, and before it, nil for zero
	Sum       []float32 // GateWidth16: the sum of the rows of the result in float32 is added to it
}

// Gates computes the gradient of the pre-activations.
func (b *Backward16) Gates() {
	width := GateWidth16(b.Hidden)
	check("Z", b.Z, b.M, width, width)
	for _, x := range [][]float32{b.DC, b.DH, b.DHNext, b.CNext} {
		check("a cell array", x, b.M, b.Hidden, b.Hidden)
	}
	check("Sum", b.Sum, 1, width, width)
	for j := 0; j < width; j += gateBlock {
		current.gatesBackward16(b, j)
	}
}

// Halves returns the memory of z as bfloat16, in which the results of Backward16 are, with rows 2·GateWidth16 apart.
func Halves(z []float32) []BF16 {
	return unsafe.Slice((*BF16)(unsafe.Pointer(unsafe.SliceData(z))), 2*len(z))
}

// MulBF16 sets the M×N block of c (rows ldc apart) to a·b, where the rows of a, lda apart, have Width16(K) columns.
func MulBF16(c []float32, ldc int, a []BF16, lda, m int, b *PackedB) {
	check("c", c, m, b.N, ldc)
	if m > 0 && len(a) < (m-1)*lda+Width16(b.K) {
		panic("kernel: a is too short")
	}
	if m > 0 && b.N > 0 && b.K > 0 {
		b.set.product16(c, ldc, m, b.N, false, [2]operand16{b.operand(a, lda)})
	}
}

// PackBF16 packs b, K×N, whose rows are ldb apart and have a number of columns that is a multiple of 16.
func (p *PackedB) PackBF16(b []BF16, ldb, k, n int) {
	if k > 0 && len(b) < (k-1)*ldb+padded(n, panel16) {
		panic("kernel: b is too short")
	}
	p.resize16(k, n)
	p.set.interleave16(p.half, b, ldb, k, padded(n, panel16)/panel16, p.panelSize())
}

// MulAddTransA16 adds aᵀ·b to the K×N block of c (rows ldc apart), where a has as many rows as b, lda apart, of
// Width16(K) columns. The first zeros rows of a are not read: they are taken for zero.
func MulAddTransA16(c []float32, ldc int, a []BF16, lda, zeros, k int, b *PackedB) {
	check("c", c, k, b.N, ldc)
	rows := b.K - zeros
	if rows > 0 && len(a) < (rows-1)*lda+Width16(k) {
		panic("kernel: a is too short")
	}
	if b.K == 0 || b.N == 0 || k == 0 {
		return
	}
	s := halves.Get().(*[]BF16)
	defer halves.Put(s)
	ld := padded(b.K, blockK)
	size := padded(k, panel16) * ld
	if cap(*s) < size {
		*s = make([]BF16, size)
	}
	t := (*s)[:size]
	b.set.transpose16(t, ld, a, lda, zeros, b.K, padded(k, panel16)/panel16)
	b.set.product16(c, ldc, k, b.N, true, [2]operand16{b.operand(t, ld)})
}
