package features

// Note is a key that sounds from step Start up to, not including, step End.
type Note struct {
	Start, End int
	Key        int // MIDI key number
	Velocity   Velocity
}

// Notes lists the notes of a roll in order of start, then key. A note begins with an onset, or, in music
// without articulation, where a key sounds after a step of silence.
func (p *Piece) Notes() []Note {
	var notes []Note
	var open [Keys]int // 1 + index of the note that sounds
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			switch {
			case !cell.Play():
				open[n] = 0
				continue
			case cell.Articulate() || open[n] == 0:
				notes = append(notes, Note{Start: t, Key: n + Lowest, Velocity: cell.Velocity()})
				open[n] = len(notes)
			}
			notes[open[n]-1].End = t + 1
		}
	}
	return notes
}

// TopVoice lists the highest note that begins in each step where one does.
func TopVoice(notes []Note) []Note {
	var top []Note
	for i, n := range notes {
		if i+1 == len(notes) || notes[i+1].Start > n.Start {
			top = append(top, n)
		}
	}
	return top
}
