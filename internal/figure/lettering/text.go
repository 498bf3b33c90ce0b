// Package lettering writes the texts of figures, in any script.
package lettering

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	stdfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Handler draws text of any script with embedded fonts, so that no figure depends on the fonts of a
// computer: Liberation Sans has Latin, Greek, Cyrillic and Hebrew, and eastAsian has the common characters of
// Chinese, Japanese and Korean. Other characters come from a bitmap font (see pixelGlyph).
//
// In SVG all text stays text, and the viewer chooses a font for what Liberation Sans lacks. The PDF library
// embeds one font and encodes no more than ASCII reliably; bold text and other characters are drawn there as
// outlines.
type Handler struct {
	Native func(f font.Font, r rune, inFont bool) bool // whether the backend draws the character as text
}

var _ text.Handler = Handler{}

// Regular is the font of most texts, at a size.
func Regular(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// Bold is the font of titles, at a size.
func Bold(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size, Weight: stdfont.WeightBold}
}

// fonts are the embedded faces, parsed when they are first needed.
var fonts = sync.OnceValue(func() *font.Cache {
	face := func(f font.Font, ttf []byte) font.Face {
		parsed, err := opentype.Parse(ttf)
		if err != nil {
			panic(fmt.Sprintf("lettering: embedded font: %v", err))
		}
		return font.Face{Font: f, Face: parsed}
	}
	return font.NewCache(font.Collection{face(Regular(0), liberationsansregular.TTF), face(Bold(0), liberationsansbold.TTF)})
})

// segment is a part of a line that is drawn in one way.
type segment struct {
	text   string
	native bool
	face   font.Face // its Face is nil for the bitmap font

	embolden bool // the font has no bold face
}

// Clean composes accents and replaces characters that have no shape, some of which XML does not allow.
func Clean(line string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || r == unicode.ReplacementChar || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, line))
}

func (h Handler) segments(face font.Face, line string) []segment {
	var all []segment
	for _, r := range Clean(line) {
		inFont := has(face.Face, r)
		s := segment{text: string(r), native: h.Native(face.Font, r, inFont), face: face}
		if !inFont {
			s.face.Face = nil
			if mayBeEastAsian(r) && has(eastAsian(), r) {
				s.face.Face, s.embolden = eastAsian(), face.Font.Weight == stdfont.WeightBold
			}
		}
		if n := len(all); n > 0 && all[n-1].native == s.native && all[n-1].face.Face == s.face.Face {
			all[n-1].text += s.text
			continue
		}
		all = append(all, s)
	}
	return all
}

// has tells whether a font has a character.
func has(f *opentype.Font, r rune) bool {
	var buffer sfnt.Buffer
	index, err := f.GlyphIndex(&buffer, r)
	return err == nil && index != 0
}

func (s segment) width() vg.Length {
	if s.face.Face != nil {
		return s.face.Width(s.text)
	}
	return pixelWidth(s.text) * s.face.Font.Size
}

// Cache implements text.Handler.
func (h Handler) Cache() *font.Cache { return fonts() }

// Extents implements text.Handler.
func (h Handler) Extents(f font.Font) font.Extents {
	face := h.face(f)
	return face.Extents()
}

// Lines implements text.Handler: every text is one line.
func (h Handler) Lines(t string) []string { return []string{t} }

// Box implements text.Handler.
func (h Handler) Box(line string, f font.Font) (width, height, depth vg.Length) {
	extents := h.Extents(f)
	return h.Width(f, line), extents.Ascent, extents.Descent
}

// Draw implements text.Handler.
func (h Handler) Draw(c vg.Canvas, line string, sty text.Style, pt vg.Point) {
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
	}
	sin, cos := math.Sincos(sty.Rotation)
	pt = vg.Point{X: pt.Y*vg.Length(sin) + pt.X*vg.Length(cos), Y: pt.Y*vg.Length(cos) - pt.X*vg.Length(sin)}
	extents := h.Extents(sty.Font)
	pt.X += vg.Length(sty.XAlign) * h.Width(sty.Font, line)
	pt.Y += vg.Length(sty.YAlign)*(extents.Ascent+extents.Descent) - extents.Ascent + sty.Font.Size // as text.Plain does
	h.DrawLine(c, sty.Font, sty.Color, pt, line)
}

func (h Handler) face(f font.Font) font.Face { return fonts().Lookup(f, f.Size) }

// Width is the width of a line.
func (h Handler) Width(f font.Font, line string) (width vg.Length) {
	face := h.face(f)
	for _, s := range h.segments(face, line) {
		width += s.width()
	}
	return width
}

// DrawLine draws a line that starts at pt on its baseline.
func (h Handler) DrawLine(c vg.Canvas, f font.Font, colour color.Color, pt vg.Point, line string) {
	face := h.face(f)
	c.SetColor(colour)
	segments := h.segments(face, line)
	for i := 0; i < len(segments); i++ {
		one := segments[i]
		width := one.width()
		for one.native && i+1 < len(segments) && segments[i+1].native {
			i++
			one.text += segments[i].text
			width += segments[i].width()
		}
		switch {
		case one.native:
			c.FillString(face, pt, one.text)
		case one.face.Face != nil:
			fillOutlines(c, one.face, pt, one.text, one.embolden)
		default:
			fillPixels(c, f.Size, pt, one.text)
		}
		pt.X += width
	}
}

// fillOutlines draws the glyphs of a face as shapes, with a line around each to embolden them.
func fillOutlines(c vg.Canvas, face font.Face, pt vg.Point, line string, embolden bool) {
	const em = 1024
	var buffer sfnt.Buffer
	scale := face.Font.Size / (em * 64)
	for _, r := range line {
		index, err := face.Face.GlyphIndex(&buffer, r)
		if err != nil {
			continue
		}
		at := func(p fixed.Point26_6) vg.Point {
			return vg.Point{X: pt.X + vg.Length(p.X)*scale, Y: pt.Y - vg.Length(p.Y)*scale}
		}
		segments, err := face.Face.LoadGlyph(&buffer, index, fixed.I(em), nil)
		if err != nil {
			continue
		}
		var path vg.Path
		for _, s := range segments {
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				if len(path) > 0 {
					path.Close()
				}
				path.Move(at(s.Args[0]))
			case sfnt.SegmentOpLineTo:
				path.Line(at(s.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(at(s.Args[0]), at(s.Args[1]))
			case sfnt.SegmentOpCubeTo:
				path.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
			}
		}
		if len(path) > 0 {
			path.Close()
			c.Fill(path)
			if embolden {
				c.SetLineWidth(face.Font.Size * 0.035)
				c.SetLineDash(nil, 0)
				c.Stroke(path)
			}
		}
		pt.X += face.Width(string(r))
	}
}
