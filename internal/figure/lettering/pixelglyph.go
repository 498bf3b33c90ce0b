package lettering

import (
	"image"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// The bitmap font of github.com/hajimehoshi/bitmapfont joins Ark Pixel, Cubic 11, M+ and Baekmuk, all under
// free licences. It has rare characters of Chinese, Japanese and Korean, and most other scripts.

// pixelsPerEm is the width of a full-width glyph of the bitmap font.
const pixelsPerEm = 12

// pixelAdvance is the width of a character in pixels.
func pixelAdvance(r rune) float64 {
	advance, ok := bitmapfont.FaceSC.GlyphAdvance(r)
	if !ok {
		return pixelsPerEm
	}
	return float64(advance) / 64
}

// pixelWidth is the width of a text in ems.
func pixelWidth(text string) vg.Length {
	total := 0.0
	for _, r := range text {
		total += pixelAdvance(r)
	}
	return vg.Length(total / pixelsPerEm)
}

// fillPixels draws characters from the bitmap font: each run of set pixels becomes a box. Characters that the font
// lacks become an empty box.
func fillPixels(c vg.Canvas, size vg.Length, pt vg.Point, text string) {
	for _, r := range text {
		if path := pixelGlyph(r, size/pixelsPerEm, pt); len(path) > 0 {
			c.Fill(path)
		}
		pt.X += vg.Length(pixelAdvance(r)) * size / pixelsPerEm
	}
}

// pixelGlyph is the shape of a character at pt. Boxes overlap a little, so that no seams show between them.
func pixelGlyph(r rune, scale vg.Length, pt vg.Point) vg.Path {
	const overlap = 0.06
	var path vg.Path
	box := func(x0, y0, x1, y1 float64) { // y downwards from the baseline
		at := func(x, y float64) vg.Point {
			return vg.Point{X: pt.X + vg.Length(x)*scale, Y: pt.Y - vg.Length(y)*scale}
		}
		path.Move(at(x0-overlap, y0-overlap))
		path.Line(at(x1+overlap, y0-overlap))
		path.Line(at(x1+overlap, y1+overlap))
		path.Line(at(x0-overlap, y1+overlap))
		path.Close()
	}
	bounds, mask, origin, _, ok := bitmapfont.FaceSC.Glyph(fixed.Point26_6{}, r)
	if !ok {
		for _, side := range [][4]float64{{1, -9, 11, -8}, {1, 0, 11, 1}, {1, -9, 2, 1}, {10, -9, 11, 1}} {
			box(side[0], side[1], side[2], side[3])
		}
		return path
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			end := x
			for end < bounds.Max.X && isSet(mask, origin.Add(image.Pt(end, y).Sub(bounds.Min))) {
				end++
			}
			if end > x {
				box(float64(x), float64(y), float64(end), float64(y+1))
				x = end
			}
		}
	}
	return path
}

func isSet(mask image.Image, at image.Point) bool {
	_, _, _, alpha := mask.At(at.X, at.Y).RGBA()
	return alpha > 0x8000
}
