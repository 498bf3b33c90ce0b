package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/console"
)

// Write writes the pieces of a corpus in a format of [artifacts.Encode] into a new directory, in
// subdirectories as they came: all of them or none. A file that the program could not read back is an error.
func Write(corpus *features.Corpus, dir, format string, velocity int, out *console.Streams) error {
	err := atomicfile.Directory(dir, func(hidden string) error {
		taken := map[string]bool{}
		for _, p := range corpus.Pieces {
			if err := writePiece(p, filepath.Join(hidden, filepath.FromSlash(fileName(p.Name, format, taken))), format, velocity); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		}
		return nil
	})
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("-write: %w; name a directory that does not exist", err)
	}
	if err != nil {
		return fmt.Errorf("-write: %w", err)
	}
	fmt.Fprintf(out.Progress, "wrote %d %s files to %s\n", len(corpus.Pieces), format, console.Printable(dir))
	return nil
}

func writePiece(p *features.Piece, path, format string, velocity int) error {
	data, err := artifacts.Encode(format, p.Written(velocity))
	if err != nil {
		return err
	}
	if err := atomicfile.MakeParents(path); err != nil {
		return err
	}
	if err := atomicfile.Write(path, data); err != nil {
		return err
	}
	if format == "wav" {
		return nil
	}
	if _, err := features.File(path, features.Grid(p.StepsPerQuarter)); err != nil {
		return fmt.Errorf("its file could not be read back: %w", err)
	}
	return nil
}

// fileName names the file of a piece in a format, and records the name in taken: song.mid for song.abc,
// song.abc.mid if song.mid is taken. The tunes of a book, whose numbers follow the extension, are book-1.mid
// and so on. A name that leads elsewhere, as ../song.mid or an absolute path does, counts without its folder.
func fileName(piece, format string, taken map[string]bool) string {
	if !filepath.IsLocal(filepath.FromSlash(piece)) {
		piece = path.Base(filepath.ToSlash(piece))
	}
	short := strings.TrimSuffix(piece, path.Ext(piece))
	if book, tune, ok := strings.Cut(piece, ".abc#"); ok {
		short = book + "-" + tune
	}
	name := short + "." + format
	for n := 1; taken[name]; n++ {
		name = piece + strings.Repeat("-", n-1) + "." + format
	}
	taken[name] = true
	return name
}
