package main

import (
	"flag"
	"fmt"
	"strconv"
	"strings"

	"workbench/internal/figure"
)

// styleFlags adds the flags of a figure's size and look.
func styleFlags(flags *flag.FlagSet, s *figure.Style) {
	length := func(to *float64) func(string) error {
		return func(text string) (err error) {
			*to, err = figure.ParseLength(text)
			return err
		}
	}
	flags.Func("width", "width of pictures: `LENGTH` such as 85mm, 17cm or 3.35in; 170mm without it", length(&s.Width))
	flags.Func("height", "height of pictures: `LENGTH`; by default what the contents need", length(&s.Height))
	flags.Func("dpi", "resolution of PNG pictures in `PIXELS` per inch, 50 to 1200; 220 without it", func(text string) (err error) {
		s.DPI, err = strconv.Atoi(text)
		return err
	})
	flags.Func("theme", "colours of pictures: `THEME` light, dark, print or adaptive", func(text string) (err error) {
		s.Theme, err = figure.ParseTheme(text)
		return err
	})
}

// rangeFlag adds a flag for the range of an axis.
func rangeFlag(flags *flag.FlagSet, r *figure.Range, name, usage string) {
	flags.Func(name, usage, func(text string) error {
		low, high, found := strings.Cut(text, ":")
		var lowErr, highErr error
		r.Low, lowErr = strconv.ParseFloat(low, 64)
		r.High, highErr = strconv.ParseFloat(high, 64)
		if !found || lowErr != nil || highErr != nil || !(r.Low < r.High) {
			return fmt.Errorf("write LOW:HIGH, such as 2:2.5")
		}
		return nil
	})
}
