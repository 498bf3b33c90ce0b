package metrics

import (
	"encoding/binary"
	"math"
	"slices"

	"workbench/features"
)

// sound is a piece with what several metrics use.
type sound struct {
	music                 // notes, for muspy's metrics
	piece *features.Piece // T steps
	sets  []keySet        // the keys that sound in each step
	keys  []int           // their number
	top   []features.Note // top voice: the highest note that begins in each step with an onset

	lag, lagRepeat float64 // bestLag, which two metrics have parts of
}

func newSound(p *features.Piece) *sound {
	notes := p.Notes()
	s := &sound{music: music{notes, p.StepsPerQuarter, commonMeasure(p)}, piece: p, top: features.TopVoice(notes)}
	s.sets = soundingSets(s.notes, p.Steps())
	s.keys = countKeys(s.sets)
	s.lag, s.lagRepeat = s.bestLag()
	return s
}

// commonMeasure is the length of a measure, in steps, that fills most of a piece.
func commonMeasure(p *features.Piece) int {
	filled, common := map[int]int{}, p.Measures[0].Steps
	for _, m := range p.Measures {
		filled[m.Steps] += m.Steps - m.Skip
		if filled[m.Steps] > filled[common] {
			common = m.Steps
		}
	}
	return common
}

// cells is the number of cells that sound.
func (s *sound) cells() float64 {
	cells := 0
	for _, keys := range s.keys {
		cells += keys
	}
	return float64(cells)
}

// mostKeys is the largest number of keys that sound in one step.
func (s *sound) mostKeys() float64 {
	if len(s.keys) == 0 {
		return math.NaN()
	}
	return float64(slices.Max(s.keys))
}

// steps is the share of the steps with least to most keys, inclusive.
func (s *sound) steps(least, most int) float64 {
	count := 0
	for _, keys := range s.keys {
		if keys >= least && keys <= most {
			count++
		}
	}
	return float64(count) / float64(len(s.keys))
}

// articulated is the share of the sounding cells that are onsets, NaN for music without onsets.
func (s *sound) articulated() float64 {
	if !s.piece.Articulated {
		return math.NaN()
	}
	return float64(len(s.notes)) / s.cells()
}

// outermost is the lowest or the highest key that sounds, NaN for silence.
func (s *sound) outermost(highest bool) float64 {
	low, high, ok := s.piece.Roll.Range()
	switch {
	case !ok:
		return math.NaN()
	case highest:
		return float64(high)
	}
	return float64(low)
}

// moves are the intervals of the top voice, in semitones upward.
func (s *sound) moves() []int {
	var moves []int
	for i := 1; i < len(s.top); i++ {
		moves = append(moves, s.top[i].Key-s.top[i-1].Key)
	}
	return moves
}

// meanMove is the mean size of the top voice's intervals.
func (s *sound) meanMove() float64 {
	sum, moves := 0, s.moves()
	for _, move := range moves {
		sum += max(move, -move)
	}
	return float64(sum) / float64(len(moves))
}

// silentParts is the share of silent parts of the piece, where a part lasts from one of starts to the next or
// to the end.
func (s *sound) silentParts(starts []int) float64 {
	silent := 0
	for i, start := range starts {
		end := len(s.keys)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if s.silent(start, end) {
			silent++
		}
	}
	return float64(silent) / float64(len(starts))
}

func (s *sound) silent(start, end int) bool {
	for _, keys := range s.keys[start:end] {
		if keys > 0 {
			return false
		}
	}
	return true
}

// beatStarts are the steps at which a quarter begins, counted from the first step.
func (s *sound) beatStarts() []int {
	var starts []int
	for t := 0; t < len(s.keys); t += s.beat {
		starts = append(starts, t)
	}
	return starts
}

// measureStarts are the steps at which a measure begins.
func (s *sound) measureStarts() []int {
	var starts []int
	for _, m := range s.piece.Measures {
		if m.Start < len(s.keys) {
			starts = append(starts, m.Start)
		}
	}
	return starts
}

// repeated is the share of the measures that equal an earlier one, cell by cell. Silent measures are left out.
func (s *sound) repeated() float64 {
	seen, repeats, count := map[string]bool{}, 0, 0
	starts := append(s.measureStarts(), len(s.keys))
	for i := range len(starts) - 1 {
		var content []byte
		for t, frame := range s.piece.Roll[starts[i]:starts[i+1]] {
			for n, cell := range frame {
				if cell != features.Silent {
					content = append(binary.AppendUvarint(content, uint64(t)), byte(n), byte(cell))
				}
			}
		}
		if len(content) == 0 {
			continue
		}
		count++
		if seen[string(content)] {
			repeats++
		}
		seen[string(content)] = true
	}
	return float64(repeats) / float64(count)
}

// groove is grooveConsistency over the piece's own measures: only neighbours of equal length are compared,
// without pickups and measures that the next one cuts short. The last measure may end early.
func (s *sound) groove() float64 {
	onsets := make([]bool, len(s.keys))
	for _, n := range s.top {
		onsets[n.Start] = true
	}
	differing, compared := 0, 0
	for i := range len(s.measureStarts()) - 1 {
		one, two := s.piece.Measures[i], s.piece.Measures[i+1]
		if one.Steps != two.Steps || !s.whole(i) || !s.whole(i+1) {
			continue
		}
		for t := range one.Steps {
			inTwo := two.Start+t < len(onsets) && onsets[two.Start+t]
			if onsets[one.Start+t] != inTwo {
				differing++
			}
		}
		compared += one.Steps
	}
	return 1 - float64(differing)/float64(compared)
}

// whole tells whether measure i is neither a pickup nor cut short by the next one.
func (s *sound) whole(i int) bool {
	m := s.piece.Measures[i]
	return m.Skip == 0 && (i+1 == len(s.piece.Measures) || s.piece.Measures[i+1].Start == m.Start+m.Steps)
}
