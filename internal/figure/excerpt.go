package figure

import (
	"fmt"
	"strconv"
	"strings"
)

// Excerpt returns some measures of a roll, such as "5-12" or "7"; 0 is the pickup. Its axes count as in the
// whole piece.
//
// The error says which measures there are.
func (r Roll) Excerpt(measures string) (Roll, error) {
	first, last, err := parseMeasures(measures)
	if err != nil {
		return r, err
	}
	begin := max(r.FirstMeasure, 1) // number of the first measure
	end := begin + len(r.Measures) - 1
	lowest := begin
	if begin == 1 && len(r.Measures) > 0 && r.Measures[0] > 0 {
		lowest = 0
	}
	switch {
	case len(r.Measures) == 0:
		return r, fmt.Errorf("measures %q: the piece has no measures", measures)
	case first < lowest || last > end:
		return r, fmt.Errorf("measures %q: the piece has measures %d to %d", measures, lowest, end)
	}
	from, to := 0, r.Steps
	if first >= begin {
		from = min(r.Measures[first-begin], r.Steps)
	}
	if last < end {
		to = min(r.Measures[last+1-begin], r.Steps)
	}
	return r.crop(from, to, max(first, begin)), nil
}

// crop returns steps from to to-1. Number is that of the first measure in it.
func (r Roll) crop(from, to, number int) Roll {
	whole := r.Cell
	r.Cell = func(step, key int) (play, articulate bool) { return whole(step+from, key) }
	if velocity := r.Velocity; velocity != nil {
		r.Velocity = func(step, key int) float64 { return velocity(step+from, key) }
	}
	var measures []int
	for _, m := range r.Measures {
		if m >= from && m < to {
			measures = append(measures, m-from)
		}
	}
	r.Measures, r.FirstMeasure = measures, number
	r.FirstStep += from
	r.Steps = to - from
	r.Prompt = min(max(r.Prompt-from, 0), r.Steps)
	return r
}

// parseMeasures reads "5-12" or "7".
func parseMeasures(text string) (first, last int, err error) {
	low, high, ranged := strings.Cut(text, "-")
	if !ranged {
		high = low
	}
	first, errFirst := strconv.Atoi(strings.TrimSpace(low))
	last, errLast := strconv.Atoi(strings.TrimSpace(high))
	if errFirst != nil || errLast != nil || first < 0 || last < first {
		return 0, 0, fmt.Errorf("measures %q: write the first and the last one, such as 5-12", text)
	}
	return first, last, nil
}
