package nn

import "unsafe"

// allocate returns n zero elements. Large arrays are on huge pages where the system provides them: with pages
// of 4 KiB, the processor's prefetching stops at the end of each page, and address translation takes a
// noticeable share of the time.
func allocate[T any](n int) []T {
	const hugePage = 2 << 20
	x := make([]T, n)
	start := uintptr(unsafe.Pointer(unsafe.SliceData(x)))
	end := start + uintptr(n)*unsafe.Sizeof(*new(T))
	skip := -start % hugePage
	if whole := (end - start - min(skip, end-start)) / hugePage * hugePage; whole > 0 {
		adviseHugePages(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(x)), skip)), whole))
	}
	return x
}
