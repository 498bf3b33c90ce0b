package training

import (
	"workbench/internal/diskspace"
)

// fewCheckpoints is the number of checkpoints that must fit on the disk when training starts or resumes. A new
// one is written before an old one is deleted.
const fewCheckpoints = 3

// besideWeights is roughly the size of the other contents of a checkpoint, of samples and of figures, in bytes.
const besideWeights = 64 << 10

// checkRoom returns an error if a few checkpoints do not fit on the disk of dir.
func (e *experiment) checkRoom(dir string) error {
	numbers := e.parameters()
	for _, state := range e.model.State() {
		numbers += len(state)
	}
	return diskspace.Check(dir, fewCheckpoints*(4*int64(numbers)+besideWeights))
}
