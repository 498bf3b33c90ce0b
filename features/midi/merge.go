package midi

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"workbench/features/internal/faults"
)

// change sets a value, such as a metre, from a tick on.
type change[V comparable] struct {
	tick  int64
	value V
}

// tracks collects the changes of one kind by track, without tracks that have none.
type tracks[V comparable] struct {
	lists   [][]change[V]
	numbers []int // of the tracks, from 1
	number  int   // of the current track
}

// startTrack announces the changes of another track.
func (t *tracks[V]) startTrack(number int) { t.number = number }

// add adds a change, not before earlier ones of its track.
func (t *tracks[V]) add(tick int64, value V) {
	if n := len(t.numbers); n == 0 || t.numbers[n-1] != t.number {
		t.numbers, t.lists = append(t.numbers, t.number), append(t.lists, nil)
	}
	list := &t.lists[len(t.lists)-1]
	*list = append(*list, change[V]{tick, value})
}

// merge returns the changes of all tracks in order of time, one per tick. The first track with changes leads.
// Another track that says otherwise at the same tick is ignored. What else it changes is added if it fits
// what is in effect there. A change that repeats the value in effect, perhaps slightly later, has no effect.
// start is in effect at the beginning.
func (t *tracks[V]) merge(kind string, start change[V], fits func(inEffect change[V], tick int64) bool, w *faults.List) []change[V] {
	if len(t.lists) == 0 {
		return nil
	}
	leader := withoutRepeats(lastOfEachTick(t.lists[0]), fits)
	merged := slices.Clone(leader)
	for i, list := range t.lists[1:] {
		list = lastOfEachTick(list)
		if contradicts(leader, list) {
			w.Add(fmt.Sprintf("%s that contradict those of track %d were ignored", kind, t.numbers[0]),
				fmt.Sprintf("track %d", t.numbers[i+1]))
			continue
		}
		added := start
		for k, c := range list {
			inEffect := at(leader, start, c.tick)
			if added.tick > inEffect.tick {
				inEffect = added
			}
			switch repeated := k > 0 && list[k-1].value == c.value; {
			case c.value == inEffect.value && len(leader) > 0 && leader[0].tick <= c.tick, repeated:
			case !fits(inEffect, c.tick):
				w.Add(fmt.Sprintf("%s that do not fit those of track %d were ignored", kind, t.numbers[0]),
					fmt.Sprintf("track %d, tick %d", t.numbers[i+1], c.tick))
			default:
				merged, added = append(merged, c), c
			}
		}
	}
	return lastOfEachTick(merged)
}

// withoutRepeats removes changes that repeat the value before them where a change does not fit.
func withoutRepeats[V comparable](changes []change[V], fits func(inEffect change[V], tick int64) bool) []change[V] {
	var kept []change[V]
	for _, c := range changes {
		if n := len(kept); n == 0 || c.value != kept[n-1].value || fits(kept[n-1], c.tick) {
			kept = append(kept, c)
		}
	}
	return kept
}

// at returns the change in effect at a tick.
func at[V comparable](changes []change[V], start change[V], tick int64) change[V] {
	i := sort.Search(len(changes), func(i int) bool { return changes[i].tick > tick })
	if i == 0 {
		return start
	}
	return changes[i-1]
}

// contradicts reports whether other sets another value than leader at one of its ticks.
func contradicts[V comparable](leader, other []change[V]) bool {
	return slices.ContainsFunc(other, func(c change[V]) bool {
		inEffect := at(leader, change[V]{tick: -1}, c.tick)
		return inEffect.tick == c.tick && inEffect.value != c.value
	})
}

// lastOfEachTick sorts changes by tick and keeps, of several at one tick, the last one in the file.
func lastOfEachTick[V comparable](changes []change[V]) []change[V] {
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b change[V]) int { return cmp.Compare(a.tick, b.tick) })
	var kept []change[V]
	for i, c := range changes {
		if i+1 == len(changes) || changes[i+1].tick != c.tick {
			kept = append(kept, c)
		}
	}
	return kept
}
