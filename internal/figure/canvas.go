package figure

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Indices into the palette.
const (
	paper uint8 = iota
	ink
	blackRow        // row of a black key
	promptRow       // row of a white key in the prompt
	promptBlackRow  // row of a black key in the prompt
	promptEdge      // where the prompt ends
	quarterLine     // quarter notes
	octaveLine      // between B and C
	measureLine     // measures
	keyBlack        // black keys of the keyboard
	keySeam         // between white keys of the keyboard
	struck          // the step in which a note is struck
	held            // the steps for which it is held
	sounds          // a note of a roll that does not tell the two apart
	firstOfGrayRamp // blends of ink and paper, for the edges of letters
)

const grays = 15

var palette = func() color.Palette {
	rgb := func(v uint32) color.Color {
		return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
	}
	p := color.Palette{
		paper: rgb(0xffffff), ink: rgb(0x222222),
		blackRow: rgb(0xf0f0f0), promptRow: rgb(0xfff3d6), promptBlackRow: rgb(0xf6e6bf), promptEdge: rgb(0xd98200),
		quarterLine: rgb(0xdedede), octaveLine: rgb(0xb4b4b4), measureLine: rgb(0x858585),
		keyBlack: rgb(0x333333), keySeam: rgb(0xa8a8a8),
		struck: rgb(0x08306b), held: rgb(0x6baed6), sounds: rgb(0x2171b5),
	}
	for i := range uint32(grays) {
		level := 0x22 + (0xff-0x22)*(i+1)/(grays+1)
		p = append(p, rgb(level<<16|level<<8|level))
	}
	return p
}()

// typeface is a font in one size. It must not be shared between goroutines.
type typeface struct{ font.Face }

// width is the advance of the text in whole pixels, rounded up.
func (f typeface) width(text string) int { return font.MeasureString(f, text).Ceil() }

// elide cuts the text until it fits, and marks the cut with an ellipsis.
func (f typeface) elide(text string, width int) string {
	if f.width(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && f.width(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

var parseFonts = sync.OnceValues(func() (regular, bold *opentype.Font) {
	return mustParse(liberationsansregular.TTF), mustParse(liberationsansbold.TTF)
})

func mustParse(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic(fmt.Sprintf("figure: embedded font: %v", err))
	}
	return f
}

func newTypeface(f *opentype.Font, pixels float64) typeface {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: pixels, DPI: 72})
	if err != nil {
		panic(fmt.Sprintf("figure: embedded font: %v", err))
	}
	return typeface{face}
}

// typefaces are the three kinds of text in a picture.
type typefaces struct{ label, caption, title typeface }

// labelRise is the height of the digits and capitals of a label in pixels.
const labelRise = 10

func newTypefaces() typefaces {
	regular, bold := parseFonts()
	return typefaces{
		label:   newTypeface(regular, 14),
		caption: newTypeface(bold, 14),
		title:   newTypeface(bold, 18),
	}
}

// canvas is a picture in the making.
type canvas struct {
	*image.Paletted
	typefaces
}

func newCanvas(width, height int, t typefaces) *canvas {
	return &canvas{image.NewPaletted(image.Rect(0, 0, width, height), palette), t}
}

func (c *canvas) fill(r image.Rectangle, colour uint8) {
	r = r.Intersect(c.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.Pix[c.PixOffset(r.Min.X, y):c.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = colour
		}
	}
}

// frame draws a line of one pixel around r, outside it.
func (c *canvas) frame(r image.Rectangle) {
	outer := r.Inset(-1)
	c.fill(image.Rect(outer.Min.X, outer.Min.Y, outer.Max.X, r.Min.Y), ink)
	c.fill(image.Rect(outer.Min.X, r.Max.Y, outer.Max.X, outer.Max.Y), ink)
	c.fill(image.Rect(outer.Min.X, outer.Min.Y, r.Min.X, outer.Max.Y), ink)
	c.fill(image.Rect(r.Max.X, outer.Min.Y, outer.Max.X, outer.Max.Y), ink)
}

// text draws a line of text that starts at x and stands on the baseline.
func (c *canvas) text(f typeface, x, baseline int, text string) {
	d := font.Drawer{Dst: c.Paletted, Src: image.NewUniform(palette[ink]), Face: f, Dot: fixed.P(x, baseline)}
	d.DrawString(text)
}

func (c *canvas) encode(w io.Writer) error {
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(w, c.Paletted); err != nil {
		return fmt.Errorf("figure: writing the picture: %w", err)
	}
	return nil
}
