package figure

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"io"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"workbench/internal/figure/lettering"

	"codeberg.org/go-pdf/fpdf"
	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Figure is what can be drawn: a Roll, a Stack, a Chart, a Surprise or Intervals.
type Figure interface {
	// Write draws the figure. The error is a figure that contradicts itself, a style out of range, or what w
	// returns.
	Write(w io.Writer, f Format, s Style) error
}

// Format is a file format of figures.
type Format string

// The formats. SVG and PDF are vector graphics.
const (
	PNG Format = "png"
	SVG Format = "svg"
	PDF Format = "pdf"
)

// FormatOf returns the format that the extension of a path names: .png, .svg or .pdf in any case.
func FormatOf(path string) (Format, error) {
	switch f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))); f {
	case PNG, SVG, PDF:
		return f, nil
	}
	return "", fmt.Errorf("%s: a figure is a .png, .svg or .pdf file", path)
}

// drawing is a figure that is laid out: its height in points is known.
type drawing struct {
	height float64
	title  string // or what else to call the figure
	draw   func(*sheet)
}

// layout measures before there is a canvas: it is a sheet without one.
func (s Style) layout() *sheet {
	return &sheet{palette: s.Theme.palette(), theme: s.Theme, handler: lettering.Handler{Native: func(font.Font, rune, bool) bool { return true }},
		width: s.width(), pixel: s.pixel()}
}

// write draws on the canvas of a format.
func (d drawing) write(w io.Writer, f Format, s Style) error {
	height := math.Ceil(d.height/s.pixel()) * s.pixel()
	if s.Height > 0 {
		height = s.height()
	}
	width := vg.Length(math.Round(s.width()/s.pixel()) * s.pixel())
	page := s.layout()
	page.height = height
	var buffer bytes.Buffer // so that w gets all or nothing
	var err error
	switch f {
	case PNG:
		canvas := vgimg.NewWith(vgimg.UseWH(width, vg.Length(height)), vgimg.UseDPI(s.DPI), vgimg.UseBackgroundColor(page.colour(paper)))
		page.handler.Native = func(_ font.Font, _ rune, inFont bool) bool { return inFont }
		page.boxesPerPath = 50
		page.draw(canvas, d)
		err = encodePNG(&buffer, canvas.Image().(*image.RGBA), s.DPI)
	case SVG:
		canvas := vgsvg.New(width, vg.Length(height))
		page.boxesPerPath = math.MaxInt
		page.draw(canvas, d)
		err = encodeSVG(&buffer, canvas, cmp.Or(s.Alt, d.title), s.Theme)
	case PDF:
		stopClock()
		canvas := vgpdf.New(width, vg.Length(height))
		page.handler.Native = func(f font.Font, r rune, _ bool) bool { return f.Weight == stdfont.WeightNormal && r < 0x7f }
		page.boxesPerPath = math.MaxInt
		page.draw(canvas, d)
		_, err = canvas.WriteTo(&buffer)
	default:
		return fmt.Errorf("figure: format %q: must be png, svg or pdf", f)
	}
	if err == nil {
		_, err = w.Write(buffer.Bytes())
	}
	if err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return nil
}

func (s *sheet) draw(c vg.CanvasSizer, d drawing) {
	s.Canvas = draw.New(c)
	if _, isImage := c.(*vgimg.Canvas); !isImage {
		s.fill(paper, box{0, 0, s.width + s.pixel, s.height + s.pixel})
	}
	d.draw(s)
}

// stopClock keeps the time out of PDF files: the same figure gives the same bytes.
var stopClock = sync.OnceFunc(func() {
	fpdf.SetDefaultCreationDate(time.Unix(0, 0).UTC())
	fpdf.SetDefaultModificationDate(time.Unix(0, 0).UTC())
	fpdf.SetDefaultCatalogSort(true)
})
