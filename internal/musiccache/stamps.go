package musiccache

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"workbench/internal/packfile"
)

// stamp says what a file held when it was last read.
type stamp struct {
	Size              int64
	Modified, Changed int64 // times of the contents and of the directory entry, in nanoseconds; Changed is 0 where the system has none
	Read              int64 // when it was read
	Sum               [sha256.Size]byte
}

// settled is how long before the reading a file must have changed last, so that a further change shows in its
// times. File systems count in up to two seconds.
const settled = int64(2 * time.Second)

// stamps are those of the files of a folder. They only save reading files: a file whose times or size differ, or
// that changed shortly before it was read, is read again.
type stamps struct {
	path    string
	lock    sync.Mutex
	known   map[string]stamp
	changed bool
}

// openStamps reads the stamps of a folder.
func openStamps(root, folder string) *stamps {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	s := &stamps{path: filepath.Join(root, "folders", fmt.Sprintf("%x", sha256.Sum256([]byte(folder))))}
	if data, ok := packfile.ReadChecked(s.path); ok {
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s.known); err == nil && s.known != nil {
			return s
		}
	}
	s.known = map[string]stamp{}
	return s
}

// sum returns the hash of a file's contents if it is known.
func (s *stamps) sum(name string, info fs.FileInfo) (sum [sha256.Size]byte, ok bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	k, ok := s.known[name]
	ok = ok && k.Size == info.Size() && k.Modified == info.ModTime().UnixNano() && k.Changed == changeTime(info) &&
		max(k.Modified, k.Changed) < k.Read-settled
	return k.Sum, ok
}

// set records the hash of a file's contents, which were read after the given time.
func (s *stamps) set(name string, info fs.FileInfo, read time.Time, sum [sha256.Size]byte) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.changed = true
	s.known[name] = stamp{info.Size(), info.ModTime().UnixNano(), changeTime(info), read.UnixNano(), sum}
}

// save writes the stamps of the files that are still there, if there is anything new.
func (s *stamps) save(names []string) error {
	if !s.changed {
		return nil
	}
	there := make(map[string]stamp, len(names))
	for _, name := range names {
		if k, ok := s.known[name]; ok {
			there[name] = k
		}
	}
	var data bytes.Buffer
	if err := gob.NewEncoder(&data).Encode(there); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o777); err != nil {
		return err
	}
	return packfile.WriteChecked(s.path, data.Bytes())
}
