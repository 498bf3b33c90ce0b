package tensorboard

import (
	"encoding/binary"
	"testing"
)

// fields are a decoded message: the last value of each field, a number or bytes.
type fields map[int]any

func (f fields) number(field int) uint64 { n, _ := f[field].(uint64); return n }
func (f fields) text(field int) string   { b, _ := f[field].([]byte); return string(b) }
func (f fields) inner(field int) fields  { b, _ := f[field].([]byte); return decode(b) }

// decode reads a message, up to the first thing that is none.
func decode(b []byte) fields {
	f := fields{}
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		if n <= 0 {
			return f
		}
		b = b[n:]
		field := int(key >> 3)
		switch key & 7 {
		case wireVarint:
			f[field], n = binary.Uvarint(b)
			b = b[n:]
		case wire64:
			f[field] = binary.LittleEndian.Uint64(b)
			b = b[8:]
		case wire32:
			f[field] = uint64(binary.LittleEndian.Uint32(b))
			b = b[4:]
		case wireBytes:
			size, n := binary.Uvarint(b)
			f[field] = b[n : n+int(size)]
			b = b[n+int(size):]
		default:
			return f
		}
	}
	return f
}

// walk takes the events out of a file, and checks the frame of each.
func walk(t *testing.T, file []byte) (events []fields) {
	t.Helper()
	for len(file) > 0 {
		size := binary.LittleEndian.Uint64(file)
		data := file[12 : 12+size]
		if head, got := binary.LittleEndian.Uint32(file[8:]), checksum(file[:8]); head != got {
			t.Fatalf("event %d: checksum of the length %#x, want %#x", len(events), head, got)
		}
		if tail, got := binary.LittleEndian.Uint32(file[12+size:]), checksum(data); tail != got {
			t.Fatalf("event %d: checksum of the data %#x, want %#x", len(events), tail, got)
		}
		events = append(events, decode(data))
		file = file[16+size:]
	}
	return events
}
