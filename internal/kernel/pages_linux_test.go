package kernel

import (
	"fmt"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// page is the size of a page of memory, or a multiple of it.
const page = 1 << 16

// atEdge returns n numbers at the end, or the start, of a piece of memory between pages that nothing may touch:
// a read or write past the slice, which guards would not notice, stops the process.
func atEdge(t *testing.T, n int, end bool) []float32 {
	t.Helper()
	size := (4*n + page - 1) / page * page
	memory, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Munmap(memory); err != nil {
			t.Error(err)
		}
	})
	for _, fence := range [][]byte{memory[:page], memory[page+size:]} {
		if err := unix.Mprotect(fence, unix.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	inside := memory[page : page+size]
	if end {
		inside = inside[size-4*n:]
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(inside))), n)
}

func TestKernelsStayWithinTheirSlices(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, end := range []bool{false, true} {
			for _, m := range []int{1, 2, 3, 5, 6, 7, 8, 13, 14, 15, 17} {
				for _, n := range []int{1, 2, 5, 6, 7, 8, 9, 13, 16, 17, 24, 25, 31, 32, 33, 64, 65, 129} {
					t.Run(fmt.Sprintf("%dx%d/end=%t", m, n, end), func(t *testing.T) {
						touch(func(size int) []float32 { return atEdge(t, size, end) }, m, n)
					})
				}
			}
		}
	})
}

// touch calls every kernel with slices as short as they may be.
func touch(slice func(n int) []float32, m, n int) {
	k := m + 2
	a, b, c := slice(m*k), slice(k*n), slice(m*n)
	var r PackedB
	r.Pack(b, k, n)
	Mul(c, n, a, k, m, &r)
	r.PackTransposed(b, k, n)
	MulAdd(c, n, a, k, m, &r)
	MulAddTransA(b, n, a, k, c, n, m, k, n)
	z, bias, cell, cNext, h, dh := slice(4*m*n), slice(4*n), slice(m*n), slice(m*n), slice(m*n), slice(m*n)
	Gates(h, cNext, z, bias, cell, m, n)
	GatesBackward(z, c, h, dh, cNext, cell, m, n)
	SumRows(bias, z, 4*n, m, 4*n)
	AddScaled(h, dh, 2)
	touch16(slice, m, n)
}

// touch16 calls the kernels of bfloat16 with slices as short as they may be. The rows of gates and cells are
// whole blocks of units.
func touch16(slice func(n int) []float32, m, n int) {
	halves := func(n int) []BF16 { return Halves(slice((n + 1) / 2))[:n] }
	k := m + 2
	a, b, c := slice(m*k), slice(k*n), slice(m*n)
	p := PackedB{Precision: BFloat16}
	p.Pack(b, k, n)
	Mul(c, n, a, k, m, &p)
	p.PackTransposed(b, k, n)
	MulAdd(c, n, a, k, m, &p)
	MulAddTransABF16(b, n, a, k, c, n, m, k, n)

	cells, gates := CellWidth16(n), GateWidth16(n)
	wx, wh, whT := PackedB{}, PackedB{}, PackedB{}
	wx.PackGates(slice(k*4*n), k, n)
	wh.PackGates(slice(n*4*n), n, n)
	whT.PackGatesTransposed(slice(n*4*n), n, n)
	s := Step16{M: m, Hidden: n, X: halves(m * Width16(k)), Wx: &wx, H: halves(m * Width16(n)), Wh: &wh, Bias: slice(gates),
		Z: slice(m * gates), C: slice(m * cells), CNext: slice(m * cells), HNext: slice(m * n), HNext16: halves(m * Width16(n))}
	s.Forward()
	g := Backward16{M: m, Hidden: n, Z: s.Z, DC: slice(m * cells), DH: slice(m * n), DHNext: slice(m * n), CNext: s.CNext, C: s.C, Sum: slice(gates)}
	g.Gates()
	MulGates(g.DHNext, n, g.Z, m, &whT)
	p.ReserveTerms(m, gates)
	p.PackGateGradients(0, g.Z, m, 0, gates/gateBlock)
	MulAddTransA16(slice(k*gates), gates, s.X, Width16(k), 0, k, &p)
}
