package musicxml

// beamsOf returns the beams of each piece. Notes shorter than a quarter are beamed within a beat; rests break
// a beam.
func beamsOf(pieces []piece, b bar, quarter int64) [][]beamElement {
	beams := make([][]beamElement, len(pieces))
	for i := 0; i < len(pieces); {
		k := i + 1
		for k < len(pieces) && pieces[i].beamed() && pieces[k].beamed() && b.beat(pieces[k].start, quarter) == b.beat(pieces[i].start, quarter) {
			k++
		}
		if k-i > 1 {
			beamGroup(pieces[i:k], beams[i:k])
		}
		i = k
	}
	return beams
}

// beamed tells whether the piece has flags or beams.
func (p piece) beamed() bool { return len(p.notes) > 0 && p.value.flags() > 0 }

// beat is the number of the beat of a tick: a quarter, or three units of a compound metre.
func (b bar) beat(tick, quarter int64) int64 {
	if compound(b.metre) {
		quarter = 3 * fullLength(b.metre, quarter) / int64(b.metre.Beats)
	}
	return (tick - b.start + b.phase) / quarter
}

// beamGroup beams notes that stand together, one level after the other. A note whose neighbours lack a level
// has a hook there.
func beamGroup(group []piece, beams [][]beamElement) {
	for i, p := range group {
		for level := 1; level <= p.value.flags(); level++ {
			before := i > 0 && group[i-1].value.flags() >= level
			after := i+1 < len(group) && group[i+1].value.flags() >= level
			kind := "forward hook"
			switch {
			case before && after:
				kind = "continue"
			case before:
				kind = "end"
			case after:
				kind = "begin"
			case i > 0:
				kind = "backward hook"
			}
			beams[i] = append(beams[i], beamElement{Number: level, Kind: kind})
		}
	}
}
