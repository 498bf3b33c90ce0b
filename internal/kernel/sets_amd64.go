package kernel

import (
	"slices"

	"golang.org/x/sys/cpu"
)

var avx2 = &simd{
	name:      "avx2",
	tileRows:  6,
	full:      panel{width: 16, multiply: panel16AVX2, pack: pack16AVX2},
	half:      panel{width: 8, multiply: panel8AVX2, pack: pack8AVX2},
	smallM:    [2]smallM{{panels: 4, multiply: rows1AVX2}, {panels: 2, multiply: rows2AVX2}},
	edge:      edgeAVX2,
	packA:     pack6AVX2,
	columns16: 16, multiply16: product16AVX2,
	lanes: 8, narrow16: narrow16AVX2, activate16: gates16AVX2, activateBackward16: gatesBackward16AVX2,
	sumWidth: 32, sum: sumRowsAVX2, addScaledVectors: addScaledAVX2, adamVectors: adamAVX2,
	activate: gatesAVX2, activateBackward: gatesBackwardAVX2,
	peak: peakAVX2, peakFLOP: 2 * 6 * 16,
}

var avx512 = &simd{
	name:      "avx512",
	tileRows:  14,
	full:      panel{width: 32, multiply: panel32AVX512, pack: pack32AVX512},
	half:      panel{width: 16, multiply: panel16AVX512, pack: pack16AVX512},
	smallM:    [2]smallM{{panels: 4, multiply: rows1AVX512}, {panels: 2, multiply: rows2AVX512}},
	edge:      edgeAVX512,
	packA:     pack14AVX512,
	columns16: 32, multiply16: product16AVX512,
	lanes: 16, narrow16: narrow16AVX512, activate16: gates16AVX512, activateBackward16: gatesBackward16AVX512,
	pack16: interleave16AVX512, transposeBlocks: transpose16AVX512,
	sumWidth: 64, sum: sumRowsAVX512, addScaledVectors: addScaledAVX512, adamVectors: adamAVX512,
	activate: gatesAVX512, activateBackward: gatesBackwardAVX512,
	peak: peakAVX512, peakFLOP: 2 * 14 * 32,
}

// dot16 is AVX-512 with products in bfloat16 by the dot products of AVX512_BF16, which add in another order.
var dot16 = func() *simd {
	s := *avx512
	s.name, s.multiply16 = "avx512bf16", product16Dot
	return &s
}()

// available lists the kernel sets that this machine and its operating system support, the fastest first. The
// sets with AVX-512 need BMI2 as well: its BZHI makes the masks of the last lanes.
func available() []kernelSet {
	x, have := cpu.X86, []kernelSet{plain{}}
	if x.HasAVX2 && x.HasFMA {
		have = slices.Insert(have, 0, kernelSet(avx2))
	}
	if x.HasAVX512F && x.HasAVX512DQ && x.HasBMI2 {
		have = slices.Insert(have, 0, kernelSet(avx512))
		if x.HasAVX512BF16 {
			have = slices.Insert(have, 0, kernelSet(dot16))
		}
		have = slices.Insert(have, 0, amxSets()...)
	}
	return have
}
