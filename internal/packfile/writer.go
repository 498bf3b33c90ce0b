package packfile

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"sync"

	"workbench/internal/atomicfile"
	"workbench/internal/diskspace"
)

// Writer writes a new pack. Its methods may be called in parallel.
type Writer[M any] struct {
	path, temporary string
	lock            sync.Mutex
	file            atomicfile.File
	written         int64
	unchecked       int64 // bytes written since the free space was looked up
	list            []entry[M]
	err             error // the first one; nothing is written after it
}

// The disk is left with this many bytes at least, for what matters more than a cache.
const spare = 1 << 30

// ErrDiskFull says that the disk is so full that nothing more is written.
var ErrDiskFull = errors.New("the disk has less than 1 GB left")

// checkEvery is how many bytes are written between two looks at the free space.
const checkEvery = 64 << 20

// Create begins a pack at path, where it appears with [Writer.Close].
func Create[M any](path string) (*Writer[M], error) {
	w := &Writer[M]{path: path, temporary: atomicfile.TemporaryName(path), unchecked: checkEvery}
	var err error
	if w.file, err = atomicfile.OpenTemporary(w.temporary); err != nil {
		return nil, err
	}
	w.write([]byte(magic))
	return w, nil
}

// Add adds an entry. An error is one of the disk, and of all further calls.
func (w *Writer[M]) Add(key Key, data []byte, description M) error {
	sum := crc32.Checksum(data, castagnoli)
	w.lock.Lock()
	defer w.lock.Unlock()
	w.list = append(w.list, entry[M]{key, w.written, int64(len(data)), sum, description})
	w.write(data)
	w.write(make([]byte, -w.written&(alignment-1)))
	return w.err
}

func (w *Writer[M]) write(data []byte) {
	if w.unchecked += int64(len(data)); w.unchecked >= checkEvery && w.err == nil {
		w.unchecked = 0
		if free, ok := diskspace.Free(filepath.Dir(w.path)); ok && free < spare {
			w.err = ErrDiskFull
		}
	}
	if w.err != nil {
		return
	}
	n, err := w.file.Write(data)
	w.written += int64(n)
	w.err = err
}

// Close completes the pack, or removes what was written of it and returns why.
func (w *Writer[M]) Close() error {
	w.lock.Lock()
	defer w.lock.Unlock()
	var directory bytes.Buffer
	err := errors.Join(w.err, gob.NewEncoder(&directory).Encode(w.list))
	if err == nil {
		tail := binary.LittleEndian.AppendUint64(nil, uint64(w.written))
		tail = binary.LittleEndian.AppendUint64(tail, uint64(directory.Len()))
		tail = binary.LittleEndian.AppendUint32(tail, crc32.Checksum(directory.Bytes(), castagnoli))
		w.write(directory.Bytes())
		w.write(append(tail, magic...))
		err = w.err
	}
	if err == nil {
		err = w.file.Sync()
	}
	err = errors.Join(err, w.file.Close())
	if err == nil {
		err = os.Rename(w.temporary, w.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(w.temporary))
	}
	return nil
}

// Abandon removes what was written.
func (w *Writer[M]) Abandon() {
	w.lock.Lock()
	if w.err == nil {
		w.err = errAbandoned
	}
	w.lock.Unlock()
	_ = w.Close() // the reason is known
}

var errAbandoned = errors.New("abandoned")

// Path is where the pack appears.
func (w *Writer[M]) Path() string { return w.path }
