package packfile

import "unsafe"

// AppendArray appends the memory of a slice whose elements hold no pointers, and zeros up to a multiple of eight
// bytes. [Array] returns it on the same kind of machine.
func AppendArray[T any](data []byte, values []T) []byte {
	if len(values) > 0 {
		data = append(data, unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), len(values)*int(unsafe.Sizeof(values[0])))...)
	}
	return append(data, make([]byte, -len(data)&(alignment-1))...)
}

// Array returns the first n elements of data, which [AppendArray] appended, in place, and what follows them. It
// returns nil for no elements, and ok is false if data is shorter.
func Array[T any](data []byte, n int) (values []T, rest []byte, ok bool) {
	var element T
	size := int(unsafe.Sizeof(element))
	if n < 0 || n > len(data)/size {
		return nil, nil, false
	}
	bytes := n * size
	bytes += -bytes & (alignment - 1)
	if bytes > len(data) {
		return nil, nil, false
	}
	if n > 0 {
		values = unsafe.Slice((*T)(unsafe.Pointer(&data[0])), n)
	}
	return values, data[bytes:], true
}
