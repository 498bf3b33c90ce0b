package evaluate

import (
	"cmp"
	"fmt"
	"slices"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/figure"
	"workbench/internal/model"
	"workbench/internal/trained"
)

// draw draws the loss over the roll of a piece: the one that was asked for, or the worst.
func (r *Request) draw(report *Report, m *trained.Model, pieces []*features.Piece) error {
	keys, ok := m.Model.(model.KeyLikelihood)
	if !ok {
		return fmt.Errorf("-picture: a model of kind %s does not predict each key by itself, so there is no loss along the keys", m.Config.Model.Kind)
	}
	name := cmp.Or(r.Piece, report.worstFirst()[0].Name)
	at := slices.IndexFunc(pieces, func(p *features.Piece) bool { return p.Name == name })
	if at < 0 {
		return fmt.Errorf("-piece %s: there is no such piece; -pieces lists them", name)
	}
	p := pieces[at]
	nats := keys.KeyLikelihood(p)
	roll := artifacts.RollOf(p, p.Tempo, 0)
	roll.Title = fmt.Sprintf("%s under %s, epoch %d", cmp.Or(p.Title, p.Name), m.Config.Name, m.Epoch)
	surprise := figure.Surprise{Roll: roll, NLL: func(step, key int) float64 { return nats[step][key] }}
	return artifacts.WriteFigure(r.Picture, surprise, r.Style)
}
