package evaluate

import (
	"fmt"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// TrainingPieces lists what the run in dir has learned from: as it was recorded, or, for runs of earlier
// versions, as its music is now; midi or frames says where that is. It is nil, with a note, if neither is there.
func TrainingPieces(dir, midi, frames string, out *console.Streams) ([]rundir.TrainingPiece, error) {
	pieces, err := rundir.ReadTrainingPieces(dir)
	if pieces != nil || err != nil {
		return pieces, err
	}
	location := trained.Location(midi, frames)
	c, info, err := trained.ReadConfig(dir, location...)
	if err != nil {
		return nil, err
	}
	music, err := corpus.ReadRun(c, info.Corpus, out.Progress)
	switch {
	case err == nil && music.Fingerprint() == info.Corpus:
		return rundir.TrainingPieces(music.Of(features.Train), "", nil), nil
	case location != nil && err == nil:
		return nil, fmt.Errorf("%s is not the music of %s: its fingerprint differs", c.Source(), dir)
	case location != nil:
		return nil, err
	}
	fmt.Fprintf(out.Progress, "note: the copy cannot tell which pieces it has learned from, because %s is not there as it was; say with -midi or -frames where it is now\n", c.Source())
	return nil, nil
}
