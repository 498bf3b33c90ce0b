// Package starter holds the starter corpus: pieces of public-domain music in ABC notation, embedded in the
// program, so that a first experiment needs no files. features/abc turns them into scores.
//
// The keyboard pieces run from a minuet of Anna Magdalena Bach's notebook to a ragtime; beside them stand songs,
// dances and hymns with their accompaniment. All have two voices or more, lie on the grid of sixteenths and are
// tonal; there are common, triple and compound metres. The comment at the head of each file says who wrote
// the music, and what of it was arranged or shortened.
package starter

import (
	"embed"
	"io/fs"
)

//go:embed pieces/*.abc
var pieces embed.FS

// Files returns the pieces, one .abc file each, at the root of a file system.
func Files() fs.FS {
	files, err := fs.Sub(pieces, "pieces")
	if err != nil {
		panic("starter: " + err.Error()) // the folder's name is a valid path
	}
	return files
}
