package compare

import (
	"bytes"
	"errors"
	"fmt"

	"workbench/internal/console"
	"workbench/internal/figure"
)

// Figures says how the pictures of a comparison look.
type Figures struct {
	Style figure.Style
	Title string       // above each picture; empty for a title of its own
	X, Y  figure.Range // of the curves; the zero value is chosen from the data
}

// Limits on the runs in a picture, so that it stays readable.
const (
	mostCurves = 20
	mostRolls  = figure.MostRolls
)

// pictures are the names, without extension, of all pictures that [Table.Write] may write.
var pictures = []string{"curves-valid", "curves-train", "loss", "rolls", "learning"}

// formats are the file formats of each picture.
var formats = []figure.Format{figure.PNG, figure.SVG, figure.PDF}

// renderer draws the pictures of a comparison. A run that lacks what a picture needs is left out with a warning.
type renderer struct {
	Figures
	groups []*Group
	runs   []*Summary
	out    *console.Streams
	files  map[string][]byte
}

// draw returns the pictures of a comparison by file name.
func draw(c *Comparison, f Figures, out *console.Streams) (map[string][]byte, error) {
	r := &renderer{f, c.Groups, c.Runs, out, map[string][]byte{}}
	return r.files, errors.Join(r.curves(), r.loss(), r.rolls())
}

func (r *renderer) warn(format string, args ...any) {
	fmt.Fprintf(r.out.Progress, "warning: "+format+"\n", args...)
}

// add draws a figure in every format. An SVG follows the reader's light or dark setting unless the theme is
// chosen.
func (r *renderer) add(name string, f figure.Figure) error {
	for _, format := range formats {
		style := r.Style
		if format == figure.SVG && style.Theme == figure.Light {
			style.Theme = figure.Adaptive
		}
		var b bytes.Buffer
		if err := f.Write(&b, format, style); err != nil {
			return fmt.Errorf("%s.%s: %w", name, format, err)
		}
		r.files[name+"."+string(format)] = b.Bytes()
	}
	return nil
}
