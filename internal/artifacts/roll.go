package artifacts

import (
	"bytes"
	"fmt"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/atomicfile"
	"workbench/internal/figure"
)

// RollOf is a piece for a figure, its first given steps marked as the primer.
func RollOf(p *features.Piece, tempo float64, given int) figure.Roll {
	r := figure.Roll{Steps: p.Steps(), Keys: features.Keys, StepsPerQuarter: p.StepsPerQuarter, QuartersPerMinute: tempo, Title: p.Title,
		Prompt: given, Articulated: p.Articulated,
		Cell: func(step, key int) (play, articulate bool) {
			cell := p.Roll[step][key]
			return cell.Play(), cell.Articulate()
		}}
	if p.HasVelocities() {
		r.Velocity = func(step, key int) float64 { return float64(p.Roll[step][key].Velocity().Share()) }
	}
	for i, m := range p.Measures {
		if i == 0 && m.Skip > 0 && len(p.Measures) > 1 { // a pickup has no number
			continue
		}
		r.Measures = append(r.Measures, m.Start)
	}
	return r
}

// WriteFigure writes a figure into a PNG, SVG or PDF file, by the extension, all or nothing. It replaces a file that
// is there.
func WriteFigure(path string, f figure.Figure, style figure.Style) error {
	return drawInto(path, f, style, atomicfile.Write)
}

// CreateFigure writes a figure like [WriteFigure], but only if nothing is at path. Otherwise the error wraps
// [io/fs.ErrExist].
func CreateFigure(path string, f figure.Figure, style figure.Style) error {
	return drawInto(path, f, style, atomicfile.Create)
}

func drawInto(path string, f figure.Figure, style figure.Style, write func(path string, data []byte) error) error {
	format, err := figure.FormatOf(path)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.Write(&b, format, style); err != nil {
		return fmt.Errorf("drawing %s: %w", path, err)
	}
	return write(path, b.Bytes())
}

// ScoreOf is a composition as notes: those of its model, with their own velocities, or those of its roll.
func ScoreOf(p *features.Piece, velocity int, tempo float64) *score.Score {
	if p.Played != nil {
		p.Played.Title, p.Played.Composer = p.Title, p.Composer
		return p.Played
	}
	return p.Score(velocity, tempo)
}
