package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"workbench/features"
	"workbench/internal/atomicfile"
	"workbench/internal/parallel"
)

// piecesFile lists the pieces that the weights of a run have learned from.
const piecesFile = "pieces.json"

// TrainingPiece is a piece that the weights of a run have learned from.
type TrainingPiece struct {
	Name        string                    `json:"name"`
	Run         string                    `json:"run,omitempty"` // name of the earlier run that learned from it; empty for the run itself
	Fingerprint features.PieceFingerprint `json:"fingerprint"`
}

// TrainingPieces describes the training pieces of a run, and those of the run that its weights come from.
func TrainingPieces(training []*features.Piece, pretrained string, earlier []TrainingPiece) []TrainingPiece {
	list := make([]TrainingPiece, len(training), len(training)+len(earlier))
	parallel.Do(len(training), func(i int) {
		list[i] = TrainingPiece{Name: training[i].Name, Fingerprint: features.FingerprintOf(training[i])}
	})
	for _, p := range earlier {
		if p.Run == "" {
			p.Run = pretrained
		}
		list = append(list, p)
	}
	return list
}

// ReadTrainingPieces reads the pieces that the run in dir has learned from. Runs of earlier versions have no such
// list; for them it returns nil.
func ReadTrainingPieces(dir string) ([]TrainingPiece, error) {
	path := filepath.Join(dir, piecesFile)
	data, err := ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list struct{ Pieces []TrainingPiece }
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w; restore it from a copy", path, err)
	}
	return list.Pieces, nil
}

// WriteTrainingPieces writes the pieces that the run in dir has learned from, one a line.
func WriteTrainingPieces(dir string, pieces []TrainingPiece) error {
	text := []byte("{\"pieces\": [")
	for i, p := range pieces {
		line, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("%s: %w", piecesFile, err)
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, '\n'), line...)
	}
	return atomicfile.Write(filepath.Join(dir, piecesFile), append(text, "\n]}\n"...))
}
