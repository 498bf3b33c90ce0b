package kernel

import (
	"slices"

	"golang.org/x/sys/cpu"
)

var avx2 = &vectors{
	name:     "avx2",
	rows:     6,
	full:     panel{width: 16, multiply: panel16AVX2, pack: pack16AVX2},
	half:     panel{width: 8, multiply: panel8AVX2, pack: pack8AVX2},
	few:      [2]few{{panels: 4, multiply: rows1AVX2}, {panels: 2, multiply: rows2AVX2}},
	edge:     edgeAVX2,
	packLeft: pack6AVX2,
	sumStrip: 32, sum: sumRowsAVX2,
	activate: gatesAVX2, activateBackward: gatesBackwardAVX2,
	peak: peakAVX2, peakFLOP: 2 * 6 * 16,
}

var avx512 = &vectors{
	name:     "avx512",
	rows:     14,
	full:     panel{width: 32, multiply: panel32AVX512, pack: pack32AVX512},
	half:     panel{width: 16, multiply: panel16AVX512, pack: pack16AVX512},
	few:      [2]few{{panels: 4, multiply: rows1AVX512}, {panels: 2, multiply: rows2AVX512}},
	edge:     edgeAVX512,
	packLeft: pack14AVX512,
	sumStrip: 64, sum: sumRowsAVX512,
	activate: gatesAVX512, activateBackward: gatesBackwardAVX512,
	peak: peakAVX512, peakFLOP: 2 * 14 * 32,
}

// available lists the instructions that this machine and its operating system have, the fastest first.
func available() []instructions {
	x, have := cpu.X86, []instructions{plain{}}
	if x.HasAVX2 && x.HasFMA {
		have = slices.Insert(have, 0, instructions(avx2))
	}
	if x.HasAVX512F && x.HasAVX512DQ && x.HasBMI2 {
		have = slices.Insert(have, 0, instructions(avx512))
	}
	return have
}
