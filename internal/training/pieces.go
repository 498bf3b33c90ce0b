package training

import (
	"fmt"
	"path/filepath"

	"workbench/features"
	"workbench/internal/rundir"
)

// recordPieces writes down which pieces the weights learn from, with those of train.init_from. It warns about
// validation pieces that the weights of train.init_from have seen.
func (e *experiment) recordPieces() error {
	var earlier []rundir.TrainingPiece
	from := e.config.Train.InitFrom
	if from != "" {
		var err error
		if earlier, err = rundir.ReadTrainingPieces(from); err != nil {
			return fmt.Errorf("train.init_from: %w", err)
		}
		e.warnOfSeenPieces(from, earlier)
	}
	return rundir.WriteTrainingPieces(e.run.Dir, rundir.TrainingPieces(e.training, filepath.Base(from), earlier))
}

// warnOfSeenPieces says how many validation pieces are among those that the run in from has learned from.
func (e *experiment) warnOfSeenPieces(from string, known []rundir.TrainingPiece) {
	if known == nil {
		e.progress.Say("note: %s does not say which pieces its weights have learned from, so it is not known whether they have seen validation pieces", from)
		return
	}
	index, seen, first := rundir.NewSeen(known), 0, ""
	for _, p := range e.valid {
		if by := index.Find(features.FingerprintOf(p)); by != nil {
			if seen++; seen == 1 {
				first = p.Name
			}
		}
	}
	if seen > 0 {
		e.progress.Say("warning: the weights of %s have seen %d of the %d validation pieces (first %s), so their loss is not that of new music", from, seen, len(e.valid), first)
	}
}
