package evaluate

import (
	"fmt"

	"workbench/internal/console"
	"workbench/internal/model"
)

// addBaselines adds the likelihoods of the same frames under the counting models of the model's kind, fitted to
// the run's training pieces, if these can be read.
func (r *Request) addBaselines(report *Report, m model.Model, music *music) error {
	report.Baselines = []Baseline{}
	if len(music.training) == 0 {
		return nil
	}
	for _, reference := range m.References(music.training) {
		pieces, err := r.score(model.EachPiece(music.pieces, reference.Piece), music.pieces, console.Discard())
		if err != nil {
			return fmt.Errorf("baseline %s: %w", reference.Name, err)
		}
		scored := Report{Pieces: pieces, parts: report.parts}
		scored.sumUp()
		report.Baselines = append(report.Baselines, Baseline{Name: reference.Name, NLL: float64(scored.PerFrame.NLL.Value),
			Parts: partsOf(report.parts, func(part int) float64 { return float64(scored.PerFrame.Parts[part].Value.Value) })})
	}
	return nil
}
