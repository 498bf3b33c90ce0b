package kernel

import "unsafe"

// product16 computes whole blocks of columns in place, and the last columns in a buffer.
func (v *simd) product16(c []float32, ldc, m, n int, add bool, operands [2]operand16) {
	width := v.columns16
	if !add {
		for i := range m {
			clear(c[i*ldc : i*ldc+n])
		}
	}
	for _, o := range operands {
		if o.blocks == 0 {
			continue
		}
		whole := n / width * width
		for j := 0; j < whole; j += width {
			v.multiply16(&c[j], ldc, half(&o.a[0]), o.lda, o.pair, half(&o.b[j/panel16*o.panel]), o.panel, o.blocks, m)
		}
		if whole < n {
			v.lastColumns16(c[whole:], ldc, m, n-whole, o, &o.b[whole/panel16*o.panel])
		}
	}
}

// lastColumns16 adds the product with the last, incomplete block of columns b.
func (v *simd) lastColumns16(c []float32, ldc, m, columns int, o operand16, b *BF16) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	width := v.columns16
	for i := 0; i < m; i += edgeRows {
		rows := min(edgeRows, m-i)
		for r := range rows {
			copy(s.edge[r*width:][:width], c[(i+r)*ldc:][:columns])
		}
		v.multiply16(&s.edge[0], width, half(&o.a[i*o.lda]), o.lda, o.pair, half(b), o.panel, o.blocks, rows)
		for r := range rows {
			copy(c[(i+r)*ldc:][:columns], s.edge[r*width:])
		}
	}
}

func (v *simd) convert(dst []BF16, x []float32) {
	n := len(x)
	if n < v.lanes {
		plain{}.convert(dst, x)
		return
	}
	v.narrow16(half(&dst[:n][0]), &x[0], n/v.lanes)
	if n%v.lanes != 0 { // the last vector overlaps the one before
		v.narrow16(half(&dst[n-v.lanes]), &x[n-v.lanes], 1)
	}
}

// interleave16 packs whole pairs in assembly.
func (v *simd) interleave16(dst, b []BF16, ldb, k, panels, panelSize int) {
	whole := k / 2
	if v.pack16 == nil || whole == 0 {
		plain{}.interleave16(dst, b, ldb, k, panels, panelSize)
		return
	}
	v.pack16(half(&dst[0]), half(&b[0]), ldb, panelSize, whole, panels)
	if k%2 == 1 {
		plain{}.interleave16(dst[whole*blockK:], b[2*whole*ldb:], ldb, 1, panels, panelSize)
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

func (v *simd) gates16(s *Step16, z []float32, block, row, m int) {
	unit, at16, ld16 := block*unitBlock, block*s.M+row, Width16(s.Hidden)
	v.activate16(at(s.HNext, row*s.Hidden+unit), half(&s.HNext16[row*ld16+unit]), at(s.C, at16*unitBlock), &s.CNext[at16*unitBlock],
		&z[0], &s.Z[at16*gateBlock], &s.Bias[block*gateBlock], s.Hidden, ld16, m, min(unitBlock, s.Hidden-unit))
}

func (v *simd) gatesBackward16(b *Backward16, block int) {
	unit, z := block*unitBlock, block*b.M*gateBlock
	dz := Halves(b.Z)[2*z:]
	call := func(dz *BF16, row, m int) {
		i, c := row*b.Hidden+unit, block*b.M*unitBlock+row*unitBlock
		v.activateBackward16(&b.Z[z+row*gateBlock], half(dz), &b.DC[c], &b.DH[i], &b.DHNext[i], &b.CNext[c], at(b.C, c),
			&b.Sum[block*gateBlock], b.Hidden, m, min(unitBlock, b.Hidden-unit))
	}
	if v.lanes == unitBlock {
		call(&dz[0], 0, b.M)
		return
	}
	// Vectors are shorter than a block: a result in place would overwrite gates that are still needed.
	const rows = 32
	var buffer [rows * gateBlock]BF16
	for row := 0; row < b.M; row += rows {
		m := min(rows, b.M-row)
		call(&buffer[0], row, m)
		copy(dz[row*gateBlock:], buffer[:m*gateBlock])
	}
}

func half(x *BF16) *uint16 { return (*uint16)(unsafe.Pointer(x)) }
