package training

import "workbench/features"

// trainingKeys are the lowest and the highest MIDI key of pieces in all of their transpositions; nil for silence.
func trainingKeys(pieces []*features.Piece, transpose []int) []int {
	lowest, highest := features.Highest+1, features.Lowest-1
	for _, p := range pieces {
		low, high, ok := p.Range()
		if !ok {
			continue
		}
		for _, k := range p.Transpositions(transpose) {
			lowest, highest = min(lowest, low+k), max(highest, high+k)
		}
	}
	if highest < lowest {
		return nil
	}
	return []int{lowest, highest}
}
