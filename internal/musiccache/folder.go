// Package musiccache reads large folders of music through a cache on the disk, so that a second start takes a small
// part of the time, and so that the music may be larger than memory: what the network does not read at the moment
// need not be loaded.
//
// The cache decides nothing. An entry is found by the hash of a file's contents, by the options, and by the source
// of the readers, and has a checksum. If anything is missing or damaged, the file is read as without a cache, with
// the same result.
package musiccache

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"workbench/features"
	"workbench/internal/packfile"
)

// Fewest is the number of files from which on a folder is read through the cache. Fewer are read in a moment.
const Fewest = 200

// reading is one reading of a folder.
type reading struct {
	listing *features.Listing
	options features.ReadOptions
	store   *store
	stamps  *stamps
	began   time.Time

	lock   sync.Mutex
	writer *packfile.Writer[contents] // nil until there is something to write
	added  []added
	failed error // of writing
}

// added is a file whose contents are in the new pack. Its pieces are empty until the pack is complete, so that they
// do not fill the memory.
type added struct {
	name   string
	key    packfile.Key
	pieces []*features.Piece
}

// Folder reads a folder like [features.Folder], through the cache in root; "" is no cache. warn is told, once, why
// the cache could not be used.
func Folder(dir string, o features.ReadOptions, root string, watch features.Watch, warn func(err error)) (*features.Corpus, error) {
	l, err := features.List(dir)
	if err != nil {
		return nil, err
	}
	if root == "" || len(l.Names) < Fewest {
		return l.Read(func(name string) (features.Corpus, error) { return l.File(name, o) }, watch)
	}
	corpus, err := throughCache(l, dir, o, root, watch, warn)
	if errors.Is(err, errCache) {
		warn(err)
		return l.Read(func(name string) (features.Corpus, error) { return l.File(name, o) }, watch)
	}
	return corpus, err
}

// errCache is wrapped by errors of the cache, as opposed to those of the music.
var errCache = errors.New("the cache cannot be used")

func throughCache(l *features.Listing, dir string, o features.ReadOptions, root string, watch features.Watch, warn func(error)) (*features.Corpus, error) {
	s, err := openStore(root)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCache, err)
	}
	r := &reading{listing: l, options: o, store: s, stamps: openStamps(root, dir), began: time.Now()}
	corpus, err := l.Read(r.file, watch)
	if r.failed != nil {
		r.abandon()
		return nil, fmt.Errorf("%w: %w", errCache, r.failed)
	}
	if err != nil {
		// What was read is kept: an interrupted reading continues from there.
		return corpus, errors.Join(err, r.publish())
	}
	if err := r.publish(); err != nil {
		return nil, err
	}
	if r.writer != nil {
		s.trim(r.writer.Path(), maxBytes, maxPacks)
	}
	corpus.Results = s
	if err := r.stamps.save(l.Names); err != nil {
		warn(fmt.Errorf("%w: %w", errCache, err))
	}
	return corpus, nil
}

// file returns the music of a file: from the cache, or read and added to it.
func (r *reading) file(name string) (features.Corpus, error) {
	info, err := fs.Stat(r.listing.Files, name)
	if err != nil {
		return features.Unreadable(name, err)
	}
	var data []byte
	sum, known := r.stamps.sum(name, info)
	if !known {
		if data, err = r.listing.Contents(name); err != nil {
			return features.Unreadable(name, err)
		}
		sum = sha256.Sum256(data)
		r.stamps.set(name, info, r.began, sum)
	}
	key := r.key(name, sum)
	if c, ok := r.store.find(name, key); ok {
		return c, nil
	}
	if data == nil {
		if data, err = r.listing.Contents(name); err != nil {
			return features.Unreadable(name, err)
		}
		key = r.key(name, sha256.Sum256(data))
	}
	return r.add(name, key, features.DecodeAll(name, data, r.options))
}

// key is that of an entry: the contents of a file, the format that its name gives, and the options.
func (r *reading) key(name string, sum [sha256.Size]byte) packfile.Key {
	return sha256.Sum256(fmt.Appendf(nil, "%x %s %+v", sum, strings.ToLower(path.Ext(name)), r.options))
}

// add writes what was read from a file into the new pack, and returns it with empty pieces.
func (r *reading) add(name string, key packfile.Key, c features.Corpus) (features.Corpus, error) {
	data, description := encode(name, &c)
	if err := r.write(key, data, description); err != nil {
		return features.Corpus{}, err
	}
	empty := features.Corpus{Skipped: c.Skipped}
	for range c.Pieces {
		empty.Pieces = append(empty.Pieces, new(features.Piece))
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.added = append(r.added, added{name, key, empty.Pieces})
	return empty, nil
}

func (r *reading) write(key packfile.Key, data []byte, description contents) (err error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.writer == nil && r.failed == nil {
		r.writer, r.failed = packfile.Create[contents](r.store.newPack())
	}
	if r.failed == nil {
		r.failed = r.writer.Add(key, data, description)
	}
	return r.failed
}

// publish completes the new pack and fills in the pieces that are in it.
func (r *reading) publish() error {
	if r.writer == nil {
		return nil
	}
	if err := r.writer.Close(); err != nil {
		return fmt.Errorf("%w: %w", errCache, err)
	}
	if err := r.store.add(r.writer.Path()); err != nil {
		return fmt.Errorf("%w: %w", errCache, err)
	}
	for _, a := range r.added {
		c, ok := r.store.find(a.name, a.key)
		if !ok || len(c.Pieces) != len(a.pieces) {
			return fmt.Errorf("%w: %s does not hold what was written to it", errCache, filepath.Base(r.writer.Path()))
		}
		for i, p := range c.Pieces {
			*a.pieces[i] = *p
		}
	}
	return nil
}

func (r *reading) abandon() {
	if r.writer != nil {
		r.writer.Abandon()
	}
}
