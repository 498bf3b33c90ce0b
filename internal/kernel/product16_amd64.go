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

func half(x *BF16) *uint16 { return (*uint16)(unsafe.Pointer(x)) }
