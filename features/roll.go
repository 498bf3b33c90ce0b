package features

// The keyboard: 88 keys, A0 to C8.
const (
	Lowest  = 21  // MIDI key number of A0, inclusive
	Highest = 108 // MIDI key number of C8, inclusive
	Keys    = Highest - Lowest + 1
)

// Cell is the state of one key during one step. Articulate implies play.
type Cell uint8

const (
	Silent Cell = 0b00
	Held   Cell = 0b01 // continues from the step before
	Onset  Cell = 0b11 // onset in this step
)

// Play reports whether the key sounds during this step.
func (c Cell) Play() bool { return c&0b01 != 0 }

// Articulate reports whether the key has an onset in this step.
func (c Cell) Articulate() bool { return c&0b10 != 0 }

// Frame is one step: a cell for each key, lowest first.
type Frame [Keys]Cell

// Transposed returns the frame moved up by the given number of semitones. Notes that leave the keyboard are lost.
func (f *Frame) Transposed(semitones int) *Frame {
	if semitones == 0 {
		return f
	}
	var moved Frame
	for n, cell := range f {
		if to := n + semitones; cell != Silent && to >= 0 && to < Keys {
			moved[to] = cell
		}
	}
	return &moved
}

// Roll is a piece on the grid: T frames.
type Roll []Frame

// Range returns the lowest and highest key that sounds, as MIDI key numbers, and ok = false for silence.
func (r Roll) Range() (lowest, highest int, ok bool) {
	lowest, highest = Highest+1, Lowest-1
	for t := range r {
		for n, cell := range r[t] {
			if cell != Silent {
				lowest, highest = min(lowest, n+Lowest), max(highest, n+Lowest)
			}
		}
	}
	return lowest, highest, highest >= lowest
}

// Count returns the number of cells that sound, and of those that are onsets.
func (r Roll) Count() (played, onsets int) {
	for t := range r {
		for _, cell := range r[t] {
			if cell.Play() {
				played++
			}
			if cell.Articulate() {
				onsets++
			}
		}
	}
	return played, onsets
}

// Notes counts the notes: onsets, and keys that begin to sound without one, as in music without articulation.
func (r Roll) Notes() (notes int) {
	for t := range r {
		for n, cell := range r[t] {
			if cell.Articulate() || cell.Play() && (t == 0 || !r[t-1][n].Play()) {
				notes++
			}
		}
	}
	return notes
}

// Transpositions returns those of the given numbers of semitones that keep every note of the piece on the
// keyboard, or 0 alone if none does.
func (p *Piece) Transpositions(among []int) (fitting []int) {
	lowest, highest, _ := p.Range()
	for _, k := range among {
		if lowest+k >= Lowest && highest+k <= Highest {
			fitting = append(fitting, k)
		}
	}
	if len(fitting) == 0 {
		return []int{0}
	}
	return fitting
}
