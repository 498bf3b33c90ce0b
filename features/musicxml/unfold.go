package musicxml

import (
	"fmt"
	"slices"

	"workbench/features/internal/faults"
)

// unfolding is the order of playing as it is found: the measures by number.
type unfolding struct {
	bars   []*writtenBar
	faults *faults.List
	groups []endingGroup // in order
	segnos goals
	codas  goals
	order  []int

	start  int          // of the repeated section
	pass   int          // from 1
	jumped bool         // after D.C. or D.S., when repeats are not taken and the last endings are
	done   map[int]bool // jumps that were taken
}

// endingGroup are endings that follow each other.
type endingGroup struct {
	endings []ending
	last    int // the largest number
}

// ending is a range of measures, to included.
type ending struct {
	from, to int
	numbers  []int
}

// unfold returns the order in which measures are played. A section without a mark at its start begins after
// the repeat before or at the beginning. Of D.C., D.S., Fine and coda each jump is taken once, on its last
// pass; after it repeats are not taken and the last endings are.
func unfold(bars []*writtenBar, f *faults.List) ([]int, error) {
	u := &unfolding{bars: bars, faults: f, pass: 1, groups: endingGroups(bars), done: map[int]bool{}}
	u.segnos, u.codas = findGoals(bars)
	for i := 0; i >= 0 && i < len(bars); {
		m := &bars[i].marks
		if m.openRepeat && u.start != i {
			u.start, u.pass = i, 1
		}
		if to, skip := u.skips(i); skip {
			i = to
			continue
		}
		if len(u.order) == maxMeasures {
			return nil, fmt.Errorf("musicxml: the piece with its repeats is longer than %d measures", maxMeasures)
		}
		u.order = append(u.order, i)
		i = u.next(i, m)
	}
	return u.order, nil
}

// endingGroups finds the endings. One without an end goes up to its repeat, the next ending or the end; one
// without a start, before another one, is a single measure. Endings of which none is for the first pass are
// no endings.
func endingGroups(bars []*writtenBar) []endingGroup {
	var groups []endingGroup
	for i := 0; i < len(bars); i++ {
		m := &bars[i].marks
		if m.ending == nil && m.endingStops && i+1 < len(bars) && bars[i+1].marks.ending != nil {
			m.ending = []int{1}
		}
		if m.ending == nil {
			continue
		}
		e := ending{from: i, to: i, numbers: m.ending}
		for !bars[e.to].marks.endingStops && bars[e.to].marks.closeRepeat == 0 && e.to+1 < len(bars) && bars[e.to+1].marks.ending == nil {
			e.to++
		}
		i = e.to
		if n := len(groups); n == 0 || !groups[n-1].follows(e) {
			groups = append(groups, endingGroup{})
		}
		g := &groups[len(groups)-1]
		g.endings = append(g.endings, e)
		g.last = max(g.last, e.numbers[len(e.numbers)-1])
	}
	return slices.DeleteFunc(groups, func(g endingGroup) bool {
		return !slices.ContainsFunc(g.endings, func(e ending) bool { return e.numbers[0] == 1 })
	})
}

// follows tells whether an ending belongs to the group before it.
func (g endingGroup) follows(e ending) bool {
	before := g.endings[len(g.endings)-1]
	return e.from == before.to+1 && e.numbers[0] > before.numbers[len(before.numbers)-1]
}

// group returns the group of endings that measure i is in, nil if it is in none.
func (u *unfolding) group(i int) *endingGroup {
	k, found := slices.BinarySearchFunc(u.groups, i, func(g endingGroup, i int) int {
		switch {
		case g.endings[len(g.endings)-1].to < i:
			return -1
		case g.endings[0].from > i:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return &u.groups[k]
}

// skips tells whether an ending starts at measure i that is not for this pass, and where to go on. Where no
// ending is for this pass all are left out.
func (u *unfolding) skips(i int) (to int, skip bool) {
	if u.bars[i].marks.ending == nil {
		return 0, false
	}
	g := u.group(i)
	if g == nil {
		return 0, false
	}
	pass := u.pass
	if u.jumped {
		pass = g.last
	}
	for k, e := range g.endings {
		if e.from != i || slices.Contains(e.numbers, pass) {
			continue
		}
		if k == len(g.endings)-1 {
			u.start, u.pass = e.to+1, 1
		}
		return e.to + 1, true
	}
	return 0, false
}

// next is the measure that follows measure i, below zero at the end of the piece.
func (u *unfolding) next(i int, m *marks) int {
	g := u.group(i)
	passes := m.closeRepeat
	if g != nil && passes > 0 {
		passes = g.passes(passes)
	}
	if u.pass < passes && !u.jumped {
		u.pass++
		return u.start
	}
	if passes > 0 || g != nil && g.endings[len(g.endings)-1].to == i {
		u.start, u.pass = i+1, 1
	}
	return u.jump(i, m)
}

// passes is how often the section before the endings is played. "|1 … :|" alone is followed by what is the
// second ending.
func (g *endingGroup) passes(times int) int {
	if len(g.endings) == 1 {
		return max(times, g.last+1)
	}
	return g.last
}

// jump follows Fine, To Coda, D.C. and D.S. after measure i.
func (u *unfolding) jump(i int, m *marks) int {
	where := fmt.Sprintf("measure %d", i+1)
	if u.jumped && m.fine {
		return -1
	}
	if u.jumped && m.toCoda != "" {
		if to := u.codas.find(m.toCoda); to > i {
			u.start, u.pass = to, 1
			return to
		}
		u.faults.Add("a jump to a coda that does not follow was not followed", where)
	}
	if !m.daCapo && m.dalSegno == "" || u.done[i] {
		return i + 1
	}
	to := 0
	if m.dalSegno != "" {
		to = u.segnos.find(m.dalSegno)
	}
	if to < 0 {
		u.faults.Add("a jump to a segno that the piece does not have was not followed", where)
		return i + 1
	}
	u.done[i], u.jumped = true, true
	u.start, u.pass = to, 1
	return to
}

// goals are the measures that jumps may lead to.
type goals struct {
	named map[string]int
	any   int // one of them, with or without a name; below zero if there is none
}

// find is the goal of a name, or else any; below zero if there is none.
func (g goals) find(name string) int {
	if i, ok := g.named[name]; ok {
		return i
	}
	return g.any
}

// findGoals finds the first segno and the last coda of each name.
func findGoals(bars []*writtenBar) (segnos, codas goals) {
	segnos, codas = goals{map[string]int{}, -1}, goals{map[string]int{}, -1}
	for i, b := range bars {
		m := &b.marks
		if m.coda != "" {
			codas.named[m.coda] = i
		}
		if m.coda != "" || m.codaSign {
			codas.any = i
		}
		if _, known := segnos.named[m.segno]; m.segno != "" && !known {
			segnos.named[m.segno] = i
		}
		if segnos.any < 0 && (m.segno != "" || m.segnoSign) {
			segnos.any = i
		}
	}
	return segnos, codas
}
