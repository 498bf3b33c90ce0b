package corpus

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/atomicfile"
	"workbench/internal/config"
	"workbench/internal/console"
)

// Write writes the pieces as MIDI files to the new folder dir, in the folders that they came from.
func Write(corpus *features.Corpus, dir string, c config.Compose, out *console.Streams) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return fmt.Errorf("-write: %w; name a folder that does not exist", err)
	}
	taken := map[string]bool{}
	for _, p := range corpus.Pieces {
		data, err := midi.Write(p.Score(c.Velocity, p.Tempo))
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		file := filepath.Join(dir, filepath.FromSlash(midiName(p.Name, taken)))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := atomicfile.Write(file, data); err != nil {
			return err
		}
	}
	fmt.Fprintf(out.Progress, "wrote %d MIDI files to %s\n", len(corpus.Pieces), dir)
	return nil
}

// midiName returns an unused name for the MIDI file of a piece and marks it as taken: song.mid for song.abc, song.abc.mid where
// song.mid is taken. The tunes of a tunebook, whose numbers follow the extension, become book-1.mid and so on.
func midiName(piece string, taken map[string]bool) string {
	short := strings.TrimSuffix(piece, path.Ext(piece))
	if book, tune, ok := strings.Cut(piece, ".abc#"); ok {
		short = book + "-" + tune
	}
	name := short + ".mid"
	for n := 1; taken[name]; n++ {
		name = piece + strings.Repeat("-", n-1) + ".mid"
	}
	taken[name] = true
	return name
}
