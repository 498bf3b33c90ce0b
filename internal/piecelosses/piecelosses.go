// Package piecelosses stores the validation loss of each piece at a run's best epoch in validation.json of
// the run directory. Comparisons use it to tell whether a difference between runs is larger than the choice
// of pieces explains.
package piecelosses

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"workbench/internal/atomicfile"
	"workbench/internal/rundir"
	"workbench/loss"
)

// File is the name of the file in a run directory.
const File = "validation.json"

// Losses are the validation losses of one run at one epoch.
type Losses struct {
	Epoch  int     `json:"epoch"`
	Unit   string  `json:"unit"` // step, token or event
	Pieces []Piece `json:"pieces"`
}

// Piece is the loss of one piece.
type Piece struct {
	Name  string  `json:"name"`
	Units int     `json:"units"` // steps, tokens or events of the piece, at least 1
	NLL   float64 `json:"nll"`   // of the whole piece, in nats
}

// Add appends a piece with the losses of its units.
func (l *Losses) Add(name string, units []loss.Nats) {
	p := Piece{Name: name, Units: len(units)}
	for _, n := range units {
		p.NLL += n.Total()
	}
	l.Pieces = append(l.Pieces, p)
}

// Write replaces validation.json in a run directory. A loss that is not finite is an error.
func Write(dir string, l Losses) error {
	path := filepath.Join(dir, File)
	for _, p := range l.Pieces {
		if math.IsNaN(p.NLL) || math.IsInf(p.NLL, 0) {
			return fmt.Errorf("%s: the loss of %s is %v", path, p.Name, p.NLL)
		}
	}
	data, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return atomicfile.Write(path, append(data, '\n'))
}

// Read returns the losses in a run directory, nil without an error if the run has none.
func Read(dir string) (*Losses, error) {
	path := filepath.Join(dir, File)
	data, err := rundir.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var l Losses
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w; restore it from a copy, or delete it: it has the validation losses of each piece", path, err)
	}
	return &l, nil
}
