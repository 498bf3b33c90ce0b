package kernel

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/cpu"
	"golang.org/x/sys/unix"
)

// amx is the set of processors with AMX: products in bfloat16 run on its tiles, everything else on AVX-512.
type amx struct{ *simd }

// amxSets returns the set if this machine has AMX.
func amxSets() []kernelSet {
	if haveAMX() {
		return []kernelSet{amx{avx512}}
	}
	return nil
}

func (amx) String() string { return "amx" }

// haveAMX asks Linux for the permission to use the tiles, once.
var haveAMX = sync.OnceValue(func() bool {
	const requestPermission, tileData = 0x1023, 18 // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
	if !cpu.X86.HasAMXTile || !cpu.X86.HasAMXBF16 {
		return false
	}
	_, _, errno := unix.RawSyscall(unix.SYS_ARCH_PRCTL, requestPermission, tileData, 0)
	return errno == 0
})

// tileArguments are the arguments of the AMX kernels, whose offsets the program in asm knows. Distances are in
// bytes.
type tileArguments struct {
	c             *float32
	ldc           int
	add           int // 0: set c, 1: add to it
	config        *tileConfig
	rows, columns int // blocks of c
	operands      [2]tileOperand
}

// tileOperand is an operand16.
type tileOperand struct {
	a         *BF16
	lda, pair int
	b         *BF16
	panel     int
	blocks    int
	_         int
}

// tileConfig is the operand of LDTILECFG: palette 1, and columns in bytes and rows of 8 tiles.
type tileConfig struct {
	palette uint8
	_       [15]uint8
	bytes   [8]uint16
	_       [16]uint8
	rows    [8]uint8
	_       [8]uint8
}

// A tileKernel computes blocks of a given number of tiles.
type tileKernel struct{ rows, columns int }

var (
	tiles2x2 = tileKernel{2, 2}
	tiles1x4 = tileKernel{1, 4}
	tiles2x1 = tileKernel{2, 1}
	tiles1x1 = tileKernel{1, 1}
)

// run calls the kernel directly, so that the arguments may be on the stack.
func (t tileKernel) run(arguments *tileArguments) {
	pointer := (*uintptr)(unsafe.Pointer(arguments))
	switch t {
	case tiles2x2:
		tiles2x2AMX(pointer)
	case tiles1x4:
		tiles1x4AMX(pointer)
	case tiles2x1:
		tiles2x1AMX(pointer)
	default:
		tiles1x1AMX(pointer)
	}
}

// configure returns the tiles of a block with a given number of rows and columns of c. Of c, the last tiles
// may be incomplete.
func (t tileKernel) configure(rows, columns int) tileConfig {
	c := tileConfig{palette: 1}
	for i := range c.rows {
		c.rows[i], c.bytes[i] = 16, 64
	}
	lastRows, lastBytes := uint8(rows-16*(t.rows-1)), uint16(4*(columns-16*(t.columns-1)))
	for row := range t.rows {
		c.bytes[row*t.columns+t.columns-1] = lastBytes
	}
	for column := range t.columns {
		c.rows[(t.rows-1)*t.columns+column] = lastRows
	}
	c.rows[4+t.rows-1] = lastRows
	if t.columns < 4 {
		c.bytes[6+t.columns-1] = lastBytes
	}
	return c
}

// multiply computes count×across blocks of c of rows×columns each, from row i and column j on.
func (t tileKernel) multiply(c []float32, ldc, i, j, count, across, rows, columns int, add bool, operands *[2]operand16) {
	if count == 0 || across == 0 || rows <= 0 || columns <= 0 {
		return
	}
	config := t.configure(rows, columns)
	arguments := tileArguments{c: &c[i*ldc+j], ldc: 4 * ldc, config: &config, rows: count, columns: across}
	if add {
		arguments.add = 1
	}
	for n := range operands {
		if o := &operands[n]; o.blocks > 0 {
			arguments.operands[n] = tileOperand{a: &o.a[i*o.lda], lda: 2 * o.lda, pair: 2 * o.pair, b: &o.b[j/panel16*o.panel], panel: 2 * o.panel, blocks: o.blocks}
		}
	}
	t.run(&arguments)
}

// product16 computes blocks of 32×32, and the edges in smaller blocks.
func (amx) product16(c []float32, ldc, m, n int, add bool, operands [2]operand16) {
	rest, restRows := n%32, m%32
	i, j := m-restRows, n-rest
	tiles2x2.multiply(c, ldc, 0, 0, m/32, n/32, 32, 32, add, &operands)
	if rest > 16 {
		tiles2x2.multiply(c, ldc, 0, j, m/32, 1, 32, rest, add, &operands)
	} else {
		tiles2x1.multiply(c, ldc, 0, j, m/32, 1, 32, rest, add, &operands)
	}
	if restRows > 16 {
		tiles2x2.multiply(c, ldc, i, 0, 1, n/32, restRows, 32, add, &operands)
		if rest > 16 {
			tiles2x2.multiply(c, ldc, i, j, 1, 1, restRows, rest, add, &operands)
		} else {
			tiles2x1.multiply(c, ldc, i, j, 1, 1, restRows, rest, add, &operands)
		}
		return
	}
	j = n / 64 * 64
	tiles1x4.multiply(c, ldc, i, 0, 1, n/64, restRows, 64, add, &operands)
	tiles1x1.multiply(c, ldc, i, j, 1, (n-j)/16, restRows, 16, add, &operands)
	tiles1x1.multiply(c, ldc, i, n-n%16, 1, 1, restRows, n%16, add, &operands)
}
