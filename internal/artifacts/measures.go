package artifacts

import (
	"fmt"
	"strconv"
	"strings"

	"workbench/internal/figure"
)

// Measures returns the part of a roll from one measure to another: "5-12", or "5" for one. The numbers are those on the axis of
// the roll; a roll that ends earlier is shown to its end.
func Measures(r figure.Roll, text string) (figure.Roll, error) {
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, lastErr := strconv.Atoi(last)
	if err != nil || lastErr != nil || from < 1 || to < from {
		return r, fmt.Errorf("%q: write FIRST-LAST, such as 5-12", text)
	}
	if n := len(r.Measures); from > n {
		return r, fmt.Errorf("%q: the music has %d measures", text, n)
	}
	to = min(to, len(r.Measures))
	start, end := r.Measures[from-1], r.Steps
	if to < len(r.Measures) {
		end = min(end, r.Measures[to])
	}
	if start >= end {
		return r, fmt.Errorf("%q: these measures have no steps", text)
	}
	whole := r
	r.Steps, r.Prompt = end-start, min(max(r.Prompt-start, 0), end-start)
	r.FirstMeasure, r.FirstStep = from, start
	r.Cell = func(step, key int) (play, articulate bool) { return whole.Cell(step+start, key) }
	r.Measures = nil
	for _, m := range whole.Measures[from-1 : to] {
		r.Measures = append(r.Measures, m-start)
	}
	return r, nil
}
