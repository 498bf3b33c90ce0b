package evaluate

import (
	"cmp"
	"fmt"
	"slices"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/figure"
	"workbench/internal/model"
	"workbench/internal/trained"
)

// checkPicture returns an error if the model has no loss along the keys, or if the piece that was asked for
// is not there, and makes the directory of the picture.
func (r *Request) checkPicture(m *trained.Model, pieces []*features.Piece) error {
	if _, ok := m.Model.(model.KeyLikelihood); !ok {
		return fmt.Errorf("-picture: a model of kind %s does not predict each key by itself, so there is no loss along the keys", m.Config.Model.Kind)
	}
	if r.Piece != "" && indexOf(r.Piece, pieces) < 0 {
		return fmt.Errorf("-piece %s: there is no such piece; -pieces lists them", r.Piece)
	}
	if err := atomicfile.MakeParents(r.Picture); err != nil {
		return fmt.Errorf("-picture: %w", err)
	}
	return nil
}

func indexOf(name string, pieces []*features.Piece) int {
	return slices.IndexFunc(pieces, func(p *features.Piece) bool { return p.Name == name })
}

// draw draws the loss over the roll of a piece: the one that was asked for, or the worst.
func (r *Request) draw(report *Report, m *trained.Model, pieces []*features.Piece) error {
	p := pieces[indexOf(cmp.Or(r.Piece, report.worstFirst()[0].Name), pieces)]
	var losses [][]float64
	for nats := range m.Model.(model.KeyLikelihood).KeyLikelihood(p) {
		losses = append(losses, nats)
	}
	roll := artifacts.RollOf(p, p.Tempo, 0)
	roll.Title = cmp.Or(r.Title, fmt.Sprintf("%s under %s, epoch %d", cmp.Or(p.Title, p.Name), m.Config.Name, m.Epoch))
	surprise := figure.Surprise{Roll: roll, NLL: func(step, key int) float64 { return losses[step][key] }}
	return artifacts.CreateFigure(r.Picture, surprise, r.Style)
}
