package figure

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Style is the size and look of a figure. The zero value is a light figure as wide as the text of an A4 page.
//
// Text is 7.5 pt and titles are 9 pt high in every size, so a figure that is printed at its own width is
// legible: choose the width of the column, not a scale.
type Style struct {
	Width  float64 // mm; 0: 170
	Height float64 // mm; 0: what the contents need
	DPI    int     // pixels per inch of a PNG; 0: 220
	Theme  Theme
	Alt    string // description for readers who do not see an SVG; empty: the title
}

const (
	defaultWidth = 170.0 // mm
	defaultDPI   = 220
	pointsPerMM  = 72 / 25.4
	// A figure is at most this many times as high as wide unless its height is given: longer rolls are cut.
	tallest = 3.2
)

// check returns the style with its defaults filled in, or an error that names the value that is out of range.
func (s Style) check() (Style, error) {
	s.Width, s.DPI = cmp.Or(s.Width, defaultWidth), cmp.Or(s.DPI, defaultDPI)
	switch {
	case !(s.Width >= 40 && s.Width <= 1000):
		return s, fmt.Errorf("width %g mm: must be from 40 to 1000 mm", s.Width)
	case s.Height != 0 && !(s.Height >= 20 && s.Height <= 2000):
		return s, fmt.Errorf("height %g mm: must be from 20 to 2000 mm", s.Height)
	case s.DPI < 50 || s.DPI > 1200:
		return s, fmt.Errorf("resolution %d dpi: must be from 50 to 1200", s.DPI)
	case s.Theme < Light || s.Theme > Adaptive:
		return s, fmt.Errorf("theme %d: must be one of %s", s.Theme, strings.Join(themeNames[:], ", "))
	}
	return s, nil
}

func (s Style) width() float64  { return s.Width * pointsPerMM }
func (s Style) height() float64 { return s.Height * pointsPerMM }

// pixel is the side of a pixel in points. Edges lie on multiples of it in every format.
func (s Style) pixel() float64 { return 72 / float64(s.DPI) }

// maxHeight is the height in points that the contents may take.
func (s Style) maxHeight() float64 {
	if s.Height > 0 {
		return s.height()
	}
	return tallest * s.width()
}

// ParseLength reads a length such as 85mm, 8.5cm, 3.35in or 240pt, and returns millimetres. A number alone is
// in millimetres.
func ParseLength(text string) (mm float64, err error) {
	for unit, factor := range map[string]float64{"mm": 1, "cm": 10, "in": 25.4, "pt": 1 / pointsPerMM} {
		number, found := strings.CutSuffix(strings.TrimSpace(text), unit)
		if !found {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err == nil && v > 0 && !math.IsInf(v, 0) {
			return v * factor, nil
		}
	}
	return 0, fmt.Errorf("length %q: write a number and a unit: 85mm, 8.5cm, 3.35in or 240pt", text)
}

// StyleFlags are the names of the flags that AddFlags adds.
var StyleFlags = []string{"width", "height", "dpi", "theme"}

// AddFlags adds -width, -height, -dpi and -theme to the flags of a command.
func (s *Style) AddFlags(flags *flag.FlagSet) {
	// Each flag is checked as it is read, so that the message names it.
	set := func(read func(text string) error) func(string) error {
		return func(text string) error {
			if err := read(text); err != nil {
				return err
			}
			_, err := s.check()
			return err
		}
	}
	flags.Func("width", fmt.Sprintf("width of pictures: `LENGTH` such as 85mm, 8.5cm or 3.35in; %gmm without it", defaultWidth), set(func(text string) (err error) {
		s.Width, err = ParseLength(text)
		return err
	}))
	flags.Func("height", "height of pictures: `LENGTH`; what the contents need without it", set(func(text string) (err error) {
		s.Height, err = ParseLength(text)
		return err
	}))
	flags.Func("dpi", fmt.Sprintf("resolution of PNG pictures in `PIXELS` per inch, 50 to 1200; %d without it", defaultDPI), set(func(text string) (err error) {
		s.DPI, err = strconv.Atoi(text)
		return err
	}))
	flags.Var(&s.Theme, "theme", "colours of pictures: `THEME` "+strings.Join(themeNames[:], ", "))
}
