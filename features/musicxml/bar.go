package musicxml

import (
	"fmt"
	"math/bits"

	"workbench/features/score"
)

// maxMeasures bounds a piece, written or read, far above any piece of music.
const maxMeasures = 50_000

// bar is a measure of the piece to be written.
type bar struct {
	start, length int64
	phase         int64 // how much of the metre a pickup leaves out at the beginning
	metre         score.Metre
	number        string
	implicit      bool // cut short, so that it is not counted
}

func (b bar) end() int64 { return b.start + b.length }

// fullLength is the length of a whole measure.
func fullLength(m score.Metre, quarter int64) int64 {
	return 4 * quarter * int64(m.Beats) / int64(m.Unit)
}

// layBars returns the measures up to the end of the piece, at least one. Each change of metre starts a
// measure, moved to the nearest 64th note after the change before it.
func layBars(changes []score.MetreChange, end, quarter int64) ([]bar, error) {
	if len(changes) == 0 || changes[0].Tick > 0 {
		changes = append([]score.MetreChange{{Metre: score.CommonTime}}, changes...)
	}
	var bars []bar
	start := int64(0)
	for i, c := range changes {
		full := fullLength(c.Metre, quarter)
		next := max(end, start+1)
		if i+1 < len(changes) {
			next = start + roundTo(changes[i+1].Tick-start, quarter/16)
		}
		for start < next && (start < end || len(bars) == 0) {
			if len(bars) == maxMeasures {
				return nil, fmt.Errorf("musicxml: the piece is longer than %d measures", maxMeasures)
			}
			b := bar{start: start, length: full, metre: c.Metre}
			if i+1 < len(changes) {
				b.length = min(full, next-start)
			}
			b.implicit = b.length < full
			bars = append(bars, b)
			start += b.length
		}
	}
	if bars[0].implicit && len(bars) > 1 {
		bars[0].phase = fullLength(bars[0].metre, quarter) - bars[0].length
	}
	numberBars(bars)
	return bars, nil
}

// numberBars counts the measures from 1; a pickup is 0, and others that are cut short are X1, X2, ….
func numberBars(bars []bar) {
	counted, short := 0, 0
	for i := range bars {
		switch {
		case bars[i].phase > 0:
			bars[i].number = "0"
		case bars[i].implicit:
			short++
			bars[i].number = fmt.Sprintf("X%d", short)
		default:
			counted++
			bars[i].number = fmt.Sprint(counted)
		}
	}
}

// roundTo returns the multiple of unit nearest to n, which is at least 0.
func roundTo(n, unit int64) int64 { return (n + unit/2) / unit * unit }

// compound metres have beats of three units.
func compound(m score.Metre) bool { return m.Beats > 3 && m.Beats%3 == 0 && m.Unit >= 4 }

// metricGrid returns the grid of a metre: the measure, its halves where it has them, its beats, and halves of
// those down to 256th notes. Above the units of a compound metre stands an empty level, so that no note is a
// syncopation across its beats.
func metricGrid(m score.Metre, quarter int64) grid {
	length := fullLength(m, quarter)
	unit := length / int64(m.Beats)
	g := grid{levels: []int64{length}, scale: fraction{1, 1}}
	beat, beats := unit, m.Beats
	if compound(m) {
		beat, beats = 3*unit, beats/3
	}
	if bits.OnesCount(uint(beats)) == 1 {
		for length > beat {
			length /= 2
			g.levels = append(g.levels, length)
		}
	} else {
		g.levels = append(g.levels, beat)
	}
	if compound(m) {
		g.levels = append(g.levels, 0, unit)
	}
	for ; unit%2 == 0 && unit/2*64 >= quarter; unit /= 2 {
		g.levels = append(g.levels, unit/2)
	}
	return g
}

// windows calls each for the parts of a measure in which a tuplet may stand: quarters counted from its full
// beginning, and halves of quarters, quarters of them and so on where the measure begins or ends within one.
// Ticks are those of the piece.
func (b bar) windows(quarter int64, each func(from, to int64)) {
	for at := b.phase; at < b.phase+b.length; {
		length := quarter
		for length > 1 && (at%length != 0 || at+length > b.phase+b.length) {
			length /= 2
		}
		each(b.start+at-b.phase, b.start+at-b.phase+length)
		at += length
	}
}
