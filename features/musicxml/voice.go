package musicxml

import (
	"cmp"
	"slices"

	"workbench/features/score"
)

// voiceCount is how many voices a staff has at most, as in MuseScore.
const voiceCount = 4

// stem is a set of notes of one staff that start and end together.
type stem struct {
	start, end   int64
	lowest, high uint8
	notes        []int // indexes, from the lowest
}

// chord is a stretch of a voice during which the same notes sound, none of them in a rest.
type chord struct {
	start, end int64
	notes      []int
}

// voices spreads the notes of a staff over its voices. Where there are more notes of different times than
// voices, those of a voice are cut at each other's starts and ends to become chords, and the parts are tied.
// Each voice is a list of chords and rests without gaps up to end; that of a voice without notes is nil. all
// is in order of start, then key.
func voices(all []score.Note, staff []int, end int64) [voiceCount][]chord {
	stems := stemsOf(all, staff)
	var members [voiceCount][]int
	var until [voiceCount]int64 // where the last note of a voice ends
	var last [voiceCount]uint8  // its key
	for i := 0; i < len(stems); {
		k := i + 1
		for k < len(stems) && stems[k].start == stems[i].start {
			k++
		}
		var free []int
		for v := range voiceCount {
			if until[v] <= stems[i].start {
				free = append(free, v)
			}
		}
		if k-i == 1 && len(free) >= 2 && free[0] == 0 && free[1] == 1 && staysBelow(stems[i], stems[k:]) {
			free = free[1:]
		}
		for j, s := range stems[i:k] { // from the highest
			v := nearest(last, s.high)
			if j < len(free) {
				v = free[j]
			}
			members[v] = append(members[v], s.notes...)
			until[v], last[v] = max(until[v], s.end), s.high
		}
		i = k
	}
	var lists [voiceCount][]chord
	for v := range lists {
		lists[v] = chords(all, members[v], end)
	}
	return lists
}

// nearest is the voice whose last key is nearest to another one.
func nearest(last [voiceCount]uint8, key uint8) int {
	best := 0
	for v := range last {
		if distance(last[v], key) < distance(last[best], key) {
			best = v
		}
	}
	return best
}

func distance(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// staysBelow tells whether a higher note starts while s sounds, so that s is the lower voice.
func staysBelow(s stem, later []stem) bool {
	for _, l := range later {
		if l.start >= s.end {
			return false
		}
		if l.lowest > s.high {
			return true
		}
	}
	return false
}

// stemsOf gathers the notes of a staff, in order of start and from the highest.
func stemsOf(all []score.Note, staff []int) []stem {
	type times struct{ start, end int64 }
	at := map[times]int{}
	var stems []stem
	for _, i := range staff {
		n := all[i]
		k, ok := at[times{n.Start, n.End}]
		if !ok {
			k = len(stems)
			at[times{n.Start, n.End}] = k
			stems = append(stems, stem{start: n.Start, end: n.End, lowest: n.Key})
		}
		stems[k].high = n.Key
		stems[k].notes = append(stems[k].notes, i)
	}
	slices.SortStableFunc(stems, func(a, b stem) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.high, a.high))
	})
	return stems
}

// chords cuts the notes of a voice into stretches of equal notes and rests.
func chords(all []score.Note, members []int, end int64) []chord {
	if len(members) == 0 {
		return nil
	}
	edges := []int64{0, end}
	for _, i := range members {
		edges = append(edges, all[i].Start, all[i].End)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	slices.SortFunc(members, func(a, b int) int { return a - b }) // by start
	var list []chord
	var sounding []int
	next := 0
	for e := range len(edges) - 1 {
		c := chord{start: edges[e], end: edges[e+1]}
		sounding = slices.DeleteFunc(sounding, func(i int) bool { return all[i].End <= c.start })
		for ; next < len(members) && all[members[next]].Start == c.start; next++ {
			sounding = append(sounding, members[next])
		}
		c.notes = slices.Clone(sounding)
		slices.SortFunc(c.notes, func(a, b int) int { return cmp.Compare(all[a].Key, all[b].Key) })
		list = append(list, c)
	}
	return list
}
