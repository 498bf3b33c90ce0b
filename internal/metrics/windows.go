package metrics

import "workbench/features"

// Windows cuts pieces into windows of a given number of steps that begin on bar lines and do not overlap. A
// piece that is not longer stays whole; otherwise the rest after the last window is left out. Windows make
// pieces comparable with samples of that length: many metrics, such as the number of different pitches,
// depend on it.
func Windows(pieces []*features.Piece, steps int) []*features.Piece {
	var windows []*features.Piece
	for _, p := range pieces {
		if p.Steps() <= steps {
			windows = append(windows, p)
			continue
		}
		from := 0
		for i, m := range p.Measures {
			if m.Start >= from && m.Start+steps <= p.Steps() {
				windows = append(windows, cut(p, i, steps))
				from = m.Start + steps
			}
		}
	}
	return windows
}

// cut returns a given number of steps of a piece from a measure on. It shares the roll of the piece.
func cut(p *features.Piece, measure, steps int) *features.Piece {
	start := p.Measures[measure].Start
	w := &features.Piece{Name: p.Name, StepsPerQuarter: p.StepsPerQuarter, Articulated: p.Articulated, Tempo: p.Tempo,
		Roll: p.Roll[start : start+steps]}
	for _, m := range p.Measures[measure:] {
		if m.Start >= start+steps {
			break
		}
		m.Start -= start
		w.Measures = append(w.Measures, m)
	}
	return w
}
