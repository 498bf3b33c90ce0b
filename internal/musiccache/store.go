package musiccache

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"workbench/features"
	"workbench/internal/packfile"
)

// environment is the variable that moves the cache to another directory, or turns it off.
const environment = "BIAXIAL_CACHE"

// Root is the directory of the cache: in that of the user's caches, or in the one that BIAXIAL_CACHE names. It is ""
// if BIAXIAL_CACHE is off, or if the user has no such directory.
func Root() string {
	base := os.Getenv(environment)
	switch base {
	case "off":
		return ""
	case "":
		var err error
		if base, err = os.UserCacheDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(base, "biaxial", "corpus-cache")
}

// store is the part of a cache that this version of the readers has written: packs, and results of whole corpora.
type store struct {
	root, dir string
	packs     []*packfile.Pack[contents]
}

const (
	packSuffix = ".pack"
	abandoned  = time.Hour // time without a write after which a temporary file has no writer any more
)

// opened are the packs that this process has opened. They do not change, and stay open.
var opened struct {
	sync.Mutex
	packs map[string]*packfile.Pack[contents]
}

// openStore opens the packs in the cache in root, which is made if it is not there. Damaged ones are removed.
func openStore(root string) (*store, error) {
	s := &store{root: root, dir: filepath.Join(root, version())}
	if err := os.MkdirAll(filepath.Join(s.dir, "results"), 0o777); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		path := filepath.Join(s.dir, entry.Name())
		switch filepath.Ext(path) {
		case packSuffix:
			if err := s.add(path); err == nil {
				_ = os.Chtimes(path, time.Time{}, time.Now()) // used now; see trim
			} else if errors.Is(err, packfile.ErrDamaged) {
				_ = os.Remove(path) // its files are read anew
			}
		case ".tmp":
			if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
				_ = os.Remove(path)
			}
		}
	}
	return s, nil
}

// add opens a pack.
func (s *store) add(path string) error {
	opened.Lock()
	defer opened.Unlock()
	p := opened.packs[path]
	if p == nil {
		var err error
		if p, err = packfile.Open[contents](path); err != nil {
			return err
		}
		if opened.packs == nil {
			opened.packs = map[string]*packfile.Pack[contents]{}
		}
		opened.packs[path] = p
	}
	s.packs = append(s.packs, p)
	return nil
}

// newPack is the path of a new pack.
func (s *store) newPack() string {
	return filepath.Join(s.dir, fmt.Sprintf("%016x%s", rand.Uint64(), packSuffix))
}

// find returns the music of a file from the cache.
func (s *store) find(name string, key packfile.Key) (c features.Corpus, ok bool) {
	for _, p := range slices.Backward(s.packs) { // the latest has what was read anew
		if data, description, sound := p.Find(key); sound {
			if c, ok = decode(name, key, data, description); ok {
				return c, true
			}
		}
	}
	return features.Corpus{}, false
}

var _ features.Results = (*store)(nil)

// Load returns a result of a whole corpus.
func (s *store) Load(key string) ([]byte, bool) { return packfile.ReadChecked(s.result(key)) }

// Store keeps a result of a whole corpus; if it cannot, it will be computed again.
func (s *store) Store(key string, value []byte) { _ = packfile.WriteChecked(s.result(key), value) }

func (s *store) result(key string) string { return filepath.Join(s.dir, "results", key) }
