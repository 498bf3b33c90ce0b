package features

// Transpositions are those among so many semitones that keep every note of the piece on the keyboard, and no transposition where none does.
func (p *Piece) Transpositions(among []int) (fitting []int) {
	lowest, highest, _ := p.Roll.Range()
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
