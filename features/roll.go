package features

// The keyboard: 88 keys, A0 to C8.
const (
	Lowest  = 21  // MIDI key number of A0, inclusive
	Highest = 108 // MIDI key number of C8, inclusive
	Keys    = Highest - Lowest + 1
	Octaves = Highest/12 - Lowest/12 + 1 // each from C to B; the lowest has three keys, the highest one
)

// Cell is the state of one key during one step: play and articulate in the two lowest bits, and the velocity of
// an onset above them. Articulate implies play. Only music that is read with velocities has them.
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

// State is the cell without its velocity: Silent, Held or Onset.
func (c Cell) State() Cell { return c & 0b11 }

// Velocity is that of an onset; 0 where it is not known, and of other cells.
func (c Cell) Velocity() Velocity { return Velocity(c >> 2) }

// With is the state of the cell with a velocity.
func (c Cell) With(v Velocity) Cell { return c.State() | Cell(v)<<2 }

// Velocity is how hard a key is struck: the number of a bin of four MIDI velocities, from 1 for those up to 3
// to Velocities for those from 124, or 0 where it is not known.
type Velocity uint8

// Velocities is V, the number of velocities.
const Velocities = 32

// VelocityOf is the bin of a MIDI velocity, 1 to 127.
func VelocityOf(midi uint8) Velocity { return Velocity(midi/4 + 1) }

// MIDI is the MIDI velocity in the middle of the bin, 2 to 126.
func (v Velocity) MIDI() uint8 { return 4*uint8(v) - 2 }

// Share is the MIDI velocity divided by 127; 0 where it is not known.
func (v Velocity) Share() float32 {
	if v == 0 {
		return 0
	}
	return float32(v.MIDI()) / 127
}

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

// highest is the highest key that sounds in step t, as a MIDI key number, 0 for silence.
func (r Roll) highest(t int) int {
	for n := Keys - 1; n >= 0; n-- {
		if r[t][n].Play() {
			return n + Lowest
		}
	}
	return 0
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

// Transpose moves the roll by semitones, and counts them in Transposed. Notes that leave the keyboard
// are lost.
func (p *Piece) Transpose(semitones int) {
	p.Transposed += semitones
	for t := range p.Roll {
		p.Roll[t] = *p.Roll[t].Transposed(semitones)
	}
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
