package musiccache

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The cache holds up to this many bytes and packs, and more only if a single reading of a folder needs them.
const (
	maxBytes = 64 << 30
	maxPacks = 100
)

// packFile is a pack on the disk.
type packFile struct {
	path string
	size int64
	used time.Time
}

// trim removes the packs that have not been used for the longest time until the cache is within its limits, and the
// directories of other versions of the readers that have no pack left. The pack at keep stays. A process that uses a
// removed pack is not disturbed, except on Windows, where it cannot be removed.
func (s *store) trim(keep string, bytes int64, packs int) {
	all := packFiles(s.root)
	slices.SortFunc(all, func(a, b packFile) int { return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.path, b.path)) })
	total, count := int64(0), len(all)
	for _, p := range all {
		total += p.size
	}
	for _, p := range all {
		if total <= bytes && count <= packs {
			return
		}
		if p.path != keep && os.Remove(p.path) == nil {
			total -= p.size
			count--
			if dir := filepath.Dir(p.path); dir != s.dir && len(packFilesIn(dir)) == 0 {
				_ = os.RemoveAll(dir) // results of another version
			}
		}
	}
}

// packFiles lists the packs of all versions of the readers.
func packFiles(root string) (all []packFile) {
	versions, err := os.ReadDir(root)
	if err != nil {
		return nil
	}
	for _, v := range versions {
		all = append(all, packFilesIn(filepath.Join(root, v.Name()))...)
	}
	return all
}

func packFilesIn(dir string) (all []packFile) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && filepath.Ext(entry.Name()) == packSuffix {
			all = append(all, packFile{filepath.Join(dir, entry.Name()), info.Size(), info.ModTime()})
		}
	}
	return all
}

// Clear removes the cache in root, and returns how many bytes its packs had. It is no error if there is none.
func Clear(root string) (bytes int64, err error) {
	for _, p := range packFiles(root) {
		bytes += p.size
	}
	return bytes, os.RemoveAll(root)
}
