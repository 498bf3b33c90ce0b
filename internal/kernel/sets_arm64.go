package kernel

import "unsafe"

var neon = &simd{
	name:     "neon",
	tileRows: 6,
	full:     panel{width: 16, multiply: panel16NEON, pack: packer(16)},
	half:     panel{width: 8, multiply: panel8NEON, pack: packer(8)},
	edge:     edge,
	packA:    packer(6),
	activate: activateNEON, activateBackward: activateBackwardNEON,
	peak: peakNEON, peakFLOP: 2 * 6 * 16,
}

// available lists the kernel sets: every arm64 processor that Go supports has NEON.
func available() []kernelSet { return []kernelSet{neon, plain{}} }

// packer returns a packFunc in Go, for panels of a width.
func packer(width int) packFunc {
	return func(dst, src *float32, ld, rows, panels int) {
		from := unsafe.Slice(src, (rows-1)*ld+panels*width)
		to := unsafe.Slice(dst, rows*panels*width)
		for i := range rows {
			for p := range panels {
				copy(to[(p*rows+i)*width:][:width], from[i*ld+p*width:])
			}
		}
	}
}

// edge is the simd.edge in Go.
func edge(c *float32, ldc int, x *float32, ldx, columns, m int, add bool) {
	to, from := unsafe.Slice(c, (m-1)*ldc+columns), unsafe.Slice(x, m*ldx)
	for i := range m {
		row := to[i*ldc:][:columns]
		if !add {
			copy(row, from[i*ldx:])
			continue
		}
		for j, v := range from[i*ldx:][:columns] {
			row[j] += v
		}
	}
}

// lanes is the number of elements of a vector.
const lanes = 4

// activateNEON computes whole vectors in place, and the last units of each row in a buffer, so that every
// element goes through the same instructions.
func activateNEON(h, cNext, z, bias, c *float32, m, hidden int) {
	whole := hidden / lanes * lanes
	zero := 0
	if c == nil {
		zero, c = 1, &make([]float32, hidden)[0]
	}
	if whole > 0 {
		gatesNEON(h, cNext, z, bias, c, zero, m, hidden, whole)
	}
	if rest := hidden - whole; rest > 0 {
		var b [10 * lanes]float32 // z, bias, h and c of 4 units
		for row := range m {
			tail(&b, 0, z, row*4*hidden+whole, hidden, 4, rest, false)
			tail(&b, 4, bias, whole, hidden, 4, rest, false)
			if zero == 0 {
				tail(&b, 9, c, row*hidden+whole, 0, 1, rest, false)
			}
			gatesNEON(&b[8*lanes], &b[9*lanes], &b[0], &b[4*lanes], &b[9*lanes], 0, 1, lanes, lanes)
			tail(&b, 0, z, row*4*hidden+whole, hidden, 4, rest, true)
			tail(&b, 8, h, row*hidden+whole, 0, 1, rest, true)
			tail(&b, 9, cNext, row*hidden+whole, 0, 1, rest, true)
			clear(b[9*lanes:])
		}
	}
}

// activateBackwardNEON is the backward counterpart of activateNEON.
func activateBackwardNEON(z, dc, dh, dhNext, cNext, c *float32, m, hidden int) {
	whole := hidden / lanes * lanes
	zero := 0
	if c == nil {
		zero, c = 1, &make([]float32, hidden)[0]
	}
	if whole > 0 {
		gatesBackwardNEON(z, dc, dh, dhNext, c, zero, m, hidden, whole, cNext)
	}
	if rest := hidden - whole; rest > 0 {
		var b [10 * lanes]float32 // z, dc, dh, dhNext, cNext and c of 4 units
		for row := range m {
			at := row*hidden + whole
			tail(&b, 0, z, row*4*hidden+whole, hidden, 4, rest, false)
			for i, x := range []*float32{dc, dh, dhNext, cNext} {
				tail(&b, 4+i, x, at, 0, 1, rest, false)
			}
			if zero == 0 {
				tail(&b, 8, c, at, 0, 1, rest, false)
			}
			gatesBackwardNEON(&b[0], &b[4*lanes], &b[5*lanes], &b[6*lanes], &b[8*lanes], 0, 1, lanes, lanes, &b[7*lanes])
			tail(&b, 0, z, row*4*hidden+whole, hidden, 4, rest, true)
			tail(&b, 4, dc, at, 0, 1, rest, true)
		}
	}
}

// tail copies count vectors of a given number of elements between the buffer, from vector first on, and x,
// from an element on, where they are apart elements from each other: to x if back is set.
func tail(b *[10 * lanes]float32, first int, x *float32, at, apart, count, elements int, back bool) {
	for i := range count {
		inBuffer := b[(first+i)*lanes:][:elements]
		inX := unsafe.Slice((*float32)(unsafe.Add(unsafe.Pointer(x), 4*(at+i*apart))), elements)
		if back {
			copy(inX, inBuffer)
		} else {
			copy(inBuffer, inX)
		}
	}
}
