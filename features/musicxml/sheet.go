package musicxml

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"workbench/features/score"
)

// sheet is a score laid out on parts, measures, staves and voices. Its ticks are at least 64 a quarter.
type sheet struct {
	title, composer string
	quarter         int64 // ticks
	divisions       int64 // ticks of a division of the file
	velocity        uint8 // of most notes
	bars            []bar
	keys            []score.KeyChange // at least one, the first at tick 0
	tempos          []score.TempoChange
	parts           []sheetPart
}

// sheetPart is a track, or all of a score whose tracks have no names.
type sheetPart struct {
	name   string
	notes  []score.Note
	staves []staff
}

// staff is what stands on one staff, measure by measure.
type staff struct {
	clefs  []clef
	voices [voiceCount][][]piece // voice and measure; the pieces are nil where a voice rests for the measure
}

func newSheet(s *score.Score) (*sheet, error) {
	end, err := check(s)
	if err != nil {
		return nil, err
	}
	ticks := int64(s.TicksPerQuarter)
	scale := 64 / gcd(64, ticks)
	sh := &sheet{title: s.Title, composer: s.Composer, quarter: ticks * scale, velocity: commonVelocity(s.Notes), parts: partsOf(s)}
	for i := range sh.parts {
		p := &sh.parts[i]
		p.notes = oneByOne(p.notes, scale, sh.quarter)
		for _, n := range p.notes {
			end = max(end, (n.End+scale-1)/scale)
		}
	}
	metres := slices.Clone(s.Metres)
	for i := range metres {
		metres[i].Tick *= scale
	}
	if sh.bars, err = layBars(metres, end*scale, sh.quarter); err != nil {
		return nil, err
	}
	sh.snap()
	sh.keys = keysOf(s, scale)
	sh.tempos = temposOf(s, scale, sh.quarter)
	for i := range sh.parts {
		sh.layPart(&sh.parts[i], len(s.Tracks) > 0)
	}
	sh.divisions = sh.commonDivision()
	return sh, nil
}

// partsOf returns a part for each of the tracks of s; notes of other tracks go to the last one. If s names no
// tracks it is one part for a piano.
func partsOf(s *score.Score) []sheetPart {
	if len(s.Tracks) == 0 {
		return []sheetPart{{name: "Piano", notes: s.Notes}}
	}
	parts := make([]sheetPart, len(s.Tracks))
	for i, name := range s.Tracks {
		parts[i].name = name
	}
	for _, n := range s.Notes {
		p := &parts[min(int(n.Track), len(parts)-1)]
		p.notes = append(p.notes, n)
	}
	return parts
}

// keysOf returns the key signatures of s, or the one that fits the notes best.
func keysOf(s *score.Score, scale int64) []score.KeyChange {
	keys := slices.Clone(s.Keys)
	switch {
	case len(keys) == 0 && len(s.Notes) == 0:
		return []score.KeyChange{{}}
	case len(keys) == 0:
		key, _ := score.EstimateKey(s.Notes) // the best guess, clear or not, as the notes must be spelled somehow
		return []score.KeyChange{{Key: key}}
	}
	slices.SortStableFunc(keys, func(a, b score.KeyChange) int { return cmp.Compare(a.Tick, b.Tick) })
	for i := range keys {
		keys[i].Tick *= scale
	}
	keys[0].Tick = 0
	return keys
}

// temposOf returns the tempos of s in order, at multiples of a 64th note.
func temposOf(s *score.Score, scale, quarter int64) []score.TempoChange {
	tempos := slices.Clone(s.Tempos)
	for i := range tempos {
		tempos[i].Tick = roundTo(tempos[i].Tick*scale, quarter/16)
	}
	slices.SortStableFunc(tempos, func(a, b score.TempoChange) int { return cmp.Compare(a.Tick, b.Tick) })
	return tempos
}

// commonVelocity is the velocity that most notes have, 90 without notes.
func commonVelocity(notes []score.Note) uint8 {
	var count [128]int
	best := uint8(90)
	for _, n := range notes {
		count[n.Velocity]++
		if count[n.Velocity] > count[best] {
			best = n.Velocity
		}
	}
	return best
}

// layPart lays a part out on one staff if it may be and a hand can play it, or else on two.
func (sh *sheet) layPart(p *sheetPart, mayBeOne bool) {
	var upper, lower []int
	below := splitStaves(p.notes)
	one := mayBeOne && forOneHand(p.notes)
	for i := range p.notes {
		if below[i] && !one {
			lower = append(lower, i)
		} else {
			upper = append(upper, i)
		}
	}
	p.staves = []staff{sh.layStaff(p.notes, upper, treble)}
	if !one {
		p.staves = append(p.staves, sh.layStaff(p.notes, lower, bass))
	}
}

// layStaff lays the members of all notes out on a staff.
func (sh *sheet) layStaff(all []score.Note, members []int, usual clef) staff {
	s := staff{clefs: clefs(all, members, sh.bars, usual)}
	end := sh.bars[len(sh.bars)-1].end()
	for v, list := range voices(all, members, end) {
		s.voices[v] = make([][]piece, len(sh.bars))
		for i, b := range sh.bars {
			part := within(list, b.start, b.end())
			if slices.ContainsFunc(part, func(c chord) bool { return len(c.notes) > 0 }) {
				s.voices[v][i] = b.write(part, sh.quarter)
			}
		}
	}
	return s
}

// commonDivision is the longest stretch of ticks of which everything is a multiple.
func (sh *sheet) commonDivision() int64 {
	step := sh.quarter
	for _, b := range sh.bars {
		step = gcd(step, b.length)
		if b.implicit {
			for _, p := range b.write([]chord{{start: b.start, end: b.end()}}, sh.quarter) {
				step = gcd(step, p.end-p.start)
			}
		}
	}
	for _, t := range sh.tempos {
		step = gcd(step, t.Tick)
	}
	for _, p := range sh.parts {
		for _, s := range p.staves {
			for _, voice := range s.voices {
				step = gcd(step, commonLength(voice))
			}
		}
	}
	return step
}

// commonLength is the longest stretch of ticks of which all pieces of a voice are a multiple, 0 without
// pieces.
func commonLength(voice [][]piece) int64 {
	step := int64(0)
	for _, pieces := range voice {
		for _, p := range pieces {
			step = gcd(step, p.end-p.start)
		}
	}
	return step
}

// keyAt is the key signature of a measure.
func (sh *sheet) keyAt(b bar) score.Key {
	i := sort.Search(len(sh.keys), func(i int) bool { return sh.keys[i].Tick > b.start }) - 1
	return sh.keys[max(i, 0)].Key
}

// temposIn are the tempos that change within a measure.
func (sh *sheet) temposIn(b bar) []score.TempoChange {
	first := sort.Search(len(sh.tempos), func(i int) bool { return sh.tempos[i].Tick >= b.start })
	end := sort.Search(len(sh.tempos), func(i int) bool { return sh.tempos[i].Tick >= b.end() })
	return sh.tempos[first:end]
}

// percent writes a velocity as the percentage of a forte that MusicXML counts in, of which 100 is velocity
// 90.
func percent(velocity uint8) float64 { return math.Round(float64(velocity)/90*10000) / 100 }
