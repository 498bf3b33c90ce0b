// Package packfile stores many entries in one file that does not change once it is written, and reads them through
// a memory map: the system loads what is used, and may drop it again when memory is short. Each entry has a
// checksum.
//
// A file is: the magic, the entries, each at a multiple of eight bytes, the directory as a gob, and a tail with the
// place, length and checksum of the directory.
package packfile

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"

	"github.com/edsrzf/mmap-go"
)

// Key identifies an entry.
type Key [32]byte

const (
	magic      = "BXPACK1\n"
	tailLength = 8 + 8 + 4 + len(magic)
	alignment  = 8
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Pack is a file of entries with a description of type M each.
type Pack[M any] struct {
	path    string
	file    *os.File
	data    mmap.MMap
	entries map[Key]entry[M]
}

// entry is what the directory holds of an entry.
type entry[M any] struct {
	Key            Key
	Offset, Length int64
	Checksum       uint32
	Description    M
}

// ErrDamaged is the error of a file that no writer has left so.
var ErrDamaged = errors.New("the file is damaged")

// Open opens a pack. It checks the directory; an entry is checked when it is read.
func Open[M any](path string) (*Pack[M], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p := &Pack[M]{path: path, file: f}
	if err = p.readDirectory(); err == nil {
		p.data, err = mmap.Map(f, mmap.RDONLY, 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return p, nil
}

func (p *Pack[M]) readDirectory() error {
	info, err := p.file.Stat()
	if err != nil {
		return err
	}
	tail := make([]byte, tailLength)
	from := info.Size() - int64(len(tail))
	if from < int64(len(magic)) {
		return ErrDamaged
	}
	if _, err := p.file.ReadAt(tail, from); err != nil {
		return err
	}
	offset, length := int64(binary.LittleEndian.Uint64(tail)), int64(binary.LittleEndian.Uint64(tail[8:]))
	if string(tail[20:]) != magic || offset < 0 || length < 0 || offset > from || length != from-offset {
		return ErrDamaged
	}
	directory := make([]byte, length)
	if _, err := p.file.ReadAt(directory, offset); err != nil {
		return err
	}
	var list []entry[M]
	if crc32.Checksum(directory, castagnoli) != binary.LittleEndian.Uint32(tail[16:]) || gob.NewDecoder(bytes.NewReader(directory)).Decode(&list) != nil {
		return ErrDamaged
	}
	p.entries = make(map[Key]entry[M], len(list))
	for _, e := range list {
		if e.Offset < 0 || e.Length < 0 || e.Offset%alignment != 0 || e.Offset > offset || e.Length > offset-e.Offset {
			return ErrDamaged
		}
		p.entries[e.Key] = e
	}
	return nil
}

// Path is where the pack was opened.
func (p *Pack[M]) Path() string { return p.path }

// Has reports whether the directory lists an entry.
func (p *Pack[M]) Has(key Key) bool { _, ok := p.entries[key]; return ok }

// Find returns an entry whose checksum is right, with its description. ok is false if it is not there or
// damaged. The bytes are read-only: writing to them ends the program. They stay valid while the program runs.
func (p *Pack[M]) Find(key Key) (data []byte, description M, ok bool) {
	e, ok := p.entries[key]
	if !ok || !p.sound(e) {
		return nil, description, false
	}
	return p.data[e.Offset : e.Offset+e.Length : e.Offset+e.Length], e.Description, true
}

var buffers = sync.Pool{New: func() any { return new([1 << 18]byte) }}

// sound reports whether an entry has its checksum. It reads the file and not the map, so that the entry does not
// become a part of the process's memory.
func (p *Pack[M]) sound(e entry[M]) bool {
	buffer := buffers.Get().(*[1 << 18]byte)
	defer buffers.Put(buffer)
	sum := uint32(0)
	for from := int64(0); from < e.Length; {
		part := buffer[:min(int64(len(buffer)), e.Length-from)]
		if n, err := p.file.ReadAt(part, e.Offset+from); n < len(part) && err != nil && !errors.Is(err, io.EOF) || n < len(part) {
			return false
		}
		sum = crc32.Update(sum, castagnoli, part)
		from += int64(len(part))
	}
	return sum == e.Checksum
}
