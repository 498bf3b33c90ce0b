package corpus

import (
	"io"

	"workbench/features"
	"workbench/internal/config"
)

// readCorpus reads the music that a config names, and splits it; the screen shows how far it is. Beside an error there may be a corpus that tells what was skipped.
func Read(c *config.Config, screen io.Writer) (corpus *features.Corpus, err error) {
	switch {
	case c.Data.Frames != "":
		corpus, err = features.Frames(c.Data.Frames, c.Data.StepsPerQuarter)
	case c.Data.MIDI != "":
		corpus, err = ReadFolder(c.Data.MIDI, c.Data.StepsPerQuarter, screen)
	default:
		corpus, err = features.Starter(c.Data.StepsPerQuarter)
	}
	if corpus != nil {
		corpus.Split(c.Data.Validation)
	}
	return corpus, err
}

func Steps(pieces []*features.Piece) (n int) {
	for _, p := range pieces {
		n += p.Steps()
	}
	return n
}

// notes counts strikes, and in music that does not tell them how often a key begins to sound.
func Notes(pieces []*features.Piece) (n int) {
	for _, p := range pieces {
		n += p.Roll.Notes()
	}
	return n
}
