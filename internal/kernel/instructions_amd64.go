package kernel

import "golang.org/x/sys/cpu"

var avx2 = &vectors{
	name:     "avx2",
	rows:     6,
	full:     panel{width: 16, multiply: panel16AVX2, pack: pack16AVX2},
	half:     panel{width: 8, multiply: panel8AVX2, pack: pack8AVX2},
	packLeft: pack6AVX2,
	activate: gatesAVX2, activateBackward: gatesBackwardAVX2,
}

// available lists the instructions that this machine has, the fastest first.
func available() []instructions {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return []instructions{avx2, plain{}}
	}
	return []instructions{plain{}}
}
