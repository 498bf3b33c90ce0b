package features

import (
	"slices"
	"sort"

	"workbench/features/score"
)

// Measure is a bar of a piece.
type Measure struct {
	Start int // the step at which it begins
	Steps int // its length by the metre, in steps, at least 1; a pickup and a measure cut short have fewer
	Skip  int // steps missing at its beginning: above zero for a pickup only
	Metre score.Metre
}

// MeasureAt returns the measure of step t, and the place of t in it (0 is the downbeat). Steps before the piece
// count back from its first step; after the last measure its metre continues.
func (p *Piece) MeasureAt(t int) (m Measure, place int) {
	i := sort.Search(len(p.Measures), func(i int) bool { return p.Measures[i].Start > t }) - 1
	m = p.Measures[max(i, 0)]
	place = (t - m.Start + m.Skip) % m.Steps
	if place < 0 {
		place += m.Steps
	}
	return m, place
}

// bar returns the number of the measure of step t ≥ 0: −1 for a pickup, 0 for the first full measure.
func (p *Piece) bar(t int) int {
	i := sort.Search(len(p.Measures), func(i int) bool { return p.Measures[i].Start > t }) - 1
	if i == len(p.Measures)-1 {
		i += (t - p.Measures[i].Start + p.Measures[i].Skip) / p.Measures[i].Steps
	}
	return i - p.pickups()
}

// pickups is 1 for a piece that begins with a pickup, and otherwise 0.
func (p *Piece) pickups() int { return min(p.Measures[0].Skip, 1) }

// MeasuresEnd returns the step at which a number of full measures end. After the last measure its metre
// continues.
func (p *Piece) MeasuresEnd(measures int) int {
	i := measures + p.pickups()
	if i < len(p.Measures) {
		return p.Measures[i].Start
	}
	last := p.Measures[len(p.Measures)-1]
	return last.Start - last.Skip + (i-len(p.Measures)+1)*last.Steps
}

// ExtendMeasures adds measures, in the metre of the last one, up to the end of the roll.
func (p *Piece) ExtendMeasures() {
	for {
		last := p.Measures[len(p.Measures)-1]
		next := Measure{Start: last.Start + last.Steps - last.Skip, Steps: last.Steps, Metre: last.Metre}
		if next.Start >= p.Steps() {
			return
		}
		p.Measures = append(p.Measures, next)
	}
}

// inferPickup gives a piece in one metre that begins with a full measure the pickup, in units of the metre, that
// moves its last bass note to a downbeat, or to the middle of a measure of four beats or of six or twelve eighths.
// MIDI files of hymns and chorales often count a pickup as the beginning of a full measure.
func (p *Piece) inferPickup() {
	first := p.Measures[0]
	for i, m := range p.Measures {
		if m != (Measure{Start: i * first.Steps, Steps: first.Steps, Metre: first.Metre}) {
			return
		}
	}
	strong, unit := first.Steps, 4*p.StepsPerQuarter/first.Metre.Unit
	if beats := first.Metre.Beats; beats == 4 || beats > 3 && beats%6 == 0 {
		strong /= 2
	}
	pickup := p.lastBassOnset() % max(strong, 1)
	if pickup == 0 || unit == 0 || pickup%unit != 0 || pickup >= p.Steps() {
		return
	}
	p.Measures = []Measure{{Steps: first.Steps, Skip: first.Steps - pickup, Metre: first.Metre}}
	p.ExtendMeasures()
}

// lastBassOnset is the step in which the lowest key of the last step begins to sound.
func (p *Piece) lastBassOnset() int {
	t := p.Steps() - 1
	bass := slices.IndexFunc(p.Roll[t][:], Cell.Play)
	for t > 0 && bass >= 0 && !p.Roll[t][bass].Articulate() && p.Roll[t-1][bass].Play() {
		t--
	}
	return t
}

// Beat returns the sixteenth of the measure at step t, 0 to 15 with 0 for the downbeat. t may be −1, the
// silence before the piece, or beyond its end.
//
// A measure of more than 16 sixteenths is counted in the largest equal parts of whole beats that fit: 12/8 in
// halves of 12, 9/8 in thirds of 6, 3/2 in thirds of 8.
func (p *Piece) Beat(t int) int {
	m, place := p.MeasureAt(t)
	sixteenth := place * 4 / p.StepsPerQuarter
	return sixteenth % partLength(m.Metre)
}

// partLength is the length in sixteenths of the part of a measure that the beat attribute counts, 1 to 16.
func partLength(metre score.Metre) int {
	beat, length := max(16/metre.Unit, 1), max(16*metre.Beats/metre.Unit, 1)
	if metre.Beats > 3 && metre.Beats%3 == 0 { // compound: three units make a beat
		beat *= 3
	}
	if length <= 16 {
		return 16
	}
	part := beat
	for p := beat; p <= 16; p += beat {
		if length%p == 0 {
			part = p
		}
	}
	return min(part, 16)
}

// measures returns the measures of a piece of the given number of steps from its metre changes.
func measures(s *score.Score, steps, stepsPerQuarter int) []Measure {
	changes := s.Metres
	if len(changes) == 0 || changes[0].Tick > 0 {
		changes = append([]score.MetreChange{{Metre: score.CommonTime}}, changes...)
	}
	var all []Measure
	for i, change := range changes {
		end := steps
		if i+1 < len(changes) {
			end = min(end, StepAt(changes[i+1].Tick, s.TicksPerQuarter, stepsPerQuarter))
		}
		ticks := float64(s.TicksPerQuarter) * 4 * float64(change.Beats) / float64(change.Unit)
		length := max(StepAt(int64(ticks+0.5), s.TicksPerQuarter, stepsPerQuarter), 1)
		for k := 0; ; k++ {
			start := StepAt(change.Tick+int64(float64(k)*ticks+0.5), s.TicksPerQuarter, stepsPerQuarter)
			if start >= end {
				break
			}
			if len(all) > 0 && all[len(all)-1].Start == start { // shorter than a step
				continue
			}
			all = append(all, Measure{Start: start, Steps: length, Metre: change.Metre})
		}
	}
	if len(all) == 0 {
		all = []Measure{{Steps: 4 * stepsPerQuarter, Metre: score.CommonTime}}
	}
	if len(all) > 1 && all[1].Start < all[0].Steps {
		all[0].Skip = all[0].Steps - all[1].Start
	}
	return all
}

// StepAt is the step nearest to a tick; a tick halfway goes to the later one.
func StepAt(tick int64, ticksPerQuarter, stepsPerQuarter int) int {
	q := int64(ticksPerQuarter)
	return int((2*tick*int64(stepsPerQuarter) + q) / (2 * q))
}
