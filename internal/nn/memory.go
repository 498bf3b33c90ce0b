package nn

import "unsafe"

// allocate returns n zero elements, from a multiple of 64 bytes on, a line of the cache. Large arrays are on huge
// pages where the system provides them: with pages of 4 KiB, the processor's prefetching stops at the end of each
// page, and address translation takes a noticeable share of the time.
func allocate[T any](n int) []T {
	const hugePage, line = 2 << 20, 64
	size := unsafe.Sizeof(*new(T))
	x := make([]T, n+line/int(size))
	x = x[-uintptr(unsafe.Pointer(unsafe.SliceData(x)))%line/size:][:n:n]
	start := uintptr(unsafe.Pointer(unsafe.SliceData(x)))
	end := start + uintptr(n)*size
	skip := -start % hugePage
	if whole := (end - start - min(skip, end-start)) / hugePage * hugePage; whole > 0 {
		adviseHugePages(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(x)), skip)), whole))
	}
	return x
}
