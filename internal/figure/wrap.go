package figure

// span is a range of steps, to excluded.
type span struct{ from, to int }

// wrap breaks the steps into as few rows as a row of so many steps allows, at measure lines where
// there is one, and makes them about equally long.
func wrap(steps int, measures []int, capacity int) []span {
	best := breakLines(steps, measures, capacity)
	for capacity--; capacity > 0; capacity-- {
		narrower := breakLines(steps, measures, capacity)
		if len(narrower) > len(best) {
			break
		}
		best = narrower
	}
	return best
}

// breakLines fills one row after the other. A measure longer than a row is broken within.
func breakLines(steps int, measures []int, capacity int) []span {
	var rows []span
	next := 0
	for from := 0; from < steps; {
		to := min(from+capacity, steps)
		if to < steps {
			line := from
			for ; next < len(measures) && measures[next] <= to; next++ {
				line = max(line, measures[next])
			}
			if line > from {
				to = line
			}
		}
		rows = append(rows, span{from, to})
		from = to
	}
	return rows
}

// longest is the length of the longest span in steps, at least 1.
func longest(rows []span) int {
	n := 1
	for _, r := range rows {
		n = max(n, r.to-r.from)
	}
	return n
}
