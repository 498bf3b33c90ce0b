package features

// The keyboard: 88 keys, A0 to C8.
const (
	Lowest  = 21  // MIDI key number of A0, inclusive
	Highest = 108 // MIDI key number of C8, inclusive
	Keys    = Highest - Lowest + 1
)

// Cell is the state of one key during one step. A strike sounds, so articulate implies play.
type Cell uint8

const (
	Silent Cell = 0b00
	Held   Cell = 0b01 // sounds on from the step before
	Struck Cell = 0b11 // struck in this step
)

// Play tells whether the key sounds during this step.
func (c Cell) Play() bool { return c&0b01 != 0 }

// Articulate tells whether the key is struck in this step.
func (c Cell) Articulate() bool { return c&0b10 != 0 }

// Frame is one step: a cell for each key, lowest first.
type Frame [Keys]Cell

// Transposed returns the frame moved up by so many semitones; what leaves the keyboard is lost.
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

// Count returns the number of cells that sound and of those that are struck.
func (r Roll) Count() (played, strikes int) {
	for t := range r {
		for _, cell := range r[t] {
			if cell.Play() {
				played++
			}
			if cell.Articulate() {
				strikes++
			}
		}
	}
	return played, strikes
}

// Notes counts the notes: strikes, and keys that begin to sound without one, as all do in music that does not tell strikes.
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
