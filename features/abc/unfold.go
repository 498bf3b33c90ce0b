package abc

import "slices"

// mark is a sign that changes the order of playing.
type mark struct {
	tick    int64 // written time
	kind    markKind
	times   int   // of closeRepeat: how often the section is played
	numbers []int // of endingStart
	place   place
}

// markKind is in the order in which signs of one tick take effect.
type markKind int

const (
	closeRepeat markKind = iota // :|
	endingStart                 // [1
	sectionEnd                  // || |] [|
	partStart                   // P: in the body
	openRepeat                  // |:
)

// span is a stretch of written time that is played.
type span struct{ from, to int64 }

// ending is one of the alternative ends of a repeated section.
type ending struct {
	span
	numbers  []int
	repeated bool // closed by :|
	place    place
}

// unfolding goes through the marks of a voice and collects the spans that are played.
type unfolding struct {
	played  []span
	start   int64 // of the section
	opened  *mark // the |: of the section, nil if it has none
	endings []ending
	warn    func(p place, format string, args ...any)
}

// unfold writes out the repeats between from and to. A section without |: begins after the last repeat,
// double bar or part label, or at from. The marks are in order of tick and kind.
func unfold(marks []mark, from, to int64, warn func(place, string, ...any)) []span {
	u := unfolding{start: from, warn: warn}
	coming := nextBeginnings(marks)
	for i, m := range marks {
		switch m.kind {
		case closeRepeat:
			u.closeRepeat(m, marks[i+1:])
		case endingStart:
			u.startEnding(m)
		case sectionEnd, partStart:
			u.endSection(m, coming[i])
		case openRepeat:
			u.flush(m.tick)
			u.opened = &m
		}
	}
	u.flush(to)
	return u.played
}

// nextBeginnings returns for each mark the first |: or ending after it, nil where none comes.
func nextBeginnings(marks []mark) []*mark {
	next := make([]*mark, len(marks))
	var coming *mark
	for i := len(marks) - 1; i >= 0; i-- {
		next[i] = coming
		if kind := marks[i].kind; kind == openRepeat || kind == endingStart {
			coming = &marks[i]
		}
	}
	return next
}

func (u *unfolding) play(from, to int64) {
	if n := len(u.played); n > 0 && u.played[n-1].to == from {
		u.played[n-1].to = to
	} else if from < to {
		u.played = append(u.played, span{from, to})
	}
}

func (u *unfolding) closeRepeat(m mark, later []mark) {
	if len(u.endings) == 0 {
		for range m.times {
			u.play(u.start, m.tick)
		}
		u.start, u.opened = m.tick, nil
		return
	}
	last := u.lastEnding()
	last.repeated = true
	if len(later) > 0 && later[0].kind == endingStart && later[0].tick == m.tick && later[0].numbers[0] > last.numbers[0] {
		return
	}
	u.flush(m.tick)
}

func (u *unfolding) startEnding(m mark) {
	if len(u.endings) > 0 {
		u.lastEnding().to = m.tick
	}
	u.endings = append(u.endings, ending{span: span{from: m.tick}, numbers: m.numbers, place: m.place})
}

// endSection ends the section at a double bar or a part label, unless a |: or a further ending keeps it open.
// coming is the first |: or ending after it.
func (u *unfolding) endSection(m mark, coming *mark) {
	if len(u.endings) == 0 {
		if u.opened == nil {
			u.flush(m.tick)
		}
		return
	}
	last := u.lastEnding()
	if last.from == m.tick {
		return
	}
	if coming != nil && coming.kind == endingStart && coming.numbers[0] > last.numbers[0] {
		return
	}
	u.flush(m.tick)
}

func (u *unfolding) lastEnding() *ending { return &u.endings[len(u.endings)-1] }

// flush plays the section up to tick, where the next one begins.
func (u *unfolding) flush(tick int64) {
	if len(u.endings) > 0 {
		u.lastEnding().to = tick
		u.playEndings()
	} else {
		if u.opened != nil && u.start < tick {
			u.warn(u.opened.place, "the repeat that begins here is never closed by :|")
		}
		u.play(u.start, tick)
	}
	u.start, u.opened, u.endings = tick, nil, nil
}

// playEndings plays the common part once for each number of the endings.
func (u *unfolding) playEndings() {
	passes := 0
	for _, e := range u.endings {
		passes = max(passes, slices.Max(e.numbers))
	}
	common := u.endings[0].from
	for pass := range passes {
		u.play(u.start, common)
		i := slices.IndexFunc(u.endings, func(e ending) bool { return slices.Contains(e.numbers, pass+1) })
		if i < 0 {
			u.warn(u.endings[0].place, "there is no ending %d among 1 to %d", pass+1, passes)
			continue
		}
		u.play(u.endings[i].from, u.endings[i].to)
	}
	if len(u.endings) == 1 && u.endings[0].repeated { // "|1 … :|" alone: what follows is the second ending
		u.play(u.start, common)
	}
}
