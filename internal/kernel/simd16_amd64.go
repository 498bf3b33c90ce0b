package kernel

import "unsafe"

// product16 computes whole pairs of panels in place, and the last columns in a buffer.
func (v *simd) product16(c []float32, ldc, m, n int, add bool, operands [2]operand16) {
	width := v.columns16
	if !add {
		for i := range m {
			clear(c[i*ldc : i*ldc+n])
		}
	}
	var buffer [48 * maxColumns]float32
	for j := 0; j < n; j += width {
		for _, o := range operands {
			if o.blocks == 0 {
				continue
			}
			b := &o.b[j/panel16*o.panel]
			if n-j >= width {
				v.multiply16(&c[j], ldc, half(&o.a[0]), o.lda, half(b), o.panel, o.blocks, m)
				continue
			}
			for i := 0; i < m; i += 48 {
				rows := min(48, m-i)
				for r := range rows {
					copy(buffer[r*width:][:width], c[(i+r)*ldc+j:][:n-j])
				}
				v.multiply16(&buffer[0], width, half(&o.a[i*o.lda]), o.lda, half(b), o.panel, o.blocks, rows)
				for r := range rows {
					copy(c[(i+r)*ldc+j:][:n-j], buffer[r*width:])
				}
			}
		}
	}
}

func (v *simd) convert(dst []BF16, x []float32) {
	whole := len(x) / v.lanes
	if whole > 0 {
		v.narrow16(half(&dst[0]), &x[0], whole)
	}
	whole *= v.lanes
	plain{}.convert(dst[whole:], x[whole:])
}

// interleave16 packs whole blocks of terms in assembly, and the rest in Go.
func (v *simd) interleave16(dst, b []BF16, ldb, k, panels, panelSize int) {
	whole := k / 2
	if v.pack16 == nil || whole == 0 || panels == 0 {
		plain{}.interleave16(dst, b, ldb, k, panels, panelSize)
		return
	}
	v.pack16(half(&dst[0]), half(&b[0]), ldb, panelSize, whole, panels)
	if k%blockK == 0 {
		return
	}
	for panel := range panels {
		to := dst[panel*panelSize:][:panelSize]
		clear(to[whole*blockK:])
		if k%2 == 1 {
			for j, v := range b[(k-1)*ldb+panel*panel16:][:panel16] {
				to[whole*blockK+2*j] = v
			}
		}
	}
}

// transpose16 transposes whole blocks of rows in assembly; it copies others to a buffer first.
func (v *simd) transpose16(dst []BF16, ld int, a []BF16, lda, zeros, rows, panels int) {
	if v.transposeBlocks == nil {
		plain{}.transpose16(dst, ld, a, lda, zeros, rows, panels)
		return
	}
	var buffer [block16]BF16
	from, to := padded(zeros, blockK), rows/blockK*blockK
	for panel := range panels {
		d := dst[panel*panel16*ld:]
		for i := 0; i < rows; {
			if i >= from && i < to {
				v.transposeBlocks(half(&d[i]), half(&a[(i-zeros)*lda+panel*panel16]), ld, lda, (to-i)/blockK)
				i = to
				continue
			}
			clear(buffer[:])
			for r := max(i, zeros); r < min(i+blockK, rows); r++ {
				copy(buffer[(r-i)*panel16:][:panel16], a[(r-zeros)*lda+panel*panel16:])
			}
			v.transposeBlocks(half(&d[i]), half(&buffer[0]), ld, panel16, 1)
			i += blockK
		}
	}
}

func (v *simd) gates16(s *Step16, j int) {
	first := j / gateBlock * unitBlock
	c, h := at(s.C, first), at(s.HNext, first)
	v.activate16(h, half(&s.HNext16[first]), c, &s.CNext[first], &s.Z[j], &s.Bias[j],
		GateWidth16(s.Hidden), s.Hidden, Width16(s.Hidden), s.M, min(unitBlock, s.Hidden-first))
}

func (v *simd) gatesBackward16(b *Backward16, j int) {
	first, width := j/gateBlock*unitBlock, GateWidth16(b.Hidden)
	dz, ld := Halves(b.Z)[j:], 2*width
	call := func(z *float32, dz *BF16, ld, row, m int) {
		i := row*b.Hidden + first
		v.activateBackward16(z, half(dz), &b.DC[i], &b.DH[i], &b.DHNext[i], &b.CNext[i], at(b.C, i), &b.Sum[j],
			width, ld, b.Hidden, m, min(unitBlock, b.Hidden-first))
	}
	if v.lanes == unitBlock {
		call(&b.Z[j], &dz[0], ld, 0, b.M)
		return
	}
	// Vectors are shorter than a block: a result in place would overwrite gates that are still needed.
	var buffer [32 * gateBlock]BF16
	for row := 0; row < b.M; row += 32 {
		rows := min(32, b.M-row)
		call(&b.Z[row*width+j], &buffer[0], gateBlock, row, rows)
		for r := range rows {
			copy(dz[(row+r)*ld:][:gateBlock], buffer[r*gateBlock:])
		}
	}
}

// at returns a pointer to an element of x, nil of nil.
func at(x []float32, i int) *float32 {
	if x == nil {
		return nil
	}
	return &x[i]
}

func half(x *BF16) *uint16 { return (*uint16)(unsafe.Pointer(x)) }
