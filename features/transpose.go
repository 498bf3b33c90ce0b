package features

// Transpositions returns those of the given numbers of semitones that keep every note of the piece on the
// keyboard, or 0 alone if none does.
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
