package artifacts

import (
	"bytes"
	"fmt"
	"io"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/atomicfile"
	"workbench/internal/figure"
)

// rollOf is a piece as the pictures show it, its first `given` steps shaded.
func RollOf(p *features.Piece, tempo float64, given int) figure.Roll {
	r := figure.Roll{Steps: p.Steps(), Keys: features.Keys, StepsPerQuarter: p.StepsPerQuarter, QuartersPerMinute: tempo, Title: p.Title,
		Prompt: given, Articulated: p.Articulated,
		Cell: func(step, key int) (play, articulate bool) {
			cell := p.Roll[step][key]
			return cell.Play(), cell.Articulate()
		}}
	for _, m := range p.Measures {
		r.Measures = append(r.Measures, m.Start)
	}
	return r
}

// writePNG writes a picture into a file, all or nothing.
func WritePNG(path string, draw func(io.Writer) error) error {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return fmt.Errorf("drawing %s: %w", path, err)
	}
	return atomicfile.Write(path, b.Bytes())
}

// scoreOf is a composition as notes: those that its model wrote, with their own velocities, or those of its roll.
func ScoreOf(p *features.Piece, velocity int, tempo float64) *score.Score {
	if p.Played != nil {
		p.Played.Title, p.Played.Composer = p.Title, p.Composer
		return p.Played
	}
	return p.Score(velocity, tempo)
}
