package musicxml

import "workbench/features/score"

// clef is a treble or bass clef.
type clef int

const (
	treble clef = iota
	bass
)

// clefLines are the keys of the lowest and highest line.
var clefLines = [...]struct{ low, high int }{treble: {64, 77}, bass: {43, 57}}

// changingClef is what a change of clef costs, in semitones of notes beyond the lines.
const changingClef = 60

// clefs returns the clef of each measure of a staff, such that few notes are far from the lines and the clef
// seldom changes. A staff without notes keeps the usual clef. staff are the notes in order of start, and a
// note counts in the measure in which it starts.
func clefs(all []score.Note, staff []int, bars []bar, usual clef) []clef {
	var cost [2]int
	cost[1-usual] = 1
	from := make([][2]clef, len(bars))
	next := 0
	for i, b := range bars {
		from[i] = [2]clef{treble, bass}
		if i > 0 {
			for c := range from[i] {
				if other := clef(1 - c); cost[other]+changingClef < cost[c] {
					from[i][c] = other
				}
			}
			cost = [2]int{cheaper(cost, treble, from[i][treble]), cheaper(cost, bass, from[i][bass])}
		}
		for ; next < len(staff) && all[staff[next]].Start < b.end(); next++ {
			for c, lines := range clefLines {
				key := int(all[staff[next]].Key)
				cost[c] += max(lines.low-4-key, 0) + max(key-lines.high-4, 0)
			}
		}
	}
	list := make([]clef, len(bars))
	now := usual
	if cost[1-usual] < cost[usual] {
		now = 1 - usual
	}
	for i := len(bars) - 1; i >= 0; i-- {
		list[i] = now
		now = from[i][now]
	}
	return list
}

// cheaper is the cost of going on in clef c from clef before.
func cheaper(cost [2]int, c, before clef) int {
	if c == before {
		return cost[c]
	}
	return cost[before] + changingClef
}
