package corpus

import (
	"fmt"
	"io"
	"math"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/memory"
	"workbench/internal/musiccache"
)

// BytesPerStep is the memory that a piece takes per step: one byte a key, its share of a measure, and what
// training derives from it.
const BytesPerStep = 2 * features.Keys

// Read reads the music that a config names and splits it. The screen shows the progress. With an error there
// may still be a corpus, which lists what was skipped.
func Read(c *config.Config, screen io.Writer) (*features.Corpus, error) {
	corpus, err := readUnsplit(c, screen)
	if corpus != nil && corpus.Split(c.Data.Validation) {
		fmt.Fprintln(screen, "warning: all pieces are nearly equal, those for validation too, so the validation loss is not that of new music")
	}
	return corpus, err
}

// ReadRun reads the music of a run, which must have training pieces. If only the split by names has the run's fingerprint, as in
// runs from before near-duplicates were kept together, it has that split. The caller compares the
// fingerprints if other music matters.
func ReadRun(c *config.Config, fingerprint string, screen io.Writer) (*features.Corpus, error) {
	corpus, err := Read(c, screen)
	if err == nil && c.Data.Frames != "" {
		if err = corpus.CheckSplit(features.Train); err != nil {
			return corpus, ofKey("data.frames", fmt.Errorf("%s: %w", c.Locate(c.Data.Frames), err))
		}
	}
	if err != nil || fingerprint == "" || corpus.Fingerprint() == fingerprint || c.Data.Frames != "" {
		return corpus, err
	}
	byName := &features.Corpus{Skipped: corpus.Skipped}
	for _, p := range corpus.Pieces {
		copied := *p
		copied.Split = ""
		byName.Pieces = append(byName.Pieces, &copied)
	}
	byName.SplitByName(c.Data.Validation)
	if byName.Fingerprint() != fingerprint {
		return corpus, nil
	}
	fmt.Fprintf(screen, "note: this run was split by file names alone: %d validation pieces are nearly equal to a training piece; its split is kept\n",
		len(byName.Resemblance().Leaks(features.Valid)))
	return byName, nil
}

func readUnsplit(c *config.Config, screen io.Writer) (*features.Corpus, error) {
	music, err := readPieces(c, screen)
	if err != nil {
		return music, err
	}
	return music, setStyles(c, music, screen)
}

func readPieces(c *config.Config, screen io.Writer) (*features.Corpus, error) {
	switch {
	case c.Data.Frames != "":
		music, err := features.Frames(c.Locate(c.Data.Frames), c.Data.StepsPerQuarter)
		if err == nil && music.IsSplit() && c.Data.Validation != config.Default().Data.Validation {
			fmt.Fprintf(screen, "warning: data.validation = %g has no effect: %s has its own splits\n", c.Data.Validation, c.Data.Frames)
		}
		return music, ofKey("data.frames", err)
	case c.Data.MIDI != "":
		music, err := ReadFolder(c.Locate(c.Data.MIDI), c.Reading(), screen)
		return music, ofKey("data.midi", err)
	}
	return features.Starter(c.Reading())
}

// ReadFolder reads a folder of music. The screen shows the progress for large folders. Reading ends with an
// error before the pieces fill the machine's memory.
func ReadFolder(dir string, o features.ReadOptions, screen io.Writer) (*features.Corpus, error) {
	p := console.NewProgress(screen, io.Discard)
	defer p.Clear()
	left, known := memory.Left("/")
	if !known {
		left = memory.Amount(math.Inf(1))
	}
	warn := func(err error) { fmt.Fprintf(screen, "note: the music is read without a cache: %v\n", err) }
	return musiccache.Folder(dir, o, musiccache.Root(), WatchMemory(p, left), warn)
}

// WarnSkipped warns of pieces that could not be used: files of a folder, tunes of a file, pieces of a file of frames.
// flag is the one of the command corpus that names the music at path: -midi or -frames.
func WarnSkipped(music *features.Corpus, flag, path string, out *console.Streams) {
	if n := len(music.Skipped); n > 0 {
		fmt.Fprintf(out.Progress, "warning: %s skipped; %s lists them\n", console.Count(n, "piece"), console.Command("corpus", flag, path))
	}
}

// WarnOutside warns of pieces with notes outside the 88 keys, which are left out.
func WarnOutside(pieces []*features.Piece, out *console.Streams) {
	notes, names := 0, []string(nil)
	for _, p := range pieces {
		if p.OutOfRange > 0 {
			notes, names = notes+p.OutOfRange, append(names, p.Name)
		}
	}
	if notes > 0 {
		fmt.Fprintf(out.Progress, "warning: %s outside the keys %d to %d left out, of %s: %s\n", console.Count(notes, "note"),
			features.Lowest, features.Highest, console.Count(len(names), "piece"), console.Few(names, 3, ", "))
	}
}

// WatchMemory shows the progress of reading a folder, and ends it when the pieces have filled the memory that
// is left.
func WatchMemory(p *console.Progress, left memory.Amount) features.Watch {
	return func(read, all, steps int) error {
		p.Show("read %d of %d files", read, all)
		if taken := memory.Amount(steps) * BytesPerStep; taken > left {
			return fmt.Errorf("after %d of %d files the pieces take %v, and no more memory is free; name a folder with fewer files, or a coarser grid",
				read, all, taken)
		}
		return nil
	}
}

// Steps is the number of steps of all pieces.
func Steps(pieces []*features.Piece) (n int) {
	for _, p := range pieces {
		n += p.Steps()
	}
	return n
}

// Notes is the number of notes of all pieces: onsets, or in music without onsets how often a key begins to sound.
func Notes(pieces []*features.Piece) (n int) {
	for _, p := range pieces {
		n += p.CountNotes()
	}
	return n
}

// ofKey names the key of the config in an error about the music that it names.
func ofKey(key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", key, err)
}
